"""The plain blocks that a report consists of, and the pieces of a line: every text in them is
harmless already.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearance.text import clean


@dataclass(frozen=True)
class Span:
    """A piece of a line."""

    text: str
    look: str = ""
    """code, strong, dim, or a word that a format may color: a severity, a certainty, the status of
    a duty, a level of openness
    """
    to: str = ""
    """id of the part of the page that it leads to, where the format has such links"""


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph."""

    line: Line


@dataclass(frozen=True)
class Items:
    """A list, numbered or not."""

    rows: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first cell of each row names it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Facts:
    """Short answers, each with its question."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True)
class Check:
    """One row of a checklist."""

    status: str
    """met, unmet or uncheckable"""
    what: Line
    evidence: Line


@dataclass(frozen=True)
class Checklist:
    """What is to be done, and whether it is."""

    rows: tuple[Check, ...]


@dataclass(frozen=True)
class Entry:
    """One finding in full."""

    key: str
    """key of the finding: links to it need it"""
    severity: str
    head: Line
    message: Line
    chain: tuple[Line, ...]
    """from the thing of ours to the licensed source; empty where they are one"""
    fixes: tuple[Line, ...]
    more: Line


@dataclass(frozen=True)
class Graph:
    """The picture of the usage graph; formats without pictures leave it to the table of links."""


@dataclass(frozen=True)
class Group:
    """A headed group of blocks inside a section."""

    title: str
    blocks: tuple[Block, ...]
    is_thing: bool = False
    """whether it tells of one thing of the project"""


Block = Paragraph | Items | Facts | Table | Checklist | Entry | Graph | Group


@dataclass(frozen=True)
class Section:
    """One headed part of the report; without blocks it is left out."""

    id: str
    title: str
    blocks: tuple[Block, ...]


def code(text: str) -> Span:
    """Return a foreign name as it is written."""
    return Span(clean(text), "code")


def plain(text: str, look: str = "") -> Span:
    """Return words, made harmless."""
    return Span(clean(text), look)


def prose(text: str) -> Line:
    """Return words of ours, in which what stands between backticks is code."""
    return tuple(
        code(piece) if i % 2 else plain(piece) for i, piece in enumerate(text.split("`")) if piece
    )


def paragraph(*pieces: str | Span) -> Paragraph:
    """Return a paragraph of words and spans."""
    return Paragraph(tuple(plain(piece) if isinstance(piece, str) else piece for piece in pieces))


def doubt(certainty: str) -> Line:
    """Return the mark of what is contested or unknown; nothing for what is settled."""
    return () if certainty == "settled" else (plain(f" [{certainty}]", certainty),)
