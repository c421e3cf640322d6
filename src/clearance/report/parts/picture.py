"""The usage graph as inline SVG: sources on the left, what goes out on the right, licenses by rung."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from clearance.model import Finding, Link, Report
from clearance.report.common import LINK_WORDS
from clearance.report.parts.bundle import RUNGS, Node, Shown, choose
from clearance.text import clean

WIDE, HIGH, GAP_X, GAP_Y, EDGE = 190, 50, 92, 16, 14
MOST_LABELS = 30
MOST_NAMES = 40
"""Things of a counted box named in its tooltip; the tables name all."""
TALLEST = 30
"""Boxes above one another before a column is broken."""
SWEEPS = 4
"""How often rows are moved near what they are joined with, leftwards and rightwards by turns."""


@dataclass(frozen=True)
class Box:
    """One drawn thing."""

    node: Node
    x: int
    y: int


@dataclass(frozen=True)
class Picture:
    """The SVG text, the rungs in it, how many things stand in counted boxes, and how many it leaves
    out.
    """

    svg: str
    rungs: tuple[str, ...]
    counted: int
    left_out: int


@dataclass(frozen=True)
class Pen:
    """How one link is drawn: the findings on it, where its words stand (0: nowhere), and the prefix
    of the picture's ids.
    """

    numbers: list[int]
    label: int
    quiet: bool
    prefix: str


def draw(report: Report, marked: list[Finding], prefix: str = "") -> Picture:
    """Return the picture; things and links on the path of the n-th marked finding carry the class
    `f<n>`; ids start with the prefix.
    """
    shown = choose(report, marked)
    boxes = _layout(shown)
    on_path = _paths(marked)
    parts = [
        _edge(boxes[link.object], boxes[link.product], link, pen)
        for link, pen in _pens(shown.links, on_path, prefix)
    ]
    parts += [_box(box, on_path.get((box.node.one.id, ""), [])) for box in boxes.values()]
    width = max((box.x for box in boxes.values()), default=0) + WIDE + EDGE
    height = max((box.y for box in boxes.values()), default=0) + HIGH + EDGE
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' style="width:100%;min-width:{width * 4 // 5}px;max-width:{width}px" role="img"'
        f' aria-labelledby="{prefix}gt {prefix}gd">'
        f'<title id="{prefix}gt">Usage graph</title><desc id="{prefix}gd">{len(boxes)} boxes and'
        f" {len(shown.links)} links; all links stand in the table below.</desc>"
        f'<defs><marker id="{prefix}arrow" viewBox="0 0 8 8" refX="7" refY="4"'
        ' markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto"><path d="M0'
        ' 0 8 4 0 8z"/></marker></defs>'
        f"{''.join(parts)}</svg>"
    )
    rungs = {word for node in shown.nodes for word, _ in node.rungs}
    return Picture(
        svg,
        tuple(word for word in RUNGS if word in rungs),
        sum(len(node.things) for node in shown.nodes),
        shown.left_out,
    )


def _pens(
    links: tuple[Link, ...], on_path: dict[tuple[str, str], list[int]], prefix: str
) -> list[tuple[Link, Pen]]:
    """Words stand where a link leaves its source, each once, so that links that meet at a product
    do not write over one another.
    """
    said: dict[str, list[str]] = {}
    pens = []
    for link in links:
        numbers = on_path.get((link.product, link.object), [])
        words = said.setdefault(link.object, [])
        new = link.kind not in words and len(words) < 2
        words += [link.kind] if new else []
        pens.append(
            (
                link,
                Pen(
                    numbers,
                    (-5, 14)[len(words) - 1] if new else 0,
                    len(links) > MOST_LABELS,
                    prefix,
                ),
            )
        )
    return pens


def _layout(shown: Shown) -> dict[str, Box]:
    """Columns by the longest path from a source (loops cut where they close); a source stands just
    left of its first user.
    """
    sources: dict[str, list[str]] = {node.one.id: [] for node in shown.nodes}
    users: dict[str, list[str]] = {node.one.id: [] for node in shown.nodes}
    for link in shown.links:
        sources[link.product].append(link.object)
        users[link.object].append(link.product)
    depth: dict[str, int] = {}

    def measure(name: str, above: frozenset[str]) -> int:
        if name not in depth:
            below = [
                measure(one, above | {name})
                for one in sources[name]
                if one not in above and one != name
            ]
            depth[name] = max(below, default=-1) + 1
        return depth[name]

    for name in sources:
        measure(name, frozenset())
    columns: dict[int, list[str]] = {}
    for name, below in sources.items():
        near = max(0, min((depth[one] for one in users[name]), default=1) - 1)
        columns.setdefault(depth[name] if below else near, []).append(name)
    by_name = {node.one.id: node for node in shown.nodes}
    return _placed(
        by_name,
        _ordered(columns, sources, users),
        {name: [*below, *users[name]] for name, below in sources.items()},
    )


def _ordered(
    columns: dict[int, list[str]], sources: dict[str, list[str]], users: dict[str, list[str]]
) -> list[list[str]]:
    """Return the columns from left to right, each in the order that brings its rows near what they
    are joined with.
    """
    rows = [columns[column] for column in sorted(columns)]
    high = {name: i / len(names) for names in rows for i, name in enumerate(names)}
    for turn in range(SWEEPS):
        joined, order = (
            (users, reversed(range(len(rows))))
            if turn % 2 == 0
            else (sources, iter(range(len(rows))))
        )
        for column in order:
            near = {
                name: _mean([high[one] for one in joined[name]], high[name])
                for name in rows[column]
            }
            rows[column] = sorted(rows[column], key=near.__getitem__)
            high |= {name: (i + 0.5) / len(rows[column]) for i, name in enumerate(rows[column])}
    return rows


def _placed(
    by_name: dict[str, Node], columns: list[list[str]], joined: dict[str, list[str]]
) -> dict[str, Box]:
    """Give every box its place: the tallest column is filled, the others have their rows beside
    what they are joined with.
    """
    heights = [-(-len(names) // -(-len(names) // TALLEST)) for names in columns]
    tallest = heights.index(max(heights)) if heights else 0
    row: dict[str, float] = {}
    for column in sorted(range(len(columns)), key=lambda one: abs(one - tallest)):
        names, high = columns[column], heights[column]
        if column == tallest or len(names) > high:
            row |= {name: i % high + (heights[tallest] - high) / 2 for i, name in enumerate(names)}
        else:
            row |= _rows(
                names,
                {
                    name: _mean(
                        [row[one] for one in joined[name] if one in row], (heights[tallest] - 1) / 2
                    )
                    for name in names
                },
                heights[tallest],
            )
    boxes: dict[str, Box] = {}
    x = EDGE
    for names, high in zip(columns, heights, strict=True):
        for i, name in enumerate(names):
            boxes[name] = Box(
                by_name[name],
                x + (i // high) * (WIDE + GAP_Y),
                EDGE + round(row[name] * (HIGH + GAP_Y)),
            )
        x += -(-len(names) // high) * (WIDE + GAP_Y) - GAP_Y + GAP_X
    return boxes


def _rows(names: list[str], wish: dict[str, float], high: int) -> dict[str, float]:
    """Return a row for each name, near its wish, none upon another, all within the height."""
    rows: list[float] = []
    for i, name in enumerate(names):
        rows.append(max(wish[name], rows[i - 1] + 1 if i else 0.0))
    for i in reversed(range(len(rows))):
        rows[i] = min(rows[i], rows[i + 1] - 1 if i + 1 < len(rows) else high - 1)
    return dict(zip(names, rows, strict=True))


def _mean(numbers: Iterable[float], default: float) -> float:
    values = list(numbers)
    return sum(values) / len(values) if values else default


def _paths(marked: list[Finding]) -> dict[tuple[str, str], list[int]]:
    """Return (thing, "") and (product, object) -> numbers of the findings whose path runs there."""
    found: dict[tuple[str, str], list[int]] = {}
    for i, row in enumerate(marked):
        names = [step.thing for step in row.chain]
        for key in {*((name, "") for name in names), *itertools.pairwise(names)}:
            found.setdefault(key, []).append(i)
    return found


def _marks(numbers: list[int]) -> str:
    return "".join(f" f{i}" for i in numbers)


def _edge(start: Box, end: Box, link: Link, pen: Pen) -> str:
    x1, y1, x2, y2 = start.x + WIDE, start.y + HIGH // 2, end.x, end.y + HIGH // 2
    bend = GAP_X // 2 if x2 > x1 else GAP_X
    words = LINK_WORDS.get(link.kind, link.kind)
    label = f'<text x="{x1 + 6}" y="{y1 + pen.label}">{escape(words)}</text>' if pen.label else ""
    tip = (
        f"{end.node.one.source if end.node.things else link.product} {words}"
        f" {start.node.one.source if start.node.things else link.object}"
    )
    return (
        f'<g class="e{_marks(pen.numbers)}{" quiet" if pen.quiet else ""}"><title>{escape(clean(tip))}</title><path'
        f' d="M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2 - 2} {y2}"'
        f' marker-end="url(#{pen.prefix}arrow)"/>{label}</g>'
    )


def _box(box: Box, numbers: list[int]) -> str:
    one, many = box.node.one, box.node.things
    licenses = ", ".join(
        dict.fromkeys(
            "unresolved" if name.startswith("unresolved") else name for _, name in one.license
        )
    ) or ("" if one.kind == "service" else "license not stated")
    ours = one.ours or one.kind in ("release", "service")
    if many:
        name, below = one.source, f"{licenses}{f' · {box.node.worst}s' if box.node.worst else ''}"
        more = f" and {len(many) - MOST_NAMES} more" if len(many) > MOST_NAMES else ""
        tip = (
            f"{', '.join(row.id for row in many[:MOST_NAMES])}{more}:"
            f" {', '.join(f'{number} {word}' for word, number in box.node.rungs)}"
        )
    else:
        name, below = (
            one.id.removeprefix("release:"),
            f"{one.kind} · {licenses}" if licenses else one.kind,
        )
        tip = f"{one.id}: {one.kind}{', ours' if one.ours else ''}"
        tip += f"; {licenses} ({box.node.rungs[0][0]})" if box.node.rungs else ""
    behind = (
        f'<rect class="behind" x="{box.x + 4}" y="{box.y + 4}" width="{WIDE}" height="{HIGH}"'
        ' rx="7"/>'
        if many
        else ""
    )
    return (
        f'<g class="n{" ours" if ours else ""}{" many" if many else ""}{_marks(numbers)}"><title>{escape(clean(tip))}</title>{behind}<rect'
        f' class="card" x="{box.x}" y="{box.y}" width="{WIDE}" height="{HIGH}"'
        f' rx="7"/>{_bar(box)}<text class="name" x="{box.x + 16}"'
        f' y="{box.y + 21}">{escape(_short(name, 19))}</text><text class="lic" x="{box.x + 16}"'
        f' y="{box.y + 39}">{escape(_short(below, 27))}</text></g>'
    )


def _bar(box: Box) -> str:
    """Return the bar at the left of a box: the colors of the kinds of license, by their share in a
    counted box.
    """
    total = sum(
        number for _, number in box.node.rungs
    )  # none for a service, which has no license of its own
    parts, y = [], float(box.y)
    for word, number in box.node.rungs:
        high = HIGH * number / total
        parts.append(
            f'<rect class="rung r-{word}" x="{box.x}" y="{y:g}" width="7" height="{high:g}"/>'
        )
        y += high
    return "".join(parts)


def _short(text: str, most: int) -> str:
    text = clean(text)
    return text if len(text) <= most else f"{text[: most // 2 + 1]}…{text[-(most // 2 - 2) :]}"
