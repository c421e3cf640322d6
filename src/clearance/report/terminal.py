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
    told: Several, *, width: int, color: bool = True, verbose: bool = False, quiet: bool = False
) -> str:
    """Return the reports of several projects for a terminal of that width (columns)."""
    width = max(40, width)
    packs = told.reports[0].packs if told.reports else ()
    return draw(rows_of_several(told, Style(width, verbose, quiet)), width, packs, color=color)


def page(text: str, *, width: int, color: bool = True) -> str:
    """Return a plain text for a terminal: its heads in bold, its long lines broken with a hanging
    indent.
    """
    rows_ = [
        (
            Piece(
                clean(line.rstrip()),
                "bold" if line.startswith("#") else "dim" if line.startswith("```") else "",
            ),
        )
        for line in text.splitlines()
    ]
    return draw([row if row[0].text else () for row in rows_], max(40, width), color=color)


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
    with console.capture() as told:
        for row in lines:
            for line in _broken(row, console, packs):
                console.print(line, soft_wrap=True)
    return told.get().rstrip() + "\n"


def _broken(row: Row, console: Console, packs: tuple[str, ...]) -> list[Text]:
    from rich.style import Style as Look
    from rich.text import Text

    text = Text()
    for piece in row:
        address = _address(piece.link, packs) if piece.link else ""
        text.append(piece.text, Look.parse(LOOKS.get(piece.look, "")) + Look(link=address or None))
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
        try:
            path = Path(name).absolute()
            return path.as_uri() if path.is_file() else ""
        except (ValueError, OSError):
            return ""
    try:
        url = library(*packs).license(name).form.url
    except (Problem, KeyError):
        return ""
    return url if url.startswith("https://") and url.isprintable() and " " not in url else ""
