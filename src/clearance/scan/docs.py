"""References in documents: commands and code in fences, commands in line, and sentences that tell
to download.
"""

from __future__ import annotations

import ast
import re
import textwrap
from typing import TYPE_CHECKING

from clearance.scan import config, plain, prose
from clearance.scan.blocks import Block, Line, is_command, split
from clearance.scan.python import reader as python_reader
from clearance.scan.shell import reader as shell_reader
from clearance.scan.shell.words import Word, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clearance.scan.collector import Sink

_PROMPT = re.compile(r"(?m)^\s*(?:\$|>|%|\(\w+\)\s*\$)\s+")
_PYTHON_PROMPT = re.compile(r"(?m)^\s*>>> ")
_PROMPTED = re.compile(r"^\s*(?:>>>|\.\.\.) ?")
_PYTHON = re.compile(r"(?m)^\s*(?:>>> |import \w+|from [\w.]+ import |\w+ = [\w.]+\()")
_MAGIC = re.compile(r"\s*[!%]")
_MAGIC_LINE = re.compile(r"(?m)^(\s*)[!%].*$")


def find(text: str, sink: Sink) -> None:
    """Add the references of a document."""
    for front, first in config.front_matter(text):
        config.yaml_text(front, sink, first_line=first)
    lines: list[Line] = []
    for part in split(text):
        sink.tick()
        if isinstance(part, Block):
            read_block(part, sink)
        else:
            lines.append(part)
    prose.find(lines, sink)


def read_block(block: Block, sink: Sink) -> None:
    """Add the references of one code block by its language, guessed where none is given."""
    text = textwrap.dedent(block.text)
    reader = _READERS.get(block.kind or _guess(text))
    if reader:
        reader(text, block.line, sink)


def _guess(text: str) -> str:
    """Return the kind of a block that names no language."""
    if _PYTHON.search(text):
        return "python"
    if any(is_command(line) for line in text.splitlines()):
        return "shell"
    return "none"


def _shell(text: str, line: int, sink: Sink) -> None:
    shell_reader.find(_PROMPT.sub("", text), sink, first_line=line)


def _yaml(text: str, line: int, sink: Sink) -> None:
    config.yaml_text(text, sink, first_line=line)


def _plain(text: str, line: int, sink: Sink) -> None:
    plain.find(text, sink, first_line=line)


def _python(text: str, line: int, sink: Sink) -> None:
    """Read Python as documents have it: with prompts, with magics, or no Python at all."""
    if _PYTHON_PROMPT.search(text):
        text = _typed(text)
    _magics(text, line, sink)
    text = _MAGIC_LINE.sub(r"\1pass", text)
    try:
        python_reader.find(text, sink, first_line=line)
    except (SyntaxError, ValueError):
        # a command in a block that says python
        find_in_broken = shell_reader.find if is_command(_first_code(text)) else plain.find
        find_in_broken(text, sink, first_line=line)


def _typed(session: str) -> str:
    """Return what was typed in an interactive session; the answers leave empty lines."""
    return "\n".join(
        _PROMPTED.sub("", line) if _PROMPTED.match(line) else "" for line in session.split("\n")
    )


def _magics(text: str, first_line: int, sink: Sink) -> None:
    """Read the lines with `!` or `%` in front, which run commands."""
    for number, line in enumerate(text.split("\n"), first_line):
        if _MAGIC.match(line):
            shell_reader.find(line.strip().lstrip("!%"), sink, first_line=number)


def _first_code(text: str) -> str:
    """Return the first line that is neither empty nor a comment."""
    lines = (line for line in text.splitlines() if line.strip())
    return next((line for line in lines if not line.lstrip().startswith("#")), "")


_READERS: dict[str, Callable[[str, int, Sink], None]] = {
    "shell": _shell,
    "python": _python,
    "yaml": _yaml,
    "plain": _plain,
}
"""by kind of block; blocks of other kinds hold no references"""


def docstring(text: str, sink: Sink) -> None:
    """Add the commands in the docstring of a module that call this very file."""
    for command in _commands(text):
        if any(_calls(word.text, sink.path) for word in command):
            shell_reader.read_command(command, shell_reader.Shell(sink))


def _commands(text: str) -> Iterator[list[Word]]:
    """Yield the command lines in the docstring of a module; none where it does not parse."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    for code, first_line in python_reader.fenced(tree):
        yield from words(code, first_line)


def _calls(word: str, path: str) -> bool:
    """Tell whether a word of a command is this file, as a path or as a module."""
    module = path.removesuffix(".py").replace("/", ".")
    name = word.removeprefix("./")
    return _is_tail(name, path, "/") or (len(name) > 1 and _is_tail(name, module, "."))


def _is_tail(name: str, whole: str, separator: str) -> bool:
    return name == whole or whole.endswith(separator + name)
