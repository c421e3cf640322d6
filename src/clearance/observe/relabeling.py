"""Labels of others that drop terms of a license that their thing holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clearance.facts import ArtifactFact
from clearance.graph.graph import dropped, label
from clearance.observe.acts import Meeting, allowed, answer_to
from clearance.observe.artifacts import about
from clearance.observe.works import WORK, handing_out, release_terms

if TYPE_CHECKING:
    from clearance.graph.flow import Reached
    from clearance.graph.graph import Grant, Graph
    from clearance.observe.context import Context


def observe(context: Context) -> Iterator[ArtifactFact]:
    """Yield one fact for each thing of somebody else's whose label drops terms of a license that it
    holds.
    """
    used = _used(context.graph, context.grants)
    for grant in context.grants:
        for meeting in _relabelings(context.graph, grant):
            if meeting.act.state.thing in used:
                yield from _dropped(meeting)


def _used(graph: Graph, grants: list[Grant]) -> set[str]:
    """Return the things that lie on the path of an act of ours."""
    used: set[str] = set()
    for grant in grants:
        walked: set[int] = set()
        for act in graph.acts(grant.states):
            for state in act.state.path():
                if id(state) in walked:
                    break  # the rest of its path was walked with it
                walked.add(id(state))
                used.add(state.thing)
    return used


def _relabelings(graph: Graph, grant: Grant) -> Iterator[Meeting]:
    """Yield the things of others that hold a license in their own work."""
    if grant.license is not None:
        for state in grant.states.values():
            if _is_others_work(graph, state):
                yield handing_out(graph, grant, grant.license, state)


def _is_others_work(graph: Graph, state: Reached) -> bool:
    return state.length > 0 and state.reach in WORK and not graph.things[state.thing].ours


def _dropped(meeting: Meeting) -> Iterator[ArtifactFact]:
    """Yield one fact where the label of a thing drops a license that has to stay in it."""
    thing, license_ = meeting.product, meeting.license
    stated = meeting.graph.stated(thing)
    if all(license_.id in branch for branch in stated):
        return
    for term in release_terms(meeting):
        is_dropped = dropped(stated, allowed(license_, term)) == "yes"
        if is_dropped and answer_to(meeting, term).value != "no":
            yield about(
                thing,
                "relabeled",
                "upstream-relabel",
                certainty="contested",
                source=meeting.grant.thing.name,
                cited=meeting.cited(term),
                stated=label(stated),
                why="whether the terms of the upstream license follow is not for the label to"
                " decide",
                chain=meeting.chain(),
            )
            return
