"""How open each part of each thing is in effect: no more than what it was made from allows
(rules/_openness.yml, lineage).

Every part starts at its own level and is lowered along the links until nothing changes. It is done
twice, with levels that nobody states taken for open and for closed; where both agree the level is
known, where they differ it is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from clearance.graph.graph import Graph
from clearance.model import Link, Openness, Step
from clearance.openness.own_levels import LINEAGE, own_level
from clearance.openness.part_licenses import part_license
from clearance.words import LEVELS, Level, Part

PARTS: dict[str, tuple[Part, ...]] = {
    "model": ("weights", "inference", "training", "data"),
    "dataset": ("data",),
}
"""Kind of thing -> its parts; code, services and releases have none of their own."""


class Key(NamedTuple):
    """One part of one thing."""

    thing: str
    part: Part


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
    """open, described or closed: the level with all that nobody states taken for open"""
    steps: tuple[Step, ...] = ()
    """from this thing to the one whose level it takes; empty where its own level stands"""
    root: Openness | None = None
    """the level that was taken over"""
    arguable: str = ""
    """another level that the sources let one argue"""
    license: str = ""
    """as its source writes it; empty where none is stated"""
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
Own = Mapping[Key, Openness | None]
"""Part -> its own level; None: nobody says."""


class Way(NamedTuple):
    """One way by which a part is lowered."""

    lowered: Key
    link: Link
    """the link between the part and the one that lowers it"""
    makes: Mapping[str, str]
    """level of the part that lowers -> what it makes of this one; one that is missing makes the
    same
    """


class Cause(NamedTuple):
    """What lowered a part last."""

    link: Link
    source: Key
    """the part whose level it took"""


def effective(graph: Graph) -> dict[str, tuple[Effective, ...]]:
    """Return for each model and data set its parts in effect, in the order of PARTS."""
    table = graph.library.table("rules/_openness")
    own = _own(graph, table["presumed"])
    ways = _ways(graph, own, table)
    high, causes = _lower(ways, _start(own, "open"))
    low, worst = _lower(ways, _start(own, "closed"))
    parts: dict[str, tuple[Effective, ...]] = {}
    for key, level in own.items():
        is_known = high[key] == low[key]
        steps, end = _steps(graph, key, causes if is_known else worst)
        root = own[end]
        license_ = part_license(graph, graph.things[key.thing], key.part)
        part = Effective(
            part=key.part,
            own=level,
            level=LEVELS[high[key]] if is_known else "unknown",
            at_most=LEVELS[high[key]],
            steps=steps,
            root=root if steps else None,
            arguable=root.arguable if root else "",
            license=license_.written,
            license_open=license_.kind,
        )
        parts[key.thing] = (*parts.get(key.thing, ()), part)
    return parts


def _own(graph: Graph, presumed: Mapping[str, Any]) -> Own:
    return {
        Key(thing.name, part): own_level(graph, thing, part, presumed)
        for thing in graph.project.things
        for part in PARTS.get(thing.kind, ())
    }


def _start(own: Own, unstated: Level) -> dict[Key, int]:
    """Return the index of each part's own level, with those that nobody states taken for one."""
    return {key: LEVELS.index(level.level if level else unstated) for key, level in own.items()}


def _ways(graph: Graph, own: Own, table: Mapping[str, Any]) -> dict[Key, list[Way]]:
    """Return for each part the parts that it can lower."""
    ways: dict[Key, list[Way]] = {}
    for link in graph.project.links:
        made_by_others = not graph.things[link.product].ours
        for part, rules in table["lineage"].items():
            rule, key = rules.get(link.kind), Key(link.product, part)
            if key not in own or not _is_of_link(rule, link):
                continue
            if made_by_others and link.kind not in table["others"] and _is_stated(own[key]):
                continue  # whoever stated it counted in what it was made from
            ways.setdefault(Key(link.object, rule["of"]), []).append(Way(key, link, rule))
    return ways


def _is_of_link(rule: Mapping[str, Any] | None, link: Link) -> bool:
    return rule is not None and link.how in rule.get("how", [link.how])


def _is_stated(level: Openness | None) -> bool:
    return level is not None and level.source != LINEAGE


def _lower(
    ways: Mapping[Key, list[Way]], levels: dict[Key, int]
) -> tuple[dict[Key, int], dict[Key, Cause]]:
    """Return the levels after lowering, and for each lowered part what lowered it last."""
    causes: dict[Key, Cause] = {}
    waiting = list(levels)
    while waiting:
        source = waiting.pop()
        level = LEVELS[levels[source]]
        for key, link, makes in ways.get(source, ()):
            cap = LEVELS.index(makes.get(level, level))
            if cap < levels[key]:
                levels[key] = cap
                causes[key] = Cause(link, source)
                waiting.append(key)
    return levels, causes


def _steps(graph: Graph, key: Key, causes: Mapping[Key, Cause]) -> tuple[tuple[Step, ...], Key]:
    """Return the chain from a part to the one whose level it takes, and that one."""
    steps: list[Step] = []
    seen = {key}
    while key in causes:
        link, following = causes[key]
        steps.append(
            Step(key.thing, link.kind, link.how, graph.things[key.thing].ours, place=link.place)
        )
        if following in seen:
            break
        key = following
        seen.add(key)
    if steps:
        thing = graph.things[key.thing]
        steps.append(Step(thing.name, "", "", thing.ours, place=thing.place))
    return tuple(steps), key
