"""References in documents: commands and code in fences, commands in line, and sentences that tell
to download.
"""

from __future__ import annotations

import ast
import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearance.scan import config
from clearance.scan import plain as loose
from clearance.scan.python import reader as python
from clearance.scan.shell import reader as shell
from clearance.scan.shell.words import words
from clearance.scan.tables import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearance.scan.collector import Sink

_FENCE = re.compile(r"^(\s*(?:[-*>]\s+|\d+\.\s+)?)(`{3,}|~{3,})\s*\{?\.?([\w+#.-]*)[^`]*$")
_DIRECTIVE = re.compile(
    r"^(\s*)(?:\.\.\s+(?:code-block|code|sourcecode|prompt)::\s*(\w*)|.*::\s*$)"
)
_INLINE = re.compile(r"`([^`\n]{6,300})`")
_LINK = re.compile(
    r"\]\((https?://[^\s()]+(?:\([^\s()]*\))?[^\s()]*)\)|(?<![(\w\"'=])(https?://[^\s<>()\[\]`\"']+)|<(https?://[^\s<>]+)>|href=[\"'](https?://[^\"']+)"
)
_TELLS = re.compile(
    r"(?:^|[.:;,(!]\s+|^[\s>*-]*(?:\d+[.)]\s+)?|\*\*"
    r"|\b(?:please|first|to|can|can be|and|then|must|need"
    r" to|should|you|or|simply|manually|also|from)\s+)"
    r"(?:first\s+|manually\s+|also\s+|just\s+)?(?:download(?:ed|ing)?|extract|unzip|wget|get|fetch|obtain|grab|retrieve)\b",
    re.IGNORECASE,
)
_HUB_PAGE = re.compile(r"https?://(?:huggingface\.co|hf\.co)/[^/]+/[^/]+/?$")
_FETCHES = re.compile(r"\b(?:download|clone|fetch)\b", re.IGNORECASE)
_GETS = re.compile(r"^\W*(?:\d+[.)]\s*)?(?:get|obtain|grab)\b[^.]*\bfrom\b", re.IGNORECASE)
_HEADS = re.compile(r"\bdownload(?:ed|s|able)?\b.*:\s*$|^\W*download links?\W*$", re.IGNORECASE)
_ORDERS = re.compile(
    r"^\W*(?:\d+[.)]\s*)?(?:please\s+)?(?:download|get|obtain)\s+(?:the|all|our|these|following|one)\b",
    re.IGNORECASE,
)
_WEIGHTS = re.compile(
    r"(?:huggingface\.co|hf\.co)/[^\s()]+/resolve/[^\s()]+\.(?:safetensors|bin|ckpt|pth?|gguf|onnx)\b"
)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_NEWS = re.compile(
    r"^\W*\[?\(?(?:\d{1,4}[/.-]\d{1,2}|20\d\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_MODEL_WORDS = re.compile(
    r"\b(models?|weights?|checkpoints?|ckpts?|pre-?trained|vectors|embeddings?)\b", re.IGNORECASE
)
_SHELL_WORDS = re.compile(
    r"^\s*(?:\$|>|%|!)?\s*(?:sudo |env |\w+=\S+ )*"
    r"(?:python3?|pip|wget|curl|git|bash|sh|huggingface-cli|hf|ollama|vllm|docker|accelerate|torchrun|deepspeed|lm_eval"
    r"|llamafactory-cli|axolotl|llm|aider|lms|lmdeploy|sglang|trl|swift|litgpt|tune|mlx_lm[\w.]*|llama-(?:cli|server)|whisperx?|yolo|spacy|optimum-cli|comet-score|"
    r"text-embeddings-router|export|cd|mkdir|conda|uv|kaggle|gdown"
    r"|CUDA_VISIBLE_DEVICES\S*|modelscope|\./[\w./-]+)\b"
)
_FLAGGED = re.compile(r"^\s*[\w./-]+(?: [\w./-]+){0,6} --[a-z][\w-]+[ =]\S")
_KINDS = {
    "shell": {
        "bash",
        "sh",
        "shell",
        "console",
        "zsh",
        "shell-session",
        "sh-session",
        "bat",
        "powershell",
        "cmd",
        "terminal",
        "shellscript",
        "ps1",
        "dockerfile",
        "docker",
        "makefile",
        "fish",
        "commandline",
    },
    "python": {"python", "py", "python3", "ipython", "pycon", "py3", "python-repl"},
    "yaml": {"yaml", "yml"},
    "json": {"json", "jsonc", "json5", "toml"},
    "loose": {"javascript", "js", "typescript", "ts", "tsx", "jsx"},
}


