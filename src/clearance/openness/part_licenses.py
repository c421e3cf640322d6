"""The license of each part of a thing, and whether it is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from clearance.graph.graph import Graph
from clearance.model import Thing
from clearance.openness.own_levels import releases
from clearance.problems import Problem
from clearance.words import OPEN_RUNGS

KINDS = ("no", "unknown", "open", "osi")
"""Whether a license is open, the best last: approved as open source (osi), open by the Open
Definition (open), not open (no), or not known here.
"""
CODE = ("inference", "training")
"""Parts that are code."""


class PartLicense(NamedTuple):
    """The license of one part."""

    written: str
    """as its source writes it; empty where none is stated"""
    kind: str
    """one of KINDS"""


def part_license(graph: Graph, thing: Thing, part: str) -> PartLicense:
    """Return the license of one part, and whether it is open: of an OR the best branch counts, of
    an AND the worst license.
    """
    written = _written(graph, thing, part)
    try:
        branches = graph.library.branches(written) if written else ()
    except Problem:
        branches = ()
    kinds = [_worst(graph, branch) for branch in branches]
    return PartLicense(written, max(kinds, key=KINDS.index, default="unknown"))


def _worst(graph: Graph, branch: tuple[str, ...]) -> str:
    return min((_kind(graph, name) for name in branch), key=KINDS.index)


def _kind(graph: Graph, name: str) -> str:
    key = graph.library.find(name)
    if key is None:
        return "unknown"
    form = graph.library.license(key).form
    if form.osi_approved == "yes":
        return "osi"
    return "open" if form.rung in OPEN_RUNGS else "no"


def stated_licenses(graph: Graph, thing: Thing) -> dict[str, str]:
    """Return part -> its license, the whole under ""; of a thing of ours the release's goes before
    its own.
    """
    licenses: dict[str, str] = dict(thing.license)
    for release in releases(graph, thing):
        licenses |= dict(release.license)
    return licenses


def _written(graph: Graph, thing: Thing, part: str) -> str:
    licenses = stated_licenses(graph, thing)
    if part in CODE:
        return _of_code(graph, thing, licenses)
    if part == "data" and thing.kind == "model":
        return _of_training_data(graph, thing, licenses)
    return licenses.get(part, "") or licenses.get("", "")


def _of_code(graph: Graph, thing: Thing, licenses: Mapping[str, str]) -> str:
    """Return the license of a thing's code; ours has the repository's where it has none of its
    own.
    """
    if thing.ours and "code" not in licenses:
        return graph.project.license
    return licenses.get("code", "") or licenses.get("", "")


def _of_training_data(graph: Graph, model: Thing, licenses: Mapping[str, str]) -> str:
    """Return the licenses of the data sets that a model names: its own says nothing of its data."""
    if "data" in licenses:
        return licenses["data"]
    written = [_written(graph, dataset, "data") for dataset in _trained_on(graph, model)]
    return " AND ".join(dict.fromkeys(written)) if written and all(written) else ""


def _trained_on(graph: Graph, model: Thing) -> Iterator[Thing]:
    for link in graph.inward.get(model.name, ()):
        if link.kind == "trained_on" and link.object != model.name:
            yield graph.things[link.object]
