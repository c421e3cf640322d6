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
MARKS = {"osi": "osi", "open": "od", "no": "no", "unknown": "?"}
LEGEND = (
    "own level > level in effect; ~ presumed, / what else one may argue",
    (
        "license of the part: osi (approved as open source), od (open by the Open Definition), no"
        " (not open), ? (not known)"
    ),
)


def cell(one: InEffect | None) -> str:
    """Return one part in a few characters: "open>closed", "open gated no"."""
    if one is None:
        return "-"
    own, level = one.own or "?", one.level if one.level != "unknown" else "?"
    text = own if own == level else f"{own}>{level}"
    text += (
        ("~" if one.presumed else "")
        + (" gated" if one.gated else "")
        + (f"/{one.arguable}" if one.arguable else "")
    )
    return f"{text} {MARKS[one.license_open]}" if level not in ("closed", "?") else text


def cells(parts: Sequence[InEffect]) -> list[str]:
    """Return the cells of one thing in the order of COLUMNS."""
    told = {one.part: one for one in parts}
    return [cell(told.get(part)) for part in COLUMNS]


def lines(rows: Sequence[tuple[str, Sequence[InEffect]]], width: int = 0) -> list[str]:
    """Return the table as aligned lines, names made harmless; `width` (columns, 0: any) takes from
    the room for names.
    """
    table = [("", list(COLUMNS)), *((clean(name), cells(parts)) for name, parts in rows)]
    widths = [max(len(row[i]) for _, row in table) for i in range(len(COLUMNS))]
    room = min(LONGEST, max((broad(name) for name, _ in table), default=0))
    if width:
        room = min(room, max(8, width - sum(widths) - 2 * len(widths)))
    told: list[str] = []
    for name, row in table:
        if broad(name) > room:
            told.append(name)
            name = ""
        rest = "".join(f"  {word.ljust(size)}" for word, size in zip(row, widths, strict=True))
        told.append(f"{name}{' ' * (room - broad(name))}{rest}".rstrip())
    return told


def broad(text: str) -> int:
    """Return how many columns a terminal gives a text."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )


def declared(artifacts: Sequence[ArtifactReport]) -> list[tuple[str, Sequence[InEffect]]]:
    """Return the rows of what the manifest itself names."""
    return [
        (one.id, one.effective)
        for one in artifacts
        if one.effective and one.known_from != "catalogue"
    ]
