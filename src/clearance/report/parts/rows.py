"""Rows of pieces: what the text report is made of, drawn by a terminal or printed as words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from clearance.model import Place
from clearance.text import clean


@dataclass(frozen=True)
class Style:
    """How the text is laid out."""

    width: int = 100
    """columns"""
    verbose: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Piece:
    """A stretch of one row, made harmless."""

    text: str
    look: str = ""
    """error, warning, note, dim or bold; empty for plain text"""
    link: str = ""
    """what a terminal may link it to: `file:` and a path, or `license:` and an id"""


Row = tuple[Piece, ...]
BLANK: Row = ()


def words(rows: Iterable[Row]) -> str:
    """Return rows as plain text."""
    return "\n".join("".join(piece.text for piece in row) for row in rows).rstrip() + "\n"


def plain(text: str, look: str = "") -> Row:
    """Return a row of one piece, as it stands."""
    return (Piece(text, look),)


def harmless(text: str, look: str = "") -> Row:
    """Return a row of one piece of foreign text."""
    return (Piece(clean(text), look),)


def place_piece(place: Place) -> Piece:
    """Return a place as file:line, linked where it is a line."""
    return Piece(clean(str(place)), "dim", f"file:{place.file}" if place.line else "")


def wrapped(text: str, style: Style, *, first: str = "", rest: str = "  ") -> list[str]:
    """Return foreign text as lines of the style's width; `first` and `rest` indent them."""
    return textwrap.wrap(
        clean(text),
        style.width - 2,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    )


def fix_rows(text: str, style: Style) -> list[Row]:
    """Return a fix, wrapped behind its mark."""
    first, *more = wrapped(f"fix: {text}", style, first="  ", rest="       ")
    return [fix_row(first.strip().removeprefix("fix:")), *(plain(line) for line in more)]


def fix_row(text: str) -> Row:
    """Return a fix in one row, as it stands."""
    return (Piece("  "), Piece("fix:", "bold"), Piece(text))
