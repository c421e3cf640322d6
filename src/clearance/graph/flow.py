"""Which thing has which reach of which license, by which path.

Walking away from licensed material the thing in hand changes its reach link by link
(licenses/_flow.yml). The walk is Dijkstra's over (thing, reach, through somebody else's hands) with
(certainty, length) as the cost: a settled path beats a shorter contested one, and one predecessor
is kept per state, so twenty diamonds cost twenty states.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clearance.model import Link, Project, Step, Thing
from clearance.problems import Problem
from clearance.words import CERTAINTIES, Certainty

Key = tuple[str, str, bool]
"""(thing, reach, through somebody else's hands)"""
Table = Mapping[str, Mapping[str, str]]
"""Column -> reach in hand -> cell, as licenses/_flow.yml has them."""


@dataclass(frozen=True)
class Reached:
    """One state of the walk: `thing` holds the licensed source as `reach`."""

    thing: str
    reach: str
    others: bool
    """true when somebody else's thing lies between the source and this one"""
    doubt: int
    """index into CERTAINTIES of the path's weakest step"""
    length: int
    link: Link | None = None
    before: Reached | None = None

    @property
    def certainty(self) -> Certainty:
        """Return the certainty of the path."""
        return CERTAINTIES[self.doubt]

    def path(self) -> Iterator[Reached]:
        """Return the states from here back to the source."""
        state: Reached | None = self
        while state is not None:
            yield state
            state = state.before


def column(link: Link) -> list[tuple[str, int]]:
    """Return the columns of the flow table that a link stands for, each with its own doubt.

    A `contains` that does not say how is an aggregate for sure and, for all we know, one combined
    work.
    """
    if link.kind in ("evaluated_on", "evaluated_with"):
        return [("evaluated", 0)]
    if link.kind == "annotated_by":
        return [("generated_by", 0)]
    if link.kind == "base" and link.how == "adapter":
        return [("base:adapter", 0)]
    if link.kind == "derived_from" and link.how == "analysis":
        return [("derived_from:analysis", 0)]
    if link.kind == "contains":
        if link.how:
            return [(f"contains:{link.how}", 0)]
        return [("contains:aggregate", 0), ("contains:combined", 2)]
    return [(link.kind, 0)]


def carries(link: Link, thing: Thing, part: str) -> bool:
    """Return whether a license of that part of the object goes along the link (DESIGN: licenses per
    part).

    Links from a model carry its weights and from a data set its data and contents; code comes along
    only when a release contains the thing itself.
    """
    if part == "" or thing.kind == "code":
        return True
    if thing.kind == "model":
        return part == "weights" or (part == "code" and link.kind == "contains")
    return part in ("data", "contents")


def next_reach(
    reach: str, link: Link, table: Table, becomes: Mapping[str, tuple[str, bool]]
) -> list[tuple[str, int]]:
    """Return what a thing of that reach becomes along a link, with the doubt of the step; empty
    when the walk stops.

    `becomes` replaces cells: "reach column" -> (reach, contested).
    """
    if link.kind == "artifact":
        return [(reach, 0)]
    result = []
    for name, doubt in column(link):
        if f"{reach} {name}" in becomes:
            to, contested = becomes[f"{reach} {name}"]
            result.append((to, max(doubt, int(contested))))
            continue
        cell = table[name][reach]
        if cell != "-":
            to, _, mark = cell.partition(" ")
            result.append((to, max(doubt, 1 if mark else 0)))
    return result


@dataclass(frozen=True)
class Rules:
    """How a license's reach changes along links: the flow table, the cells that the license
    replaces, and where its reach ends.
    """

    table: Table
    becomes: Mapping[str, tuple[str, bool]]
    ends: frozenset[str] = frozenset()
    """things that the licensor made from its own work and licensed anew"""


def walk(project: Project, source: str, part: str, rules: Rules) -> dict[Key, Reached]:
    """Return every state that the license on one part of a source reaches, the source's own
    included.
    """
    things, outward = project.named, project.outward
    start = Reached(source, "material", others=False, doubt=0, length=0)
    done: dict[Key, Reached] = {}
    order = itertools.count()
    queue = [(0, 0, next(order), start)]
    while queue:
        _, _, _, state = heapq.heappop(queue)
        key = (state.thing, state.reach, state.others)
        if key in done:
            continue
        done[key] = state
        for link in outward.get(state.thing, ()):
            if link.product in rules.ends or (
                state.length == 0 and not carries(link, things[source], part)
            ):
                continue
            others = state.others or not things[link.product].ours
            for reach, doubt in next_reach(state.reach, link, rules.table, rules.becomes):
                following = Reached(
                    link.product,
                    reach,
                    others,
                    max(state.doubt, doubt),
                    state.length + 1,
                    link,
                    state,
                )
                heapq.heappush(queue, (following.doubt, following.length, next(order), following))
    return done


def chain(
    state: Reached, project: Project, license_id: str, last: Link | None = None
) -> tuple[Step, ...]:
    """Return the steps from the thing of ours down to the licensed source; `last` is the act's own
    link, if any.
    """
    things = project.named
    steps = []
    if last is not None and (state.link is not last):
        thing = things[last.product]
        steps.append(Step(last.product, last.kind, last.how, thing.ours, "", "", last.place))
    for one in state.path():
        thing = things[one.thing]
        if one.link is None:
            steps.append(Step(one.thing, "", "", thing.ours, one.reach, license_id, thing.place))
        else:
            steps.append(
                Step(
                    one.thing,
                    one.link.kind,
                    one.link.how,
                    thing.ours,
                    one.reach,
                    "",
                    one.link.place,
                )
            )
    return tuple(steps)


def check_table(table: Table, reaches: tuple[str, ...], columns: tuple[str, ...]) -> None:
    """Raise Problem unless the table has every cell and only known reaches."""
    for name in columns:
        for reach in reaches:
            cell = table.get(name, {}).get(reach)
            if cell is None:
                raise Problem(f"the flow table has no cell {reach} x {name}")
            if cell != "-" and (
                cell.split()[0] not in reaches or cell.split()[1:] not in ([], ["?"])
            ):
                raise Problem(f"the flow table's cell {reach} x {name} is {cell!r}")


COLUMNS = (
    "base",
    "base:adapter",
    "derived_from",
    "derived_from:analysis",
    "contains:combined",
    "contains:aggregate",
    "generated_by",
    "distilled_from",
    "trained_on",
    "serves",
    "evaluated",
)
