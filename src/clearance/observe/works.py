"""Works: which licenses meet in one released work, and what each lets the release state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearance.graph.flow import Reached
from clearance.graph.graph import Act, Grant, Graph
from clearance.observe.acts import Meeting, allowed, answer_to
from clearance.observe.artifacts import nearest
from clearance.words import HOLDS

if TYPE_CHECKING:
    from clearance.library.load import License
    from clearance.library.schema import Term
    from clearance.model import Thing

WORK = ("material", "derivative", "combined")
"""Reaches in which the licensed thing is part of the released work itself, not beside it."""

Ids = frozenset[str] | None
"""License ids that may be stated; None: any."""


@dataclass(frozen=True)
class Held:
    """One license in one released work."""

    grant: Grant
    license: License
    state: Reached
    under: Ids
    """ids the release may state under its terms that surely apply"""

    @property
    def title(self) -> str:
        """Return the title of the license."""
        return self.license.form.title

    def lists(self, key: str) -> bool:
        """Return whether the license names the stated one among those that the release may state.

        A license that limits nothing lists none.
        """
        return self.under is not None and key in self.under


def held(graph: Graph, release: Thing, grants: Iterable[Grant]) -> list[Held]:
    """Return every license that a release holds in its own work, with what it allows the release to
    state.
    """
    works = []
    for grant in grants:
        states = [state for state in grant.by_thing.get(release.name, ()) if _is_sure(state)]
        if grant.license is not None and states:
            state = nearest(states)
            under = _under(handing_out(graph, grant, grant.license, state))
            works.append(Held(grant, grant.license, state, under))
    return works


def _is_sure(state: Reached) -> bool:
    return state.reach in WORK and state.certainty != "unknown"


def handing_out(graph: Graph, grant: Grant, license_: License, state: Reached) -> Meeting:
    """Return the act of handing out what a state has in hand, as a license meets it."""
    return Meeting(graph, grant, license_, Act("distribute", state, state.thing, None))


def release_terms(meeting: Meeting) -> Iterator[Term]:
    """Yield the terms of a license that say what a release may state."""
    for term in meeting.license.terms:
        if term.do == "release-under" and meeting.meets(term):
            yield term


def _under(meeting: Meeting) -> Ids:
    """Return the ids that a release may state under the terms that surely apply."""
    under: Ids = None
    for term in release_terms(meeting):
        doubted = term.contested or term.unread
        if not doubted and answer_to(meeting, term).value == "yes":
            under = both(under, frozenset(allowed(meeting.license, term)))
    return under


def both(one: Ids, other: Ids) -> Ids:
    """Return what two limits allow together."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def left(works: Iterable[Held]) -> Ids:
    """Return the license ids that every license in a work allows the release to state."""
    ids: Ids = None
    for work in works:
        ids = both(ids, work.under)
    return ids


@dataclass(frozen=True)
class Clash:
    """A license that refuses further restrictions, and one that lays such on the same work."""

    refusing: Held
    adding: Held
    added: str
    """the restriction"""
    certainty: str

    @property
    def order(self) -> int:
        """Return the surest first."""
        return HOLDS.index("yes") if self.certainty == "settled" else HOLDS.index("contested")


def clashes(works: list[Held]) -> Iterator[Clash]:
    """Yield each restriction that another license refuses."""
    refusing = [work for work in works if work.license.form.further == "refused"]
    for one in refusing:
        for other in works:
            if not _fit(one, other):
                yield from _clash(one, other)


def _fit(one: Held, other: Held) -> bool:
    """Return whether two licenses share a label, whatever they add."""
    if other.license.id == one.license.id or other.lists(one.license.id):
        return True
    return one.under is not None and other.under is not None and bool(one.under & other.under)


def _clash(one: Held, other: Held) -> Iterator[Clash]:
    """Yield the first restriction of a license that the other one does not tolerate."""
    form = one.license.form
    for added in other.license.form.adds:
        if added not in form.tolerates:
            certainty = "contested" if added in form.tolerates_contested else "settled"
            yield Clash(one, other, added, certainty)
            return


def lays_on(work: Held, added: str) -> str:
    """Say which restriction a license brings: "X lays no derivatives on the work"."""
    return f"{work.title} lays {added.replace('-', ' ')} on the work"
