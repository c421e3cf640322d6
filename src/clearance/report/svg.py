"""The usage graph as inline SVG: sources on the left, what goes out on the right, licenses by rung."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from clearance.library import library
from clearance.model import ArtifactReport, Finding, Link, Report
from clearance.problems import Problem
from clearance.report.common import LINK_WORDS, clean

WIDE, HIGH, GAP_X, GAP_Y, EDGE = 178, 50, 92, 16, 14
MOST_THINGS = 80
"""Beyond that the things on the paths of findings, then those nearest to what is ours, are drawn."""
MOST_LABELS = 30
TALLEST = 12
"""Boxes above one another before a column is broken."""
RUNGS = ("public-domain", "permissive", "attribution", "share-alike", "restricted", "model-license", "api-terms", "none", "unknown")


@dataclass(frozen=True)
class Box:
    """One drawn thing."""

    one: ArtifactReport
    x: int
    y: int


@dataclass(frozen=True)
class Picture:
    """The SVG text, the rungs in it, and how many things it leaves out."""

    svg: str
    rungs: tuple[str, ...]
    left_out: int


@dataclass(frozen=True)
class Pen:
    """How links are drawn: whether all have words, and the prefix of the picture's ids."""

    prefix: str
    labels: bool


def rung(one: ArtifactReport) -> str:
    """Return the rung of a thing's license, the most restricted of its parts; unknown where it is not resolved."""
    found: list[str] = []
    for _, name in one.license:
        try:
            found.append(library().license(name).form.rung)
        except (Problem, KeyError):
            found.append("unknown")
    known = [RUNGS.index(word) for word in found if word in RUNGS]
    return RUNGS[max(known)] if known else "unknown"


def draw(report: Report, marked: list[Finding], prefix: str = "") -> Picture:
    """Return the picture; things and links on the path of the n-th marked finding carry the class `f<n>`; ids start with the prefix."""
    shown = _chosen(report, marked)
    names = {one.id for one in shown}
    links = sorted({(link.object, link.product): link for link in report.project.links if {link.object, link.product} <= names}.items())
    boxes = _layout(shown, [link for _, link in links])
    on_path = _paths(marked)
    pen = Pen(prefix, labels=len(links) <= MOST_LABELS)
    parts = [_edge(boxes[link.object], boxes[link.product], link, on_path.get((link.product, link.object), []), pen) for _, link in links]
    parts += [_box(box, on_path.get((box.one.id, ""), [])) for box in boxes.values()]
    width = max((box.x for box in boxes.values()), default=0) + WIDE + EDGE
    height = max((box.y for box in boxes.values()), default=0) + HIGH + EDGE
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" style="width:100%;min-width:{width * 4 // 5}px;max-width:{width}px" role="img" aria-labelledby="{prefix}gt {prefix}gd">'
        f'<title id="{prefix}gt">Usage graph</title><desc id="{prefix}gd">{len(boxes)} things and {len(links)} links; the same links stand in the table below.</desc>'
        f'<defs><marker id="{prefix}arrow" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>'
        f"{''.join(parts)}</svg>"
    )
    return Picture(svg, tuple(word for word in RUNGS if any(rung(one) == word for one in shown)), len(report.artifacts) - len(shown))


def _chosen(report: Report, marked: list[Finding]) -> list[ArtifactReport]:
    if len(report.artifacts) <= MOST_THINGS:
        return list(report.artifacts)
    first = {step.thing for row in marked for step in row.chain}
    near = {name for link in report.project.links for name in (link.object, link.product)}
    rank = sorted(report.artifacts, key=lambda one: (one.id not in first, not one.ours, one.id not in near))
    kept = {one.id for one in rank[:MOST_THINGS]}
    return [one for one in report.artifacts if one.id in kept]


