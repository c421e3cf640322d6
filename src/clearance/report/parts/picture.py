"""The usage graph as inline SVG: boxes with the colors of their licenses, and links with words."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from clearance.model import ArtifactReport, Finding, Link, Report
from clearance.report.common import LINK_WORDS
from clearance.report.parts.bundle import GOES_OUT, RUNGS, Node, choose
from clearance.report.parts.elements import closed, element
from clearance.report.parts.layout import EDGE, GAP_X, HIGH, WIDE, Box, layout
from clearance.text import clean

MOST_LABELS = 30
"""Links beyond which the words of a link are shown only where its path is pointed at."""
LABELS = (-5, 14)
"""Where the first and the second words at a source stand: above and below the link, in pixels."""
MOST_NAMES = 40
"""Things of a counted box named in its tooltip; the tables name all."""
NAME, BELOW = 19, 27
"""Characters that fit a box: in the line of its name, and in the small one below."""
ARROW = '<path d="M0 0 8 4 0 8z"/>'
Numbers = dict[tuple[str, str], list[int]]
"""(thing, "") or (product, object) -> numbers of the marked findings whose path runs there."""


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
    """How one link is drawn."""

    numbers: list[int]
    """of the findings on it"""
    label: int
    """where its words stand, in pixels below its start; 0: nowhere"""
    quiet: bool
    """whether the words are hidden until the path is pointed at"""
    prefix: str
    """of the picture's ids"""


@dataclass(frozen=True)
class Label:
    """What a box says of its things."""

    name: str
    below: str
    tip: str


def draw(report: Report, marked: list[Finding], prefix: str = "") -> Picture:
    """Return the picture; things and links on the path of the n-th marked finding carry the class
    `f<n>`; ids start with the prefix.
    """
    shown = choose(report, marked)
    boxes = layout(shown)
    numbers = _numbers(marked)
    edges = [
        _edge(boxes[link.object], boxes[link.product], link, pen)
        for link, pen in _pens(shown.links, numbers, prefix)
    ]
    drawn = [_box(box, numbers.get((name, ""), [])) for name, box in boxes.items()]
    say = f"{len(boxes)} boxes and {len(shown.links)} links; all links stand in the table below."
    rungs = {word for node in shown.nodes for word, _ in node.rungs}
    return Picture(
        _svg(boxes.values(), prefix, say, "".join([*edges, *drawn])),
        tuple(word for word in RUNGS if word in rungs),
        sum(len(node.things) for node in shown.nodes),
        shown.left_out,
    )


def _numbers(marked: list[Finding]) -> Numbers:
    numbers: Numbers = {}
    for i, finding in enumerate(marked):
        names = [step.thing for step in finding.chain]
        for key in {*((name, "") for name in names), *itertools.pairwise(names)}:
            numbers.setdefault(key, []).append(i)
    return numbers


def _svg(boxes: Iterable[Box], prefix: str, say: str, content: str) -> str:
    corners = [(box.x + WIDE, box.y + HIGH) for box in boxes] or [(WIDE, HIGH)]
    width = max(right for right, _ in corners) + EDGE
    height = max(bottom for _, bottom in corners) + EDGE
    marker = {
        "id": f"{prefix}arrow",
        "viewBox": "0 0 8 8",
        "refX": 7,
        "refY": 4,
        "markerUnits": "userSpaceOnUse",
        "markerWidth": 9,
        "markerHeight": 9,
        "orient": "auto",
    }
    return element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "style": f"width:100%;min-width:{width * 4 // 5}px;max-width:{width}px",
            "role": "img",
            "aria-labelledby": f"{prefix}gt {prefix}gd",
        },
        element("title", {"id": f"{prefix}gt"}, "Usage graph"),
        element("desc", {"id": f"{prefix}gd"}, say),
        element("defs", {}, element("marker", marker, ARROW)),
        content,
    )


def _pens(links: Iterable[Link], numbers: Numbers, prefix: str) -> list[tuple[Link, Pen]]:
    """Words stand where a link leaves its source, each once, so that links that meet at a product
    do not write over one another.
    """
    links = list(links)
    said: dict[str, list[str]] = {}
    pens = []
    for link in links:
        words = said.setdefault(link.object, [])
        label = 0
        if link.kind not in words and len(words) < len(LABELS):
            label = LABELS[len(words)]
            words.append(link.kind)
        on_link = numbers.get((link.product, link.object), [])
        pens.append((link, Pen(on_link, label, len(links) > MOST_LABELS, prefix)))
    return pens


