"""Levels of openness that the project's policy demands and that are not reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from clearance.facts import PolicyFact
from clearance.openness.effective import PARTS, Effective, Levels
from clearance.openness.wording import because
from clearance.words import LEVELS, Certainty, Level, Part

if TYPE_CHECKING:
    from clearance.graph.graph import Graph
    from clearance.model import Place, Thing

ROLES = {"released": "artifact", "served": "serves"}
"""Role that a policy names -> the link that gives it; the other roles are named like their link."""


def below_policy(graph: Graph, levels: Levels) -> Iterator[PolicyFact]:
    """Yield one fact for each part that the policy demands more of than it has in effect."""
    for name, wanted in _demands(graph):
        for part in levels.get(name, ()):
            if part.part == wanted.part and not _reaches(part.level, wanted.level):
                yield _below(graph.things[name], wanted.level, part)


class Wanted(NamedTuple):
    """What a policy demands of a thing."""

    part: Part
    level: Level


def _demands(graph: Graph) -> Iterable[tuple[str, Wanted]]:
    """Return what the policy demands of each thing, each demand once."""
    return dict.fromkeys(
        (thing.name, Wanted(demand.part, demand.level))
        for demand in graph.project.policy.require_openness
        for thing in _meant(graph, demand.of)
    )


def _meant(graph: Graph, role: str) -> list[Thing]:
    """Return the things of the manifest that a policy means: all, those in a role of our work, or
    the one of that name.
    """
    declared = _declared(graph)
    if role == "":
        return declared
    if role == "ours":
        return [thing for thing in declared if thing.ours]
    if role in graph.things:
        return [graph.made(role)]
    return [thing for thing in declared if _has_role(graph, thing, role)]


def _declared(graph: Graph) -> list[Thing]:
    return [thing for thing in graph.project.things if thing.declared and thing.kind in PARTS]


def _has_role(graph: Graph, thing: Thing, role: str) -> bool:
    """Return whether a thing has a role in our work."""
    if role == "evaluated_with" and "evaluate" in thing.used_for:
        return True
    kind = ROLES.get(role, role)
    links = [link for link in graph.outward.get(thing.name, ()) if link.kind == kind]
    return any(graph.things[link.product].ours for link in links)


def _reaches(level: str, wanted: str) -> bool:
    return level in LEVELS and LEVELS.index(level) >= LEVELS.index(wanted)


def _below(thing: Thing, wanted: str, part: Effective) -> PolicyFact:
    """Return the fact of a part that is below the level that is wanted, or may be."""
    certainty = _certainty(part, wanted)
    is_unknown = certainty == "unknown"
    unstated = part.steps[-1].thing if part.steps else thing.name
    return PolicyFact(
        topic="openness",
        certainty=certainty,
        target=thing.name,
        source=thing.name,
        place=_place(thing, part),
        state="openness",
        part=part.part,
        level="not stated" if is_unknown else part.at_most,
        wanted=wanted,
        chain=part.steps,
        why=_why(part),
        missing=f"{unstated}.openness.{part.part}" if is_unknown else "",
    )


def _certainty(part: Effective, wanted: str) -> Certainty:
    if _reaches(part.at_most, wanted):
        return "unknown"
    return "contested" if _reaches(part.arguable, wanted) else "settled"


def _place(thing: Thing, part: Effective) -> Place:
    """Return where the manifest says the level, or else the thing."""
    own = part.own
    if own and own.place.line and own.known_from == thing.known_from:
        return own.place
    return thing.place


def _why(part: Effective) -> str:
    if part.steps:
        return because(part)
    if part.own is None:
        return "nobody says how open it is"
    return part.own.because or "as declared"