def _layout(shown: list[ArtifactReport], links: list[Link]) -> dict[str, Box]:
    """Columns by the longest path from a source (loops cut where they close), rows near the mean of their neighbors."""
    sources: dict[str, list[str]] = {one.id: [] for one in shown}
    for link in links:
        sources[link.product].append(link.object)
    depth: dict[str, int] = {}

    def measure(name: str, above: frozenset[str]) -> int:
        if name not in depth:
            below = [measure(one, above | {name}) for one in sources[name] if one not in above and one != name]
            depth[name] = max(below, default=-1) + 1
        return depth[name]

    for one in shown:
        measure(one.id, frozenset())
    columns: dict[int, list[str]] = {}
    for one in shown:
        users = [depth[link.product] for link in links if link.object == one.id]
        near = max(0, min(users, default=1) - 1)
        columns.setdefault(depth[one.id] if sources[one.id] else near, []).append(one.id)
    return _placed({one.id: one for one in shown}, columns, sources, links)


def _placed(by_name: dict[str, ArtifactReport], columns: dict[int, list[str]], sources: dict[str, list[str]], links: list[Link]) -> dict[str, Box]:
    """Rows near the mean of what feeds them, sources beside those with the same user; a tall column is broken into several."""
    user = {link.object: link.product for link in reversed(links)}
    heights = {column: -(-len(names) // -(-len(names) // TALLEST)) for column, names in columns.items()}
    row: dict[str, float] = {}
    boxes: dict[str, Box] = {}
    x = EDGE
    for column in sorted(columns):
        names = sorted(columns[column], key=lambda name: (_mean(row[one] for one in sources[name] if one in row), user.get(name, "")))
        high = heights[column]
        for i, name in enumerate(names):
            row[name] = i % high + (max(heights.values()) - high) / 2
            boxes[name] = Box(by_name[name], x + (i // high) * (WIDE + GAP_Y), EDGE + round(row[name] * (HIGH + GAP_Y)))
        x += -(-len(names) // high) * (WIDE + GAP_Y) - GAP_Y + GAP_X
    return boxes


def _mean(numbers: Iterable[float]) -> float:
    values = list(numbers)
    return sum(values) / len(values) if values else 0.0


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


def _edge(start: Box, end: Box, link: Link, numbers: list[int], pen: Pen) -> str:
    x1, y1, x2, y2 = start.x + WIDE, start.y + HIGH // 2, end.x, end.y + HIGH // 2
    bend = GAP_X // 2 if x2 > x1 else GAP_X
    words = LINK_WORDS.get(link.kind, link.kind)
    label = f'<text x="{x2 - 10}" y="{y2 - 5}" text-anchor="end">{escape(words)}</text>' if pen.labels or numbers else ""
    return (
        f'<g class="e{_marks(numbers)}{"" if pen.labels else " quiet"}"><title>{escape(clean(f"{link.product} {words} {link.object}"))}</title>'
        f'<path d="M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2 - 2} {y2}" marker-end="url(#{pen.prefix}arrow)"/>{label}</g>'
    )


def _box(box: Box, numbers: list[int]) -> str:
    one = box.one
    word = rung(one)
    licenses = ", ".join(dict.fromkeys("unresolved" if name.startswith("unresolved") else name for _, name in one.license)) or ("" if one.kind == "service" else "license not stated")
    full = clean(f"{one.id}: {one.kind}{', ours' if one.ours else ''}; {licenses} ({word})")
    ours = " ours" if one.ours or one.kind in ("release", "service") else ""
    return (
        f'<g class="n r-{word}{ours}{_marks(numbers)}"><title>{escape(full)}</title>'
        f'<rect x="{box.x}" y="{box.y}" width="{WIDE}" height="{HIGH}" rx="7"/><rect class="rung" x="{box.x}" y="{box.y}" width="7" height="{HIGH}" rx="3"/>'
        f'<text class="name" x="{box.x + 16}" y="{box.y + 21}">{escape(_short(one.id.removeprefix("release:"), 20))}</text>'
        f'<text class="lic" x="{box.x + 16}" y="{box.y + 39}">{escape(_short(f"{one.kind} · {licenses}" if licenses else one.kind, 27))}</text></g>'
    )


def _short(text: str, most: int) -> str:
    text = clean(text)
    return text if len(text) <= most else f"{text[: most // 2 + 2]}…{text[-(most // 2 - 3) :]}"
