"""What a large picture draws: things that go the same ways, and are on no path that is shown, stand
in one counted box.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

from clearance.library.load import library
from clearance.model import ArtifactReport, Finding, LicenseOf, Link, Report
from clearance.problems import Problem
from clearance.text import plural
from clearance.words import SEVERITIES, Kind, Rung, words

MOST_SINGLE = 24
"""Up to so many things each has a box of its own."""
MOST_LINKED = 40
"""Beyond so many boxes also things that are made from others, ours too, are counted together."""
STAGES = ((MOST_SINGLE, False), (MOST_LINKED, True), (MOST_LINKED, False))
"""(number of boxes beyond which this stage bundles, whether things made from others are bundled)"""
FEWEST = 3
"""Fewer things alike are not worth a counted box."""
MOST_THINGS = 80
"""Beyond that the things on the paths of findings, then those nearest to what is ours, are drawn.
"""
RUNGS = (*(rung for rung in words(Rung) if rung != "legal-ground"), "unknown")
"""Kinds of license from free to closed; a legal ground is none, and one may not be known."""
GOES_OUT = ("release", "service")
"""Kinds of things that are no source of others."""
KINDS = {"dataset": "data set", "code": "code base"}
"""Kind of thing -> its words, where they differ."""


@dataclass(frozen=True)
class Node:
    """One drawn box: a thing, or several that go the same ways."""

    thing: ArtifactReport
    """what the box shows; for a counted box made up from its things"""
    rungs: tuple[tuple[str, int], ...]
    """(rung of the license, number of things); one for a single thing, none for a service"""
    things: tuple[ArtifactReport, ...] = ()
    """what stands in a counted box"""
    worst: str = ""
    """the worst severity among the findings on the things of a counted box"""

    @property
    def count(self) -> int:
        """Return how many things the box stands for."""
        return len(self.things) or 1


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
    on_path = {step.thing for finding in marked for step in finding.chain}
    worst = _worst(report.findings)
    nodes = [_single(thing, report.packs) for thing in report.artifacts]
    links = _one_each(report.project.links)
    for most, made_too in STAGES:
        if len(nodes) > most:
            made = set() if made_too else {link.product for link in links}
            nodes, links = _bundled(nodes, links, on_path | made, worst)
    if len(nodes) > MOST_THINGS:
        nodes = _nearest(nodes, links, on_path)
    left_out = len(report.artifacts) - sum(node.count for node in nodes)
    return Shown(tuple(nodes), tuple(_between(nodes, links)), left_out)


def _single(thing: ArtifactReport, packs: tuple[str, ...]) -> Node:
    return Node(thing, () if thing.kind == "service" else ((rung(thing, packs), 1),))


def _one_each(links: Iterable[Link]) -> list[Link]:
    """Return one link for each two things that are joined."""
    return list({(link.object, link.product): link for link in links}.values())


def _between(nodes: list[Node], links: list[Link]) -> list[Link]:
    """Return the links whose two ends are drawn, sorted."""
    names = {node.thing.id for node in nodes}
    kept = (link for link in links if {link.object, link.product} <= names)
    return sorted(kept, key=lambda link: (link.object, link.product))


def rung(thing: ArtifactReport, packs: tuple[str, ...] = ()) -> str:
    """Return the rung of a thing's license, the most restricted of its parts; unknown where it is
    not resolved.
    """
    rungs = (_rung_of(name, packs) for _, name in thing.license)
    known = [RUNGS.index(word) for word in rungs if word in RUNGS]
    return RUNGS[max(known)] if known else "unknown"


def _rung_of(name: str, packs: tuple[str, ...]) -> str:
    try:
        return library(*packs).license(name).form.rung
    except (Problem, KeyError):
        return "unknown"


def _bundled(
    nodes: list[Node], links: list[Link], alone: set[str], worst: dict[str, str]
) -> tuple[list[Node], list[Link]]:
    """Put things that go the same ways into one box, except those that stand alone and what goes
    out.
    """
    bundled: list[Node] = []
    renamed: dict[str, str] = {}
    for alike in _alike(nodes, links, alone):
        if len(alike) == 1 or sum(node.count for node in alike) < FEWEST:
            bundled += alike
            continue
        together = _counted(alike, worst)
        bundled.append(together)
        renamed |= {node.thing.id: together.thing.id for node in alike}
    return bundled, _one_each(_moved(links, renamed))


def _alike(nodes: list[Node], links: list[Link], alone: set[str]) -> list[list[Node]]:
    """Return the boxes in groups that go the same ways: into the same things by the same links."""
    ways: dict[str, set[tuple[str, str]]] = {}
    for link in links:
        ways.setdefault(link.object, set()).add((link.product, link.kind))
    groups: dict[tuple[object, ...], list[Node]] = {}
    for node in nodes:
        thing = node.thing
        stands_alone = thing.id in alone or thing.kind in GOES_OUT
        way = (thing.ours, tuple(sorted(ways.get(thing.id, ()))))
        groups.setdefault((thing.id,) if stands_alone else way, []).append(node)
    return list(groups.values())


def _moved(links: list[Link], renamed: dict[str, str]) -> Iterable[Link]:
    """Return the links between the boxes that took in their ends; none from a box to itself."""
    for link in links:
        source = renamed.get(link.object, link.object)
        product = renamed.get(link.product, link.product)
        if source != product:
            yield replace(link, object=source, product=product)


def _counted(nodes: list[Node], worst: dict[str, str]) -> Node:
    things = tuple(thing for node in nodes for thing in node.things or (node.thing,))
    rungs: Counter[str] = Counter()
    for node in nodes:
        rungs.update(dict(node.rungs))
    in_order = sorted(rungs.items(), key=lambda count: RUNGS.index(count[0]))
    severities = (worst[thing.id] for thing in things if thing.id in worst)
    severity = min(severities, key=SEVERITIES.index, default="")
    return Node(_as_one(things), tuple(in_order), things, severity)


def _as_one(things: tuple[ArtifactReport, ...]) -> ArtifactReport:
    """Return what a counted box shows: "12 data sets" under "3 licenses"."""
    kind = _only({thing.kind for thing in things})
    license_ = _licenses({name for thing in things for _, name in thing.license})
    return replace(
        things[0],
        id=f"counted:{things[0].id}",
        kind=cast(Kind, kind),  # empty for several kinds: no word stands in the box then
        source=plural(len(things), KINDS.get(kind, kind or "thing")),
        license=(LicenseOf("", license_),) if license_ else (),
    )


def _only(names: set[str]) -> str:
    """Return the only one of names; empty where there are several, or none."""
    return next(iter(names)) if len(names) == 1 else ""


def _licenses(names: set[str]) -> str:
    return f"{len(names)} licenses" if len(names) > 1 else _only(names)


def _worst(findings: Iterable[Finding]) -> dict[str, str]:
    """Return thing -> the worst severity among the findings on it."""
    worst: dict[str, str] = {}
    for finding in sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)):
        for name in (finding.artifact, finding.source, *finding.sources):
            worst.setdefault(name, finding.severity)
    return worst


def _nearest(nodes: list[Node], links: list[Link], first: set[str]) -> list[Node]:
    """Return as many boxes as the picture holds, in their order: those named first, then ours, then
    counted boxes, then what is joined to something.
    """
    joined = {name for link in links for name in (link.object, link.product)}
    rank = sorted(
        nodes,
        key=lambda node: (
            node.thing.id not in first,
            not node.thing.ours,
            not node.things,
            node.thing.id not in joined,
        ),
    )
    kept = {node.thing.id for node in rank[:MOST_THINGS]}
    return [node for node in nodes if node.thing.id in kept]
