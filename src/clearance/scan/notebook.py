"""References in notebooks: code cells as one module, magics and `!` lines as shell, text cells as
documents.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from clearance.scan import docs, plain
from clearance.scan.collector import Sink
from clearance.scan.python import reader as python_reader
from clearance.scan.shell import reader as shell_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MAGIC = re.compile(r"^(\s*)(?:!|%{1,2}\w|\?)")
_MAGIC_MARK = re.compile(r"^\s*(?:!+|%{1,2}(?=\w))")
_SHELL_CELL = re.compile(r"^\s*%%(?:bash|sh|script|capture|shell)\b")
_ASSIGNED = re.compile(r"^(\s*)\w+\s*=\s*[!%]")
_ONLY_SYNTAX = 0x400
"""flag of `compile`: make no code (ast.PyCF_ONLY_AST)"""
_TOP_LEVEL_AWAIT = 0x2000
"""flag of `compile`: cells may await (ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)"""


class _Line(NamedTuple):
    """A line of a cell."""

    text: str
    number: int
    """of the line of the notebook file that it stands in"""


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook."""

    kind: str
    """markdown, code, raw: as the notebook calls it"""
    lines: tuple[_Line, ...]


def find(text: str, sink: Sink) -> None:
    """Add the references of a notebook; raises ValueError where it is no JSON."""
    notebook = json.loads(text)
    if not isinstance(notebook, dict):
        message = "a notebook holds an object"
        raise ValueError(message)
    cells = list(_cells(notebook, text))
    code: list[_Line] = []
    for cell in cells:
        if cell.kind == "markdown":
            _read_apart(docs.find, cell.lines, sink)
        elif cell.kind == "code":
            code += _code(cell, sink)
    _read_apart(_python, code, sink)


def _cells(notebook: dict[str, Any], text: str) -> Iterator[Cell]:
    position, number = 0, 1
    for cell in _listed(notebook):
        lines: list[_Line] = []
        for line in _source(cell).split("\n"):
            found = _where(line, text, position)
            if found >= 0:
                number += text.count("\n", position, found)
                position = found
            lines.append(_Line(line, number))
        yield Cell(str(cell.get("cell_type", "")), tuple(lines))


def _listed(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cells as they are written; old notebooks have them in worksheets."""
    cells: Any = notebook.get("cells") or [
        cell
        for sheet in _objects(notebook.get("worksheets"))
        for cell in _objects(sheet.get("cells"))
    ]
    return _objects(cells) if isinstance(cells, list) else []


def _objects(values: Any) -> list[dict[str, Any]]:
    return [value for value in values or () if isinstance(value, dict)]


def _source(cell: dict[str, Any]) -> str:
    source: Any = cell.get("source", cell.get("input", ""))
    parts = source if isinstance(source, list) else [source]
    return "".join(part for part in parts if isinstance(part, str))


def _where(line: str, text: str, start: int) -> int:
    """Return where the text of a notebook has a line, or -1."""
    if not line.strip():
        return -1
    found = text.find(json.dumps(line, ensure_ascii=False)[1:-1], start)
    return found if found >= 0 else text.find(json.dumps(line)[1:-1], start)


def _read_apart(reader: Callable[[str, Sink], None], lines: Sequence[_Line], sink: Sink) -> None:
    """Read some lines on their own, and take over the references with the lines of the notebook."""
    inner = Sink(sink.path, sink.text, until=sink.until)
    reader("\n".join(line.text for line in lines), inner)
    for (at, kind, name, role), reference in inner.found.items():
        number = lines[min(at, len(lines)) - 1].number if lines else 1
        sink.found.setdefault((number, kind, name, role), replace(reference, line=number))


def _code(cell: Cell, sink: Sink) -> list[_Line]:
    """Read the shell lines of a code cell and return its Python lines."""
    first = cell.lines[0].text
    if _SHELL_CELL.match(first) and "capture" not in first:
        _read_apart(shell_reader.find, cell.lines[1:], sink)
        return []
    code, commands = _parted(cell.lines)
    if commands:
        _read_apart(shell_reader.find, commands, sink)
    if _parses("\n".join(line.text for line in code)):
        return [*code, _Line("", code[-1].number)]
    _read_apart(plain.find, code, sink)
    return []


def _parted(lines: tuple[_Line, ...]) -> tuple[list[_Line], list[_Line]]:
    """Return the Python and the commands of a cell; in Python, `pass` stands for the commands."""
    code: list[_Line] = []
    commands: list[_Line] = []
    for line in lines:
        magic = _MAGIC.match(line.text)
        if magic or (commands and commands[-1].text.endswith("\\")):
            commands.append(line._replace(text=_MAGIC_MARK.sub("", line.text)))
            code.append(line._replace(text=f"{magic.group(1)}pass" if magic else ""))
        else:
            code.append(line._replace(text=_ASSIGNED.sub(r"\1pass  #", line.text)))
    return code, commands


def _parses(text: str) -> bool:
    flags = _ONLY_SYNTAX | _TOP_LEVEL_AWAIT
    try:
        compile(text, "cell", "exec", flags=flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _python(text: str, sink: Sink) -> None:
    try:
        python_reader.find(text, sink)
    except (SyntaxError, ValueError):
        plain.find(text, sink)
