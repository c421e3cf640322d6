"""What a large picture draws: things that go the same ways, and are on no path that is shown, stand
in one counted box.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from clearance.library.load import library
from clearance.model import ArtifactReport, Finding, Link, Report
from clearance.problems import Problem
from clearance.report.common import SEVERITIES
from clearance.text import plural

MOST_SINGLE = 24
"""Up to so many things each has a box of its own."""
MOST_LINKED = 40
"""Beyond so many boxes also things that are made from others, ours too, are counted together."""
FEWEST = 3
"""Fewer things alike are not worth a counted box."""
MOST_THINGS = 80
"""Beyond that the things on the paths of findings, then those nearest to what is ours, are drawn.
"""
RUNGS = (
    "public-domain",
    "permissive",
    "attribution",
    "share-alike",
    "restricted",
    "model-license",
    "api-terms",
    "none",
    "unknown",
)
KINDS = {"dataset": "data set", "code": "code base"}


@dataclass(frozen=True)
class Node:
    """One drawn box: a thing, or several that go the same ways."""

    one: ArtifactReport
    rungs: tuple[tuple[str, int], ...]
    """(rung of the license, number of things); one for a single thing, none for a service"""
    things: tuple[ArtifactReport, ...] = ()
    """what stands in a counted box"""
    worst: str = ""
    """the worst severity among the findings on the things of a counted box"""


@dataclass(frozen=True)
class Shown:
    """What the picture draws, and how many things it leaves out."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    left_out: int


def choose(report: Report, marked: list[Finding]) -> Shown:
    """Return the boxes and links of the picture; the things on the paths of the marked findings
    stand alone.
    """
    nodes = [
        Node(one, ((rung(one, report.packs), 1),) if one.kind != "service" else ())
        for one in report.artifacts
    ]
    links = list({(link.object, link.product): link for link in report.project.links}.values())
    on_path = {step.thing for row in marked for step in row.chain}
    worst = _worst(report.findings)
    for most, linked in ((MOST_SINGLE, False), (MOST_LINKED, True), (MOST_LINKED, False)):
        if len(nodes) > most:
            nodes, links = _bundled(
                nodes,
                links,
                on_path | ({link.product for link in links} if not linked else set()),
                worst,
            )
    if len(nodes) > MOST_THINGS:
        nodes = _nearest(nodes, links, on_path)
    names = {node.one.id for node in nodes}
    drawn = sum(len(node.things) or 1 for node in nodes)
    kept = sorted(
        (link for link in links if {link.object, link.product} <= names),
        key=lambda link: (link.object, link.product),
    )
    return Shown(tuple(nodes), tuple(kept), len(report.artifacts) - drawn)


def rung(one: ArtifactReport, packs: tuple[str, ...] = ()) -> str:
    """Return the rung of a thing's license, the most restricted of its parts; unknown where it is
    not resolved.
    """
    found: list[str] = []
    for _, name in one.license:
        try:
            found.append(library(*packs).license(name).form.rung)
        except (Problem, KeyError):
            found.append("unknown")
    known = [RUNGS.index(word) for word in found if word in RUNGS]
    return RUNGS[max(known)] if known else "unknown"


def _bundled(
    nodes: list[Node], links: list[Link], alone: set[str], worst: dict[str, str]
) -> tuple[list[Node], list[Link]]:
    """Put things that go the same ways into one box, except those that stand alone and what goes
    out.
    """
    ways: dict[str, set[tuple[str, str]]] = {}
    for link in links:
        ways.setdefault(link.object, set()).add((link.product, link.kind))
    groups: dict[tuple[object, ...], list[Node]] = {}
    for node in nodes:
        one = node.one
        single = one.id in alone or one.kind in ("release", "service")
        groups.setdefault(
            (one.id,) if single else (one.ours, tuple(sorted(ways.get(one.id, ())))), []
        ).append(node)
    found: list[Node] = []
    renamed: dict[str, str] = {}
    for rows in groups.values():
        if sum(len(row.things) or 1 for row in rows) < FEWEST or len(rows) == 1:
            found += rows
            continue
        node = _counted(rows, worst)
        found.append(node)
        renamed |= {row.one.id: node.one.id for row in rows}
    moved = (
        replace(
            link,
            object=renamed.get(link.object, link.object),
            product=renamed.get(link.product, link.product),
        )
        for link in links
    )
    return found, list(
        {
            (link.object, link.product): link for link in moved if link.object != link.product
        }.values()
    )


def _counted(rows: list[Node], worst: dict[str, str]) -> Node:
    things = tuple(one for row in rows for one in row.things or (row.one,))
    kinds = {one.kind for one in things}
    kind = next(iter(kinds)) if len(kinds) == 1 else ""
    licenses = dict.fromkeys(name for one in things for _, name in one.license)
    told = (
        next(iter(licenses))
        if len(licenses) == 1
        else f"{len(licenses)} licenses"
        if licenses
        else ""
    )
    rungs: Counter[str] = Counter()
    for row in rows:
        rungs.update(dict(row.rungs))
    one = replace(
        things[0],
        id=f"counted:{things[0].id}",
        kind=kind,
        source=plural(len(things), KINDS.get(kind, kind or "thing")),
        license=(("", told),) if told else (),
    )
    severity = min(
        (worst[thing.id] for thing in things if thing.id in worst), key=SEVERITIES.index, default=""
    )
    return Node(
        one, tuple(sorted(rungs.items(), key=lambda row: RUNGS.index(row[0]))), things, severity
    )


def _worst(findings: Iterable[Finding]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in sorted(findings, key=lambda row: SEVERITIES.index(row.severity)):
        for name in (row.artifact, row.source, *row.sources):
            found.setdefault(name, row.severity)
    return found


def _nearest(nodes: list[Node], links: list[Link], first: set[str]) -> list[Node]:
    near = {name for link in links for name in (link.object, link.product)}
    rank = sorted(
        nodes,
        key=lambda node: (
            node.one.id not in first,
            not node.one.ours,
            not node.things,
            node.one.id not in near,
        ),
    )
    kept = {node.one.id for node in rank[:MOST_THINGS]}
    return [node for node in nodes if node.one.id in kept]
