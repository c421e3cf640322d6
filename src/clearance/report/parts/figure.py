"""The picture of the usage graph as a figure of a page, with the findings whose paths a reader can
follow in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from clearance.model import Finding, Report
from clearance.report.parts.bundle import MOST_SINGLE
from clearance.report.parts.elements import element
from clearance.report.parts.picture import Picture, draw
from clearance.text import clean
from clearance.words import CERTAINTIES, SEVERITIES

MOST_PATHS = 24
MOST_ALIKE = 3
"""Paths shown of one rule on one thing (in a large picture: on all), errors aside; the findings
below name all.
"""
RUNG_WORDS = {"none": "no license", "unknown": "not known", "api-terms": "API terms"}
CAPTION = (
    "From sources (left) to what goes out (right). The bar at the left of a box has the color of"
    " its kind of license."
)
COUNTED = (
    "{} things stand in counted boxes, one for all that go the same way. The tables name each."
)
LEFT_OUT = (
    "{} things are not drawn: the picture shows those on the paths of findings first. The tables"
    " name all."
)
HOW_TO_FOLLOW = "Point at a finding, or move to it with the Tab key, to see its path."


@dataclass(frozen=True)
class Figure:
    """One project's picture, and what goes with it."""

    report: Report
    marked: list[Finding]
    """findings whose paths can be shown"""
    picture: Picture
    prefix: str = ""
    """of its ids; empty on the page of one project"""


def figure_of(report: Report, prefix: str = "") -> Figure:
    """Return the figure of a project."""
    marked = _marked(report)
    return Figure(report, marked, draw(report, marked, prefix), prefix)


def _marked(report: Report) -> list[Finding]:
    """Return the findings whose paths can be shown: the worst first, each path once; in a large
    picture fewer, so that more can be counted together.
    """
    paths = _paths(report.findings)
    is_large = len(report.artifacts) > MOST_SINGLE
    quiet_notes = is_large and bool(paths) and paths[0].severity != "note"
    alike: Counter[tuple[str, str]] = Counter()
    marked: list[Finding] = []
    for finding in paths:
        kind = (finding.rule, "" if is_large else finding.artifact)
        alike[kind] += 1
        is_quiet = alike[kind] > MOST_ALIKE or (quiet_notes and finding.severity == "note")
        if finding.severity == "error" or not is_quiet:
            marked.append(finding)
    return marked[:MOST_PATHS]


def _paths(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with a path, the worst first, one for each rule and path."""
    first: dict[tuple[str, ...], Finding] = {}
    for finding in sorted(findings, key=_weight):
        if len(finding.chain) > 1:
            first.setdefault((finding.rule, *(step.thing for step in finding.chain)), finding)
    return list(first.values())


def _weight(finding: Finding) -> tuple[int, int, str, str]:
    return (
        SEVERITIES.index(finding.severity),
        CERTAINTIES.index(finding.certainty),
        finding.artifact,
        finding.key,
    )


def highlights(figure: Figure) -> str:
    """Return the style rules by which hovering or focusing the n-th path dims everything that is
    not on it.
    """
    return "".join(_highlight(figure.prefix, i) for i in range(len(figure.marked)))


def _highlight(prefix: str, i: int) -> str:
    pointed_at = f"#{prefix}graph:has(.p{i}:is(:hover,:focus-visible))"
    hot = "{stroke:var(--hot);stroke-width:2.6}"
    rules = (
        f"svg>g:not(.f{i}){{opacity:.16}}",
        f".f{i}>path{hot}",
        f".f{i}>.card{hot}",
        f".f{i}>text{{display:inline}}",
    )
    return "".join(f"{pointed_at} {rule}" for rule in rules)


def markup(figure: Figure | None) -> str:
    """Return the figure with its key, what it leaves out, and the list of paths; nothing where
    there is no thing to draw.
    """
    if figure is None or not figure.report.artifacts:
        return ""
    picture = figure.picture
    region = {
        "class": "wide picture",
        "role": "region",
        "aria-label": "Picture of the usage graph",
        "tabindex": 0,
    }
    key = element("ul", {"class": "key"}, *map(_rung, picture.rungs))
    return (
        f"<figure>{element('div', region, picture.svg)}"
        f"<figcaption>{CAPTION}{key}</figcaption></figure>"
        f"{_remark(COUNTED, picture.counted)}{_remark(LEFT_OUT, picture.left_out)}"
        f"{_list_of_paths(figure)}"
    )


def _rung(word: str) -> str:
    color = element("i", {"aria-hidden": "true"})
    return element(
        "li", {"class": f"r-{word}"}, color, RUNG_WORDS.get(word, word.replace("-", " "))
    )


def _remark(text: str, number: int) -> str:
    return f"<p>{text.format(number)}</p>" if number else ""


def _list_of_paths(figure: Figure) -> str:
    if not figure.marked:
        return ""
    id = f"{figure.prefix}paths-say"
    links = (_link(i, finding, figure.prefix) for i, finding in enumerate(figure.marked))
    return element("p", {"class": "paths-say", "id": id}, HOW_TO_FOLLOW) + element(
        "ol", {"class": "paths", "aria-labelledby": id}, *(f"<li>{link}</li>" for link in links)
    )


def _link(i: int, finding: Finding, prefix: str) -> str:
    return element(
        "a",
        {"class": f"p{i} s-{finding.severity}", "href": f"#{prefix}k-{clean(finding.key)}"},
        f"<b>{finding.severity} {finding.rule}</b> {escape(clean(_short(finding)))}",
    )


def _short(finding: Finding) -> str:
    doubt = "" if finding.certainty == "settled" else f" [{finding.certainty}]"
    source = f" from {finding.source}" if finding.source else ""
    return f"{finding.artifact}{source}{doubt}"
