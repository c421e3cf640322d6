"""Splits a document into blocks of code and the lines between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FENCE = re.compile(r"^(\s*(?:[-*>]\s+|\d+\.\s+)?)(`{3,}|~{3,})\s*\{?\.?([\w+#.-]*)[^`]*$")
_DIRECTIVE = re.compile(
    r"^(\s*)(?:\.\.\s+(?:code-block|code|sourcecode|prompt)::\s*(\w*)|.*::\s*$)"
)
_INDENTS = ("    ", "\t")
_LANGUAGES = {
    "shell": """
        bash sh shell console zsh shell-session sh-session bat powershell cmd terminal shellscript
        ps1 dockerfile docker makefile fish commandline
    """,
    "python": "python py python3 ipython pycon py3 python-repl",
    "yaml": "yaml yml",
    "plain": "json jsonc json5 toml javascript js typescript ts tsx jsx",
    "": "text txt code plain",
}
_KIND_OF = {
    "": "",
    **{language: kind for kind, languages in _LANGUAGES.items() for language in languages.split()},
}
_PROGRAMS = r"""
    python3? pip wget curl git bash sh huggingface-cli hf ollama vllm docker accelerate torchrun
    deepspeed lm_eval llamafactory-cli axolotl llm aider lms lmdeploy sglang trl swift litgpt tune
    mlx_lm[\w.]* llama-(?:cli|server) whisperx? yolo spacy optimum-cli comet-score
    text-embeddings-router export cd mkdir conda uv kaggle gdown CUDA_VISIBLE_DEVICES\S* modelscope
    \./[\w./-]+
""".split()
_PROGRAM = re.compile(
    r"^\s*(?:\$|>|%|!)?\s*(?:sudo |env |\w+=\S+ )*"  # a prompt, then settings for the program
    rf"(?:{'|'.join(_PROGRAMS)})\b"
)
_FLAGGED = re.compile(r"^\s*[\w./-]+(?: [\w./-]+){0,6} --[a-z][\w-]+[ =]\S")


@dataclass(frozen=True)
class Block:
    """A piece of code in a document."""

    kind: str
    """shell, python, yaml or plain; none for any other language, empty where none is named"""
    text: str
    line: int
    """number of its first line in the document"""


class Line(NamedTuple):
    """A line outside of all blocks."""

    text: str
    number: int


class _Passage(NamedTuple):
    """What begins at one line of a document."""

    parts: tuple[Block | Line, ...]
    end: int
    """index of the first line after it"""


def split(text: str) -> Iterator[Block | Line]:
    """Yield code blocks and the lines between them."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        passage = _fenced(lines, at) or _directed(lines, at) or _indented(lines, at)
        if passage:
            yield from passage.parts
            at = passage.end
        else:
            yield Line(lines[at], at + 1)
            at += 1


def starts_with_program(line: str) -> bool:
    """Tell whether a line begins with the name of a program that fetches or runs models."""
    return bool(_PROGRAM.match(line))


def is_command(line: str) -> bool:
    """Tell whether a line looks like a command: by its program, or by a flag with a value."""
    return starts_with_program(line) or bool(_FLAGGED.match(line))


def _fenced(lines: list[str], at: int) -> _Passage | None:
    opening = _FENCE.match(lines[at])
    if not opening:
        return None
    _indent, fence, language = opening.groups()
    end = _first(lines, at + 1, lambda line: line.strip().lstrip("> ").startswith(fence))
    return _Passage((_block(language, lines, at + 1, end),), end + 1)


def _directed(lines: list[str], at: int) -> _Passage | None:
    """Read a directive of reStructuredText: a line with `::` and the text indented below it."""
    directive = _DIRECTIVE.match(lines[at]) if "::" in lines[at] else None
    if not directive:
        return None
    indent, language = len(directive.group(1)), directive.group(2) or ""
    end = _first(lines, at + 1, lambda line: bool(line.strip()) and _indent_of(line) <= indent)
    line = Line(lines[at], at + 1)
    if end == at + 1:
        return _Passage((line,), end)
    return _Passage((_block(language, lines, at + 1, end), line), end)


def _indented(lines: list[str], at: int) -> _Passage | None:
    """Read commands that are set off by their indent alone, below a blank line or a heading."""
    if not (lines[at].startswith(_INDENTS) and is_command(lines[at]) and _is_set_off(lines, at)):
        return None
    end = _first(lines, at, lambda line: not line.startswith(_INDENTS))
    return _Passage((Block("shell", "\n".join(lines[at:end]), at + 1),), end)


def _is_set_off(lines: list[str], at: int) -> bool:
    return at == 0 or lines[at - 1].strip()[:1] in ("", "#")


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip())


def _first(lines: list[str], start: int, matches: Callable[[str], bool]) -> int:
    """Return the index of the first line that matches, or of the end."""
    return next((at for at in range(start, len(lines)) if matches(lines[at])), len(lines))


def _block(language: str, lines: list[str], start: int, end: int) -> Block:
    kind = _KIND_OF.get(language.lower(), "none")
    return Block(kind, "\n".join(lines[start:end]), start + 1)
