"""Which terms of which licenses meet our acts: forbidden, not granted, and stated licenses that a
term does not list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clearance.facts import TermFact
from clearance.graph.conditions import NO, YES, Answer, doubted
from clearance.graph.graph import dropped, label
from clearance.observe import grounds
from clearance.observe.acts import Meeting, Said, allowed, answer_to, fact_of, meetings, term_fact
from clearance.observe.context import Branch
from clearance.words import CERTAINTIES, HOLDS, IN_HAND, Topic

if TYPE_CHECKING:
    from clearance.graph.graph import Grant, Graph
    from clearance.library.schema import Term
    from clearance.model import Thing
    from clearance.observe.context import Context

SILENT_TOPIC: dict[str, Topic] = {
    "distribute": "redistribution",
    "serve": "hosting",
    "derive": "derivatives",
}
"""Act -> what the silence of a license on it is about."""
OUT = ("distribute", "serve")
"""Acts in which something leaves our hands."""


def observe(context: Context) -> Iterator[TermFact]:
    """Yield the term facts of the grants that hold: forbid, silent, broken, ground."""
    for branch in context.branches:
        yield from branch.facts


def best_branch(graph: Graph, thing: Thing) -> Branch:
    """Return the branch of a thing's license that leaves the fewest things against us."""
    branches = [
        Branch(grants, [fact for grant in grants for fact in of_grant(graph, grant)])
        for grants in graph.alternatives(thing)
    ]
    return min(branches, key=_badness)


def _badness(branch: Branch) -> tuple[int, ...]:
    against = [fact.certainty for fact in branch.facts if fact.verdict != "ground"]
    unresolved = sum(grant.license is None for grant in branch.grants)
    return (unresolved, *(against.count(certainty) for certainty in CERTAINTIES))


def of_grant(graph: Graph, grant: Grant) -> Iterator[TermFact]:
    """Yield the term facts of one grant."""
    for meeting in meetings(graph, grant):
        yield from grounds.lift(meeting, list(_of_act(meeting)))


def _of_act(meeting: Meeting) -> Iterator[TermFact]:
    """Yield what a license has against one act, without regard to legal grounds."""
    met = [term for term in meeting.license.terms if meeting.meets(term)]
    against = [fact for term in met for fact in _against(meeting, term)]
    yield from against
    silence = _silence(meeting, met)
    bans = [fact for fact in against if fact.verdict == "forbid"]
    if silence and not any(_says_it(ban, silence) for ban in bans):
        yield silence


def _against(meeting: Meeting, term: Term) -> Iterator[TermFact]:
    if term.verdict == "forbid":
        answer = answer_to(meeting, term)
        if answer.value != "no":
            yield term_fact(meeting, term, answer)
    elif term.do == "release-under":
        answer = _broken(meeting, term)
        if answer.value != "no":
            yield term_fact(meeting, term, answer, verdict="broken")


def _says_it(ban: TermFact, silence: TermFact) -> bool:
    """Return whether a ban says already that the act is not allowed: unless it hangs on a question
    that the missing grant does not hang on.
    """
    if ban.certainty == "unknown":
        return silence.certainty == "unknown" and ban.missing == silence.missing
    return CERTAINTIES.index(ban.certainty) <= CERTAINTIES.index(silence.certainty)


def _broken(meeting: Meeting, term: Term) -> Answer:
    """Return whether a release states a license that the term does not list; `unknown` where it
    states none.
    """
    release = meeting.product
    answer = answer_to(meeting, term) if release.kind == "release" else NO
    if answer.value == "no":
        return NO
    if not meeting.stated:
        return Answer("unknown", f"the license of {release.name} is not stated", "releases.license")
    lost = dropped(meeting.stated, allowed(meeting.license, term))
    if lost == "unknown":
        why = f"the stated license {label(meeting.stated)} is not known"
        return Answer("unknown", why, "releases.license")
    return NO if lost == "no" else answer


def _silence(meeting: Meeting, met: Sequence[Term]) -> TermFact | None:
    """Return the fact that nothing permits the act while the licensed thing itself is in hand
    (DESIGN section 1).
    """
    trained = meeting.act.state.reach == "trained"
    if not _is_reserved(meeting):
        return None
    permits = [term for term in met if term.verdict == "permit"]
    answers = (doubted(term, answer_to(meeting, term)) for term in permits)
    best = min(answers, key=lambda answer: HOLDS.index(answer.value), default=NO)
    if best.value == "yes":
        return None
    if best.value == "no":
        best = _not_granted(meeting)
    none = meeting.license.form.rung == "none"
    topic: Topic = "no-license" if none else SILENT_TOPIC.get(meeting.act.act, "no-license")
    if trained and not none:
        topic = "redistribution"
    return fact_of(meeting, best, Said("silent", topic))


def _is_reserved(meeting: Meeting) -> bool:
    """Return whether the act is one that copyright reserves on what is in hand."""
    reach = meeting.act.state.reach
    return reach in IN_HAND or (reach == "trained" and meeting.act.act in OUT)


def _not_granted(meeting: Meeting) -> Answer:
    """Return how sure it is that an act without a grant is not allowed."""
    if meeting.act.state.reach == "trained":
        return Answer(
            "contested", "whether a trained model holds what it was trained on is disputed"
        )
    if meeting.act.act in OUT:
        return YES
    return Answer("contested", "an exception of law may allow it; name a `basis`")
