"""References in notebooks: code cells as one module, magics and `!` lines as shell, text cells as
documents.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearance.scan import docs
from clearance.scan import plain as loose
from clearance.scan.collector import Sink
from clearance.scan.python import reader as python
from clearance.scan.shell import reader as shell

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGIC = re.compile(r"^(\s*)(?:!|%{1,2}\w|\?)")
_SHELL_CELL = re.compile(r"^\s*%%(?:bash|sh|script|capture|shell)\b")
_ASSIGNED = re.compile(r"^(\s*)\w+\s*=\s*[!%]")


@dataclass(frozen=True)
class Cell:
    """One cell: its lines and, for each, the line of the notebook file."""

    kind: str
    lines: tuple[str, ...]
    at: tuple[int, ...]


def find(text: str, sink: Sink) -> None:
    """Add the references of a notebook; raises ValueError where it is no JSON."""
    raw = json.loads(text)
    if not isinstance(raw, dict):
        message = "a notebook holds an object"
        raise ValueError(message)
    cells = list(_cells(raw, text))
    good: list[tuple[str, int]] = []
    for cell in cells:
        if cell.kind == "markdown":
            _document(cell, sink)
        elif cell.kind == "code":
            good += _code(cell, sink)
    _python(good, sink)


def _cells(raw: dict[str, Any], text: str) -> Iterator[Cell]:
    position, line = 0, 1
    sheets: list[Any] = raw.get("worksheets") or []
    listed: Any = raw.get("cells") or [
        cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells") or []
    ]
    for cell in listed if isinstance(listed, list) else []:
        if not isinstance(cell, dict):
            continue
        source: Any = cell.get("source", cell.get("input", ""))
        parts = source if isinstance(source, list) else [source]
        joined = "".join(part for part in parts if isinstance(part, str))
        lines, at = joined.split("\n"), []
        for one in lines:
            where = _where(one, text, position)
            if where >= 0:
                line += text.count("\n", position, where)
                position = where
            at.append(line)
        yield Cell(str(cell.get("cell_type", "")), tuple(lines), tuple(at))


def _where(line: str, text: str, start: int) -> int:
    if not line.strip():
        return -1
    for escaped in (json.dumps(line, ensure_ascii=False)[1:-1], json.dumps(line)[1:-1]):
        found = text.find(escaped, start)
        if found >= 0:
            return found
    return -1


def _document(cell: Cell, sink: Sink) -> None:
    inner = Sink(sink.path, sink.text, until=sink.until)
    docs.find("\n".join(cell.lines), inner)
    _move(inner, cell.at, sink)


def _move(inner: Sink, at: tuple[int, ...], sink: Sink) -> None:
    """Take over what was found, with lines of the notebook instead of lines of the cell."""
    for (line, kind, name, role), reference in inner.found.items():
        real = at[min(line, len(at)) - 1] if at else 1
        values = {**reference.__dict__, "line": real}
        sink.found.setdefault((real, kind, name, role), type(reference)(**values))


def _code(cell: Cell, sink: Sink) -> list[tuple[str, int]]:
    """Read the shell lines of a code cell and return its Python lines."""
    if _SHELL_CELL.match(cell.lines[0]) and "capture" not in cell.lines[0]:
        _shell(cell.lines[1:], cell.at[1:], sink)
        return []
    kept: list[tuple[str, int]] = []
    block: list[tuple[str, int]] = []
    for line, at in zip(cell.lines, cell.at, strict=True):
        magic = _MAGIC.match(line)
        if magic or (block and block[-1][0].endswith("\\")):
            block.append((re.sub(r"^\s*(?:!+|%{1,2}(?=\w))", "", line), at))
            kept.append((f"{magic.group(1)}pass" if magic else "", at))
        elif _ASSIGNED.match(line):
            kept.append((_ASSIGNED.sub(r"\1pass  #", line), at))
        else:
            kept.append((line, at))
    if block:
        _shell(tuple(line for line, _ in block), tuple(at for _, at in block), sink)
    text = "\n".join(line for line, _ in kept)
    return [*kept, ("", kept[-1][1])] if _parses(text) else _broken(kept, sink)


def _parses(text: str) -> bool:
    try:
        compile(
            text, "cell", "exec", flags=0x400 | 0x2000, dont_inherit=True
        )  # AST only, top-level await
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _broken(lines: list[tuple[str, int]], sink: Sink) -> list[tuple[str, int]]:
    inner = Sink(sink.path, sink.text, until=sink.until)
    loose.find("\n".join(line for line, _ in lines), inner)
    _move(inner, tuple(at for _, at in lines), sink)
    return []


def _shell(lines: tuple[str, ...], at: tuple[int, ...], sink: Sink) -> None:
    inner = Sink(sink.path, sink.text, until=sink.until)
    shell.find("\n".join(lines), inner)
    _move(inner, at, sink)


def _python(lines: list[tuple[str, int]], sink: Sink) -> None:
    inner = Sink(sink.path, sink.text, until=sink.until)
    text = "\n".join(line for line, _ in lines)
    try:
        python.find(text, inner)
    except (SyntaxError, ValueError):
        loose.find(text, inner)
    _move(inner, tuple(at for _, at in lines), sink)
