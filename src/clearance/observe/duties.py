"""What is owed for our acts, and whether the files that go out show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from clearance.facts import DutyFact
from clearance.graph.conditions import Answer, doubted
from clearance.model import Duty
from clearance.observe import grounds
from clearance.observe.acts import Meeting, answer_to, binds_somebody_else, meetings
from clearance.observe.release_files import NOT_CHECKED, Proof
from clearance.words import CERTAINTIES, HOLDS

if TYPE_CHECKING:
    from clearance.graph.graph import Grant, Graph
    from clearance.library.schema import Term
    from clearance.observe.context import Context


def observe(context: Context) -> Iterator[DutyFact]:
    """Yield the duties of the grants that hold, each with what the files of its release show."""
    for grant in context.grants:
        for meeting, term in _owed(context.graph, grant):
            answer = answer_to(meeting, term)
            if answer.value != "no":
                yield _duty(context, meeting, term, doubted(term, answer))


def _owed(graph: Graph, grant: Grant) -> Iterator[tuple[Meeting, Term]]:
    """Yield the acts of ours with the duties that speak on them: of the license, and of a legal
    ground that is relied on (secure storage, deletion).
    """
    for meeting in meetings(graph, grant):
        for term in meeting.license.terms:
            if term.do and term.do != "release-under" and meeting.meets(term):
                yield meeting, term
    for meeting in grounds.relied_on(graph, grant):
        for term in meeting.license.terms:
            if term.do and meeting.meets(term):
                yield meeting, term


def _duty(context: Context, meeting: Meeting, term: Term, answer: Answer) -> DutyFact:
    state = meeting.act.state
    if answer.value == "yes" and binds_somebody_else(meeting, term):
        whose = f"whoever accepted the terms of {meeting.grant.thing.name}"
        answer = Answer("contested", f"it binds {whose}, and that was somebody else")
    doubt = max(state.doubt, HOLDS.index(answer.value))
    proof = _proof(context, meeting, term, answer)
    return DutyFact(
        topic=term.topic,
        certainty=CERTAINTIES[doubt],
        target=meeting.product.name,
        source=meeting.grant.thing.name,
        cited=meeting.cited(term),
        released="yes" if meeting.outward else "no",
        place=meeting.act.link.place if meeting.act.link else meeting.product.place,
        chain=meeting.chain(),
        why=answer.why or ("whether the terms reach this far is disputed" if doubt else ""),
        missing=answer.missing,
        do=term.do or "include-license",
        status=proof.status,
        strings=tuple(term.strings),
        expected=proof.expected,
        evidence=proof.file,
        act=meeting.act.act,  # type: ignore[arg-type]
        part=meeting.grant.part,
    )


def _proof(context: Context, meeting: Meeting, term: Term, answer: Answer) -> Proof:
    """Return what the files that go out show of a duty; what goes nowhere cannot be checked."""
    if not meeting.outward:
        return NOT_CHECKED
    folder = Path(context.graph.project.root) / meeting.product.files
    files = context.release_files(folder)
    proof = files.of(term, meeting.license, meeting.grant.thing, meeting.product)
    if answer.value == "unknown" and proof.status == "unmet":
        return proof._replace(status="uncheckable")
    return proof


def owed(facts: Iterable[DutyFact]) -> list[Duty]:
    """Return the duties, each once for a thing of ours and a license term; the surest fact of each
    speaks.
    """
    best: dict[tuple[str, ...], DutyFact] = {}
    for fact in facts:
        known = best.setdefault(_key(fact, fact.source), fact)
        if CERTAINTIES.index(fact.certainty) < CERTAINTIES.index(known.certainty):
            best[_key(fact, fact.source)] = fact
    duties = [_told(fact) for fact in best.values() if not _is_said_nearer(fact, best)]
    return sorted(duties, key=lambda duty: (duty.artifact, duty.license, duty.do, duty.source))


def _key(fact: DutyFact, source: str) -> tuple[str, ...]:
    return (fact.target, source, fact.cited.license, fact.cited.term)


def _is_said_nearer(fact: DutyFact, best: dict[tuple[str, ...], DutyFact]) -> bool:
    """Return whether the same is owed for a thing on the path: what is owed for a thing is owed for
    its own base under the same license too, and said once.
    """
    nearer = [step.thing for step in fact.chain if step.thing != fact.source]
    return any(_key(fact, thing) in best for thing in nearer)


def _told(fact: DutyFact) -> Duty:
    return Duty(
        topic=fact.topic,
        do=fact.do,
        artifact=fact.target,
        source=fact.source,
        license=fact.cited.license,
        clause=fact.cited.clause,
        says=fact.cited.says,
        strings=fact.strings,
        status=fact.status,
        certainty=fact.certainty,
        place=fact.place,
        expected=fact.expected,
        evidence=fact.evidence,
    )
