"""How open each part of each thing is in effect: no more than what it was made from allows
(rules/_openness.yml, lineage).

Every part starts at its own level and is lowered along the links until nothing changes. It is done
twice, with levels that
nobody states taken for open and for closed; where both agree the level is known, where they differ
it is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clearance.graph.graph import Graph
from clearance.model import Link, Openness, Step, Thing
from clearance.problems import Problem
from clearance.words import LEVELS, OPEN_RUNGS, Part

PARTS: dict[str, tuple[Part, ...]] = {
    "model": ("weights", "inference", "training", "data"),
    "dataset": ("data",),
}
"""Kind of thing -> its parts; code, services and releases have none of their own."""
Key = tuple[str, Part]


@dataclass(frozen=True)
class Effective:
    """One part of one thing: its own level, the level in effect, and the steps that lower it."""

    part: str
    own: Openness | None
    """declared, from the catalogue, or presumed from source, release or lineage; None: nobody says
    """
    level: str
    """open, described, closed or unknown"""
    at_most: str
    steps: tuple[Step, ...] = ()
    """from this thing to the one whose level it takes; empty where its own level stands"""
    root: Openness | None = None
    """the level that was taken over"""
    arguable: str = ""
    """another level that the sources let one argue"""
    license: str = ""
    license_open: str = "unknown"
    """osi (approved as open source), open (by the Open Definition), no, or unknown"""

    @property
    def lowered(self) -> bool:
        """Return whether the level in effect is known to be below its own."""
        return (
            self.own is not None
            and self.level in LEVELS
            and LEVELS.index(self.level) < LEVELS.index(self.own.level)
        )


Levels = Mapping[str, tuple[Effective, ...]]
"""Thing -> its parts."""


def effective(graph: Graph) -> dict[str, tuple[Effective, ...]]:
    """Return for each model and data set its parts in effect, in the order of PARTS."""
    table = graph.library.table("rules/_openness")
    own = {
        (thing.name, part): _own(graph, thing, part, table)
        for thing in graph.project.things
        for part in PARTS.get(thing.kind, ())
    }
    ways = _ways(graph, own, table)
    high, causes = _lower(
        ways, {key: LEVELS.index(one.level) if one else 2 for key, one in own.items()}
    )
    low, worst = _lower(
        ways, {key: LEVELS.index(one.level) if one else 0 for key, one in own.items()}
    )
    result: dict[str, tuple[Effective, ...]] = {}
    for key, one in own.items():
        thing = graph.things[key[0]]
        known = high[key] == low[key]
        steps, end = _steps(graph, key, causes if known else worst)
        license_, openly = license_of(graph, thing, key[1])
        root = own[end]
        made = Effective(
            key[1],
            one,
            LEVELS[high[key]] if known else "unknown",
            LEVELS[high[key]],
            steps,
            root if steps else None,
            root.arguable if root else "",
            license_,
            openly,
        )
        result[key[0]] = (*result.get(key[0], ()), made)
    return result


def _own(graph: Graph, thing: Thing, part: Part, table: Mapping[str, Any]) -> Openness | None:
    """Return the level that is stated, or what source, release or links let one presume."""
    for one in thing.openness:
        if one.part == part:
            return one
    scheme = thing.source.partition(":")[0]
    presumed = table["presumed"].get(scheme, {}).get(thing.kind, {})
    if part in presumed and not thing.status:
        return Openness(
            part,
            presumed[part],
            f"presumed from its source, {thing.source}",
            "presumed",
            place=thing.place,
        )
    if any(
        graph.things[link.product].kind == "release"
        for link in graph.outward.get(thing.name, ())
        if link.kind == "artifact"
    ):
        released = table["presumed"]["released"].get(thing.kind, {})
        if thing.ours and part in released:
            return Openness(part, released[part], "it is released", "presumed", place=thing.place)
    links = graph.inward.get(thing.name, ())
    if part == "data" and thing.kind == "model" and _all_named(links):
        return Openness(
            part, "open", "as open as what it was made from", "lineage", place=thing.place
        )
    return None


def _all_named(links: Any) -> bool:
    """Return whether the links say all of a model's data: what it is trained on, or that a base was
    only changed in form.
    """
    kinds = {link.kind for link in links}
    return "trained_on" in kinds or (
        "base" in kinds
        and all(link.how in ("quantize", "merge") for link in links if link.kind == "base")
    )


def _ways(
    graph: Graph, own: Mapping[Key, Openness | None], table: Mapping[str, Any]
) -> dict[Key, list[tuple[Key, Link, Mapping[str, str]]]]:
    """Return for each part the parts that it can lower, with the link between and what the table
    says of it.
    """
    ways: dict[Key, list[tuple[Key, Link, Mapping[str, str]]]] = {}
    for link in graph.project.links:
        for part, rules in table["lineage"].items():
            told, key = rules.get(link.kind), (link.product, part)
            if told is None or key not in own or link.how not in told.get("how", [link.how]):
                continue
            one = own[key]
            if (
                one is not None
                and one.source != "lineage"
                and not graph.things[link.product].ours
                and link.kind not in table["others"]
            ):
                continue
            ways.setdefault((link.object, told["of"]), []).append((key, link, told))
    return ways


def _lower(
    ways: Mapping[Key, list[tuple[Key, Link, Mapping[str, str]]]], levels: dict[Key, int]
) -> tuple[dict[Key, int], dict[Key, tuple[Link, Key]]]:
    """Return the levels after lowering, and for each lowered part the link and the part that
    lowered it last.
    """
    causes: dict[Key, tuple[Link, Key]] = {}
    waiting = list(levels)
    while waiting:
        source = waiting.pop()
        word = LEVELS[levels[source]]
        for key, link, told in ways.get(source, ()):
            cap = LEVELS.index(told.get(word, word))
            if cap < levels[key]:
                levels[key] = cap
                causes[key] = (link, source)
                waiting.append(key)
    return levels, causes


def _steps(
    graph: Graph, key: Key, causes: Mapping[Key, tuple[Link, Key]]
) -> tuple[tuple[Step, ...], Key]:
    """Return the chain from a part to the one whose level it takes, and that one."""
    steps: list[Step] = []
    seen = {key}
    while key in causes:
        link, following = causes[key]
        steps.append(Step(key[0], link.kind, link.how, graph.things[key[0]].ours, place=link.place))
        if following in seen:
            break
        key = following
        seen.add(key)
    if steps:
        steps.append(
            Step(key[0], "", "", graph.things[key[0]].ours, place=graph.things[key[0]].place)
        )
    return tuple(steps), key


def license_of(graph: Graph, thing: Thing, part: str) -> tuple[str, str]:
    """Return (license, whether it is open) of one part: "osi", "open", "no" or "unknown"."""
    written = _written(graph, thing, part)
    if not written:
        return "", "unknown"
    try:
        options = graph.library.branches(written)
    except Problem:
        return written, "unknown"
    order = ("no", "unknown", "open", "osi")
    best = max(
        (min((_kind(graph, name) for name in option), key=order.index) for option in options),
        key=order.index,
    )
    return written, best


def _written(graph: Graph, thing: Thing, part: str) -> str:
    licenses: dict[str, str] = dict(thing.license)
    if thing.ours:
        for link in graph.outward.get(thing.name, ()):
            if link.kind == "artifact" and graph.things[link.product].kind == "release":
                licenses |= dict(graph.things[link.product].license)
    wanted = "code" if part in ("inference", "training") else part
    if wanted == "code" and thing.ours and "code" not in licenses:
        return graph.project.license
    if wanted == "data" and thing.kind == "model":
        return _of_data(graph, thing, licenses)
    return licenses.get(wanted, "") or licenses.get("", "")


def _of_data(graph: Graph, thing: Thing, licenses: Mapping[str, str]) -> str:
    """A model's license says nothing of its data: theirs are those of the data sets it names."""
    if "data" in licenses:
        return licenses["data"]
    sets = [
        graph.things[link.object]
        for link in graph.inward.get(thing.name, ())
        if link.kind == "trained_on"
    ]
    names = [_written(graph, one, "data") for one in sets if one.name != thing.name]
    return " AND ".join(dict.fromkeys(names)) if names and all(names) else ""


def _kind(graph: Graph, name: str) -> str:
    key = graph.library.find(name)
    if key is None:
        return "unknown"
    form = graph.library.license(key).form
    if form.osi_approved == "yes":
        return "osi"
    return "open" if form.rung in OPEN_RUNGS else "no"
