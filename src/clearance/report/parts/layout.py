"""Where the boxes of the usage graph stand: sources on the left, what goes out on the right, each
row near what it is joined with.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from clearance.report.parts.bundle import Node, Shown

WIDE, HIGH, GAP_X, GAP_Y, EDGE = 190, 50, 92, 16, 14
"""Of a box, between boxes, and around the picture, in pixels."""
TALLEST = 30
"""Boxes above one another before a column is broken."""
SWEEPS = 4
"""How often rows are moved near what they are joined with, leftwards and rightwards by turns."""

Names = dict[str, list[str]]
"""Name of a box -> names of others, in order."""


@dataclass(frozen=True)
class Box:
    """One drawn thing, and the corner at its left and top in pixels."""

    node: Node
    x: int
    y: int


@dataclass(frozen=True)
class Joined:
    """What each box is made from, and what is made from it."""

    sources: Names
    users: Names

    def to(self, name: str) -> list[str]:
        """Return all that a box is joined with."""
        return [*self.sources[name], *self.users[name]]


@dataclass(frozen=True)
class Column:
    """Boxes that stand above one another."""

    names: list[str]

    @property
    def parts(self) -> int:
        """Return in how many the column is broken, side by side."""
        return ceil(len(self.names) / TALLEST)

    @property
    def height(self) -> int:
        """Return the number of its rows."""
        return ceil(len(self.names) / self.parts)


def layout(shown: Shown) -> dict[str, Box]:
    """Return name -> box, columns from left to right."""
    joined = _joined(shown)
    columns = [Column(names) for names in _ordered(_columns(joined), joined)]
    nodes = {node.thing.id: node for node in shown.nodes}
    return _placed(nodes, columns, _rows(columns, joined))


def _joined(shown: Shown) -> Joined:
    joined = Joined(
        {node.thing.id: [] for node in shown.nodes}, {node.thing.id: [] for node in shown.nodes}
    )
    for link in shown.links:
        joined.sources[link.product].append(link.object)
        joined.users[link.object].append(link.product)
    return joined


def _columns(joined: Joined) -> list[list[str]]:
    """Return columns by the longest path from a source; a source stands just left of its first
    user.
    """
    depth = _depths(joined.sources)
    columns: dict[int, list[str]] = {}
    for name, sources in joined.sources.items():
        first_user = min((depth[user] for user in joined.users[name]), default=1)
        column = depth[name] if sources else max(0, first_user - 1)
        columns.setdefault(column, []).append(name)
    return [columns[column] for column in sorted(columns)]


def _depths(sources: Names) -> dict[str, int]:
    """Return the length of the longest path from a source to each box; loops are cut where they
    close.
    """
    depth: dict[str, int] = {}

    def measure(name: str, above: frozenset[str]) -> int:
        if name not in depth:
            here = above | {name}
            below = [measure(source, here) for source in sources[name] if source not in here]
            depth[name] = max(below, default=-1) + 1
        return depth[name]

    for name in sources:
        measure(name, frozenset())
    return depth


def _ordered(columns: list[list[str]], joined: Joined) -> list[list[str]]:
    """Return the columns, each in the order that brings its rows near what they are joined with."""
    columns = list(columns)
    height = {name: i / len(names) for names in columns for i, name in enumerate(names)}
    for sweep in range(SWEEPS):
        leftwards = sweep % 2 == 0
        neighbors = joined.users if leftwards else joined.sources
        order = range(len(columns))
        for i in reversed(order) if leftwards else order:
            near = {
                name: _mean([height[other] for other in neighbors[name]], height[name])
                for name in columns[i]
            }
            columns[i] = sorted(columns[i], key=near.__getitem__)
            height |= {name: (j + 0.5) / len(columns[i]) for j, name in enumerate(columns[i])}
    return columns


def _rows(columns: list[Column], joined: Joined) -> dict[str, float]:
    """Return the row of every box: the tallest column is filled, the others have their rows beside
    what they are joined with.
    """
    height = max((column.height for column in columns), default=0)
    tallest = next((i for i, column in enumerate(columns) if column.height == height), 0)
    rows: dict[str, float] = {}
    for i in sorted(range(len(columns)), key=lambda i: abs(i - tallest)):
        column = columns[i]
        if i == tallest or column.parts > 1:
            top = (height - column.height) / 2
            rows |= {name: j % column.height + top for j, name in enumerate(column.names)}
        else:
            wishes = _wishes(column.names, joined, rows, (height - 1) / 2)
            rows |= _near(column.names, wishes, height)
    return rows


def _wishes(
    names: list[str], joined: Joined, rows: dict[str, float], middle: float
) -> dict[str, float]:
    """Return the row that each name would best have: in the midst of what it is joined with."""
    return {
        name: _mean([rows[other] for other in joined.to(name) if other in rows], middle)
        for name in names
    }


def _near(names: list[str], wish: dict[str, float], height: int) -> dict[str, float]:
    """Return a row for each name, near its wish, none upon another, all within the height."""
    rows: list[float] = []
    for name in names:
        rows.append(max(wish[name], rows[-1] + 1 if rows else 0.0))
    for i in reversed(range(len(rows))):
        rows[i] = min(rows[i], rows[i + 1] - 1 if i + 1 < len(rows) else height - 1)
    return dict(zip(names, rows, strict=True))


def _mean(values: list[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _placed(
    nodes: dict[str, Node], columns: list[Column], rows: dict[str, float]
) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    left = EDGE
    for column in columns:
        for i, name in enumerate(column.names):
            x = left + (i // column.height) * (WIDE + GAP_Y)
            boxes[name] = Box(nodes[name], x, EDGE + round(rows[name] * (HIGH + GAP_Y)))
        left += column.parts * (WIDE + GAP_Y) - GAP_Y + GAP_X
    return boxes
