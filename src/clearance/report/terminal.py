"""The text report drawn on a terminal: severities in color, heads in bold, places and licenses as
links; the words are those of a pipe.

Only Text objects are made, never markup strings: nothing in a foreign name can color, link or hide
anything.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from clearance.library.load import library
from clearance.model import Report, Several
from clearance.problems import Problem
from clearance.report.parts.rows import Piece, Row, Style
from clearance.report.text import rows, rows_of_several
from clearance.text import clean

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

LOOKS = {
    "error": "bold red",
    "warning": "bold yellow",
    "note": "cyan",
    "dim": "dim",
    "bold": "bold",
}


def render(
    report: Report, *, width: int, color: bool = True, verbose: bool = False, quiet: bool = False
) -> str:
    """Return the report for a terminal of that width (columns); without color it holds no escape at
    all.
    """
    width = max(40, width)
    return draw(rows(report, Style(width, verbose, quiet)), width, report.packs, color=color)


def several(
    run: Several, *, width: int, color: bool = True, verbose: bool = False, quiet: bool = False
) -> str:
    """Return the reports of several projects for a terminal of that width (columns)."""
    width = max(40, width)
    packs = run.reports[0].packs if run.reports else ()
    return draw(rows_of_several(run, Style(width, verbose, quiet)), width, packs, color=color)


def page(text: str, *, width: int, color: bool = True) -> str:
    """Return a plain text for a terminal: its heads in bold, its long lines broken with a hanging
    indent.
    """
    return draw([_row_of(line.rstrip()) for line in text.splitlines()], max(40, width), color=color)


def _row_of(line: str) -> Row:
    """Return a line of Markdown as a row: a head in bold, the marks around code dim."""
    look = "bold" if line.startswith("#") else "dim" if line.startswith("```") else ""
    return (Piece(clean(line), look),) if line else ()


def draw(lines: list[Row], width: int, packs: tuple[str, ...] = (), *, color: bool = True) -> str:
    """Return rows as the characters of a terminal; what is wider than it is broken with a hanging
    indent.
    """
    from rich.console import Console

    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="auto" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    with console.capture() as printed:
        for row in lines:
            for line in _broken(row, console, packs):
                console.print(line, soft_wrap=True)
    return printed.get().rstrip() + "\n"


def _broken(row: Row, console: Console, packs: tuple[str, ...]) -> list[Text]:
    from rich.style import Style as Look
    from rich.text import Text

    text = Text()
    for piece in row:
        look = Look.parse(LOOKS.get(piece.look, ""))
        text.append(piece.text, look + Look(link=_address(piece.link, packs) or None))
    text.rstrip()
    if text.cell_len <= console.width:
        return [text]
    indent = len(text.plain) - len(text.plain.lstrip())
    body = text[indent:]
    hang = min(indent + 2, console.width // 2)
    lines = body.wrap(console, console.width - hang, overflow="fold")
    for line in lines:
        line.rstrip()
    return [Text(" " * (hang if i else indent)) + line for i, line in enumerate(lines)]


def _address(link: str, packs: tuple[str, ...]) -> str:
    """Return where a piece leads: a file that is there, or the page of a license; nothing else is
    linked.
    """
    kind, _, name = link.partition(":")
    if kind == "file":
        return _file(name)
    return _license(name, packs) if kind == "license" else ""


def _file(name: str) -> str:
    try:
        path = Path(name).absolute()
        return path.as_uri() if path.is_file() else ""
    except (ValueError, OSError):
        return ""


def _license(name: str, packs: tuple[str, ...]) -> str:
    try:
        url = library(*packs).license(name).form.url
    except (Problem, KeyError):
        return ""
    return url if url.startswith("https://") and url.isprintable() and " " not in url else ""