@dataclass(frozen=True)
class Block:
    """A piece of code in a document."""

    kind: str
    text: str
    line: int


def find(text: str, sink: Sink) -> None:
    """Add the references of a document."""
    for front, first in config.front_matter(text):
        config.yaml_text(front, sink, first_line=first)
    prose: list[tuple[str, int]] = []
    for part in split(text):
        sink.tick()
        if isinstance(part, Block):
            read_block(part, sink)
        else:
            prose.append(part)
    _prose(prose, sink)


def split(text: str) -> Iterator[Block | tuple[str, int]]:
    """Yield code blocks and the lines between them."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        directive = _DIRECTIVE.match(lines[at])
        if fence:
            end = next(
                (
                    end
                    for end in range(at + 1, len(lines))
                    if lines[end].strip().lstrip("> ").startswith(fence.group(2))
                ),
                len(lines),
            )
            yield Block(
                _kind(fence.group(3)), "\n".join(line for line in lines[at + 1 : end]), at + 2
            )
            at = end + 1
        elif directive:
            end = _indented(lines, at + 1, len(directive.group(1)))
            if end > at + 1:
                yield Block(_kind(directive.group(2) or ""), "\n".join(lines[at + 1 : end]), at + 2)
            yield lines[at], at + 1
            at = max(end, at + 1)
        elif (
            lines[at].startswith(("    ", "\t"))
            and _is_command(lines[at])
            and (at == 0 or lines[at - 1].strip()[:1] in ("", "#"))
        ):
            end = next(
                (end for end in range(at, len(lines)) if not lines[end].startswith(("    ", "\t"))),
                len(lines),
            )
            yield Block("shell", "\n".join(lines[at:end]), at + 1)
            at = end
        else:
            yield lines[at], at + 1
            at += 1


def _indented(lines: list[str], start: int, indent: int) -> int:
    end = start
    while end < len(lines):
        line = lines[end]
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        end += 1
    return end


def _kind(language: str) -> str:
    low = language.lower()
    return next(
        (kind for kind, names in _KINDS.items() if low in names),
        "" if low in ("", "text", "txt", "code", "plain") else "none",
    )


def read_block(block: Block, sink: Sink) -> None:
    """Add the references of one code block by its language, guessed where none is given."""
    text = textwrap.dedent(block.text)
    kind = block.kind or _guess(text)
    if kind == "shell":
        prompt = re.sub(r"(?m)^\s*(?:\$|>|%|\(\w+\)\s*\$)\s+", "", text)
        shell.find(prompt, sink, first_line=block.line)
    elif kind == "python":
        _python(text, block.line, sink)
    elif kind == "yaml":
        config.yaml_text(text, sink, first_line=block.line)
    elif kind in ("json", "loose"):
        loose.find(text, sink, first_line=block.line)


def _is_command(line: str) -> bool:
    return bool(_SHELL_WORDS.match(line) or _FLAGGED.match(line))


def _guess(text: str) -> str:
    if re.search(r"(?m)^\s*(?:>>> |import \w+|from [\w.]+ import |\w+ = [\w.]+\()", text):
        return "python"
    if any(_is_command(line) for line in text.splitlines()):
        return "shell"
    return "none"


def _python(text: str, line: int, sink: Sink) -> None:
    if re.search(r"(?m)^\s*>>> ", text):
        text = "\n".join(
            re.sub(r"^\s*(?:>>>|\.\.\.) ?", "", one) if re.match(r"\s*(>>>|\.\.\.)", one) else ""
            for one in text.split("\n")
        )
    shells = [(one, at) for at, one in enumerate(text.split("\n")) if re.match(r"\s*[!%]", one)]
    for one, at in shells:
        shell.find(one.strip().lstrip("!%"), sink, first_line=line + at)
    text = re.sub(r"(?m)^(\s*)[!%].*$", r"\1pass", text)
    try:
        python.find(text, sink, first_line=line)
    except (SyntaxError, ValueError):
        first = next(
            (one for one in text.splitlines() if one.strip() and not one.lstrip().startswith("#")),
            "",
        )
        reader = shell if _is_command(first) else loose  # a command in a block that says python
        reader.find(text, sink, first_line=line)


@dataclass
class _Said:
    """What the lines before a line say of it."""

    heading: bool = False
    """items below are downloads"""
    table: bool = False
    """rows of the table below are downloads"""
    blank: int = 0
    open: bool = False
    """the sentence goes on: `… can be downloaded from` and then the link"""


def _prose(lines: list[tuple[str, int]], sink: Sink) -> None:
    said = _Said()
    for line, number in lines:
        if "`" in line:
            _inline(line, number, sink)
        if line.strip():
            _sentence(line, number, said, sink)
            said.blank = 0
        else:
            said.blank += 1
            said.open = False
            said.heading = said.heading and said.blank < 2
            said.table = said.table and said.blank < 4


def _sentence(line: str, number: int, said: _Said, sink: Sink) -> None:
    colon, linked, item = line.rstrip().endswith(":"), "http" in line, bool(_ITEM.match(line))
    row, goes_on = "|" in line, line.rstrip().endswith(("from", "at", "via", "here"))
    speaks = (linked or colon or goes_on) and bool(_TELLS.search(line))
    told = speaks and (linked or colon)
    listed = (
        (said.heading and (item or line.strip().startswith("http")))
        or (said.table and row)
        or (item and linked and bool(_WEIGHTS.search(line)))
    )
    if (
        linked
        and (listed or said.open or (told and line.strip()[:1] != "|"))
        and not _NEWS.match(_ITEM.sub("", line))
    ):
        _links(line, number, sink)
    if (colon and told) or (("ownload" in line or "OWNLOAD" in line) and _HEADS.search(line)):
        said.heading = True
    elif not item and not told and not listed:
        said.heading = False
    said.table = (said.table and row) or (not linked and bool(_ORDERS.match(line)) and not row)
    said.open = speaks and not linked and goes_on


def _inline(line: str, number: int, sink: Sink) -> None:
    for match in _INLINE.finditer(line):
        if " " in match.group(1) and _SHELL_WORDS.match(match.group(1)):
            _command(match.group(1), number, sink)


def _command(text: str, number: int, sink: Sink) -> None:
    before, sink.lowest = sink.lowest, "low"
    shell.find(text.lstrip("$ "), sink, first_line=number)
    sink.lowest = before


def _links(line: str, number: int, sink: Sink) -> None:
    hint = (
        "model"
        if _MODEL_WORDS.search(line) and not re.search(r"\bdata(?:sets?)?\b", line, re.IGNORECASE)
        else "dataset"
    )
    for match in _LINK.finditer(line):
        url = next(part for part in match.groups() if part).rstrip(".,;:*_'\"")
        if (
            "/datasets/" in url
            or not _HUB_PAGE.match(url)
            or _FETCHES.search(line)
            or _GETS.search(line)
        ):
            sink.add_url(url, number, Slot(hint, "told to download", confidence="low"), plain=True)


def docstring(text: str, sink: Sink) -> None:
    """Add the commands in the docstring of a module that call this very file."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    for doc, first in python.fenced(tree):
        for command in words(doc, first):
            if any(_calls(word.text, sink.path) for word in command):
                shell.read_command(command, shell.Shell(sink))


def _calls(word: str, path: str) -> bool:
    """Tell whether a word of a command is this file, as a path or as a module."""
    module = path.removesuffix(".py").replace("/", ".")
    name = word.removeprefix("./")
    return (
        name == path
        or path.endswith("/" + name)
        or (len(name) > 1 and (module == name or module.endswith("." + name)))
    )
