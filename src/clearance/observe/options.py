"""Under which licenses a release may go out, and what is not settled about that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from clearance.graph.conditions import doubted
from clearance.observe.acts import Meeting, allowed, answer_to
from clearance.observe.works import (
    WORK,
    Held,
    Ids,
    handing_out,
    held,
    lays_on,
    left,
    release_terms,
)
from clearance.words import CERTAINTIES, HOLDS, OPEN_RUNGS, Certainty

if TYPE_CHECKING:
    from clearance.graph.graph import Grant, Graph
    from clearance.library.load import License
    from clearance.library.schema import LicenseIn
    from clearance.model import Thing

WELL_KNOWN = (
    "apache-2.0",
    "mit",
    "cc-by-4.0",
    "cc-by-sa-4.0",
    "gpl-3.0-only",
    "cc-by-nc-4.0",
    "cc-by-nc-sa-4.0",
    "proprietary",
)
"""Licenses that a fix proposes, the best known first."""
MOST_NAMED = 4
"""Licenses that a fix or a question names."""
RELEASABLE = (*OPEN_RUNGS, "restricted")
"""Rungs of licenses that anybody may put on a release of their own."""


class Option(NamedTuple):
    """A license that a release could state."""

    id: str
    barred: str
    """why it cannot be stated; empty where it can"""


class Question(NamedTuple):
    """What is not settled about what a release may state."""

    certainty: Certainty
    says: str


def options(
    graph: Graph, release: Thing, grants: list[Grant], keys: Iterable[str] = ()
) -> list[Option]:
    """Return the licenses that a release could state, and why some cannot; `keys` narrows them
    (loading all of them takes a tenth of a second).
    """
    works = held(graph, release, grants)
    reached = {work.license.id for work in works}
    paths = graph.library.paths
    forms = [
        graph.library.license(key).form for key in sorted(set(keys) & set(paths) if keys else paths)
    ]
    ids = left(works)
    return [Option(form.id, _barred(form, works, ids)) for form in forms if _fits(form, reached)]


def _fits(form: LicenseIn, reached: set[str]) -> bool:
    return form.rung in RELEASABLE or form.id in reached or form.id == "proprietary"


def _barred(form: LicenseIn, works: list[Held], ids: Ids) -> str:
    """Return why a release cannot state a license; empty where it can."""
    if ids is not None and form.id not in ids:
        who = next(work for work in works if work.under is not None and form.id not in work.under)
        return f"{who.title} ({who.grant.thing.name}) does not list it"
    if form.further != "refused":
        return ""
    laid = (lays_on(work, added) for work in works for added in _not_tolerated(form, work))
    first = next(laid, "")
    return f"it refuses further restrictions; {first}" if first else ""


def _not_tolerated(form: LicenseIn, work: Held) -> list[str]:
    """Return what a license in the work adds that the stated one does not take in."""
    if work.lists(form.id) or work.license.id == form.id:
        return []
    tolerated = (*form.tolerates, *form.tolerates_contested)
    return [added for added in work.license.form.adds if added not in tolerated]


def questions(graph: Graph, release: Thing, grants: Iterable[Grant]) -> Iterator[Question]:
    """Yield a question for each license of which it is not settled whether it decides what a
    release may state.
    """
    for grant in grants:
        if grant.license is None:
            continue
        for state in grant.by_thing.get(release.name, ()):
            meeting = handing_out(graph, grant, grant.license, state)
            if state.reach in WORK and is_unread_on_release(grant.license):
                title = grant.license.form.title
                text = f"the text of {title} ({grant.thing.name}) was not read"
                yield Question("unknown", f"{text} on what a release may state")
            yield from _open_terms(meeting)


def is_unread_on_release(license_: License) -> bool:
    """Return whether a text was not read on what a release may state."""
    return license_.form.read == "unread" or "relicensing" in license_.form.unread_topics


def _open_terms(meeting: Meeting) -> Iterator[Question]:
    """Yield the terms on the label of a release that may apply and are not sure to."""
    state = meeting.act.state
    for term in release_terms(meeting):
        answer = doubted(term, answer_to(meeting, term))
        doubt = max(HOLDS.index(answer.value), state.doubt)
        if answer.value == "no" or not doubt:
            continue
        what = f"{meeting.license.form.title} ({meeting.grant.thing.name}, {state.reach})"
        names = ", ".join(allowed(meeting.license, term)[:MOST_NAMED])
        why = answer.why or "whether the terms reach this far is open to doubt"
        yield Question(CERTAINTIES[doubt], f"{what} may ask for one of {names}: {why}")


def well_known(graph: Graph, release: Thing, grants: list[Grant]) -> str:
    """Return a few well-known licenses that a release may state, for a fix line."""
    for grant in grants:
        if grant.license is None and _is_in_work(grant, release):
            return f"what the license of {grant.thing.name} leaves, which is not known"
    works = held(graph, release, grants)
    for work in works:
        if is_unread_on_release(work.license):
            return f"what the text of {work.title} leaves, which was not read on this"
    reached = sorted({work.license.id for work in works})
    barred = dict(options(graph, release, grants, (*WELL_KNOWN, *reached)))
    names = dict.fromkeys(key for key in (*WELL_KNOWN, *reached) if barred.get(key) == "")
    return ", ".join(list(names)[:MOST_NAMED]) or "none"


def _is_in_work(grant: Grant, release: Thing) -> bool:
    return any(state.reach in WORK for state in grant.by_thing.get(release.name, ()))
