"""The table of things and parts, in a few characters for each cell; `clearance openness` and the
check's reports show the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from clearance.model import ArtifactReport, InEffect
from clearance.text import clean

COLUMNS = ("weights", "inference", "training", "data")
LONGEST = 40
"""Columns for a name; a longer one stands on a line of its own."""
SHORTEST = 8
"""Columns that a name has however narrow the terminal is."""
MARKS = {"osi": "osi", "open": "od", "no": "no", "unknown": "?"}
"""Whether the license of a part is open -> what the table says."""
LEGEND = (
    "own level > level in effect; ~ presumed, / what else one may argue",
    (
        "license of the part: osi (approved as open source), od (open by the Open Definition), no"
        " (not open), ? (not known)"
    ),
)
Row = tuple[str, Sequence[InEffect]]
"""Name of a thing, and its parts."""


def cell(part: InEffect | None) -> str:
    """Return one part in a few characters: "open>closed", "open gated no"."""
    if part is None:
        return "-"
    level = part.level if part.level != "unknown" else "?"
    text = _level(part.own or "?", level) + _notes(part)
    return text if level in ("closed", "?") else f"{text} {MARKS[part.license_open]}"


def _level(own: str, level: str) -> str:
    return own if own == level else f"{own}>{level}"


def _notes(part: InEffect) -> str:
    presumed = "~" if part.presumed else ""
    gated = " gated" if part.gated else ""
    return presumed + gated + (f"/{part.arguable}" if part.arguable else "")


def cells(parts: Sequence[InEffect]) -> list[str]:
    """Return the cells of one thing in the order of COLUMNS."""
    by_name = {part.part: part for part in parts}
    return [cell(by_name.get(name)) for name in COLUMNS]


def lines(rows: Sequence[Row], width: int = 0) -> list[str]:
    """Return the table as aligned lines, names made harmless; `width` (columns, 0: any) takes from
    the room for names.
    """
    table = [("", list(COLUMNS)), *((clean(name), cells(parts)) for name, parts in rows)]
    widths = [max(map(len, column)) for column in zip(*(row for _, row in table), strict=True)]
    room = _room([name for name, _ in table], widths, width)
    aligned: list[str] = []
    for name, row in table:
        words = "".join(f"  {word.ljust(size)}" for word, size in zip(row, widths, strict=True))
        aligned += _named(name, words, room)
    return aligned


def _named(name: str, words: str, room: int) -> list[str]:
    """Return a row with its name, which stands on a line of its own where there is no room."""
    if broad(name) > room:
        return [name, f"{' ' * room}{words}".rstrip()]
    return [f"{name}{' ' * (room - broad(name))}{words}".rstrip()]


def _room(names: Sequence[str], widths: Sequence[int], width: int) -> int:
    """Return how many columns the names have."""
    longest = min(LONGEST, max(map(broad, names)))
    if not width:
        return longest
    return min(longest, max(SHORTEST, width - sum(widths) - 2 * len(widths)))


def broad(text: str) -> int:
    """Return how many columns a terminal gives a text."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def declared(artifacts: Sequence[ArtifactReport]) -> list[Row]:
    """Return the rows of what the manifest itself names."""
    return [
        (artifact.id, artifact.effective)
        for artifact in artifacts
        if artifact.effective and artifact.known_from != "catalogue"
    ]