def _marks(numbers: list[int]) -> str:
    return "".join(f" f{i}" for i in numbers)


def _edge(start: Box, end: Box, link: Link, pen: Pen) -> str:
    x1, y1, x2, y2 = start.x + WIDE, start.y + HIGH // 2, end.x, end.y + HIGH // 2
    bend = GAP_X // 2 if x2 > x1 else GAP_X
    words = LINK_WORDS.get(link.kind, link.kind)
    product = end.node.thing.source if end.node.things else link.product
    source = start.node.thing.source if start.node.things else link.object
    curve = f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2 - 2} {y2}"
    return element(
        "g",
        {"class": f"e{_marks(pen.numbers)}{' quiet' if pen.quiet else ''}"},
        _title(f"{product} {words} {source}"),
        closed("path", {"d": curve, "marker-end": f"url(#{pen.prefix}arrow)"}),
        element("text", {"x": x1 + 6, "y": y1 + pen.label}, escape(words)) if pen.label else "",
    )


def _title(text: str) -> str:
    return element("title", {}, escape(clean(text)))


def _box(box: Box, numbers: list[int]) -> str:
    label = _label_of_many(box.node) if box.node.things else _label_of_one(box.node)
    return element(
        "g",
        {"class": _classes(box.node) + _marks(numbers)},
        _title(label.tip),
        _rectangle("behind", box.x + 4, box.y + 4) if box.node.things else "",
        _rectangle("card", box.x, box.y),
        _bar(box),
        _text("name", box.x + 16, box.y + 21, _short(label.name, NAME)),
        _text("lic", box.x + 16, box.y + 39, _short(label.below, BELOW)),
    )


def _classes(node: Node) -> str:
    ours = node.thing.ours or node.thing.kind in GOES_OUT
    return "n" + (" ours" if ours else "") + (" many" if node.things else "")


def _label_of_one(node: Node) -> Label:
    thing = node.thing
    licenses = _licenses(thing)
    tip = f"{thing.id}: {thing.kind}{', ours' if thing.ours else ''}"
    if node.rungs:
        tip += f"; {licenses} ({node.rungs[0][0]})"
    below = f"{thing.kind} · {licenses}" if licenses else thing.kind
    return Label(thing.id.removeprefix("release:"), below, tip)


def _label_of_many(node: Node) -> Label:
    severity = f" · {node.worst}s" if node.worst else ""
    names = ", ".join(thing.id for thing in node.things[:MOST_NAMES])
    unnamed = len(node.things) - MOST_NAMES
    more = f" and {unnamed} more" if unnamed > 0 else ""
    rungs = ", ".join(f"{number} {word}" for word, number in node.rungs)
    return Label(node.thing.source, _licenses(node.thing) + severity, f"{names}{more}: {rungs}")


def _licenses(thing: ArtifactReport) -> str:
    """Return the licenses of a thing by name, each once; nothing for a service, which has none of
    its own.
    """
    names = dict.fromkeys(
        "unresolved" if name.startswith("unresolved") else name for _, name in thing.license
    )
    return ", ".join(names) or ("" if thing.kind == "service" else "license not stated")


def _rectangle(kind: str, x: int, y: int) -> str:
    return closed("rect", {"class": kind, "x": x, "y": y, "width": WIDE, "height": HIGH, "rx": 7})


def _text(kind: str, x: int, y: int, text: str) -> str:
    return element("text", {"class": kind, "x": x, "y": y}, escape(text))


def _bar(box: Box) -> str:
    """Return the bar at the left of a box: the colors of the kinds of license, by their share in a
    counted box; none for a service.
    """
    total = sum(number for _, number in box.node.rungs)
    parts, y = [], float(box.y)
    for word, number in box.node.rungs:
        height = HIGH * number / total
        place = {"x": box.x, "y": f"{y:g}", "width": 7, "height": f"{height:g}"}
        parts.append(closed("rect", {"class": f"rung r-{word}", **place}))
        y += height
    return "".join(parts)


def _short(text: str, most: int) -> str:
    text = clean(text)
    return text if len(text) <= most else f"{text[: most // 2 + 1]}…{text[-(most // 2 - 2) :]}"
