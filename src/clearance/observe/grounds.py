"""Legal grounds: what a thing's `basis` lifts, how surely, and what it asks."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from clearance.facts import ArtifactFact, Cited, TermFact
from clearance.graph.conditions import NO, YES, Answer, doubted
from clearance.observe.acts import Meeting, answer_to, term_fact
from clearance.words import CERTAINTIES, EU, HOLDS

if TYPE_CHECKING:
    from clearance.graph.graph import Act, Grant, Graph
    from clearance.library.load import Library, License
    from clearance.library.schema import Term
    from clearance.model import Basis, Thing
    from clearance.observe.context import Context

FREE = ({"text"}, {"date"}, {"year"})
"""What a ground may ask in free words instead of one of its own answers."""
EEA = frozenset({"EU", "IS", "LI", "NO"})
AGAINST = ("silent", "forbid")
"""Verdicts that a ground may lift."""


def observe(context: Context) -> Iterator[ArtifactFact]:
    """Yield what is wrong with the grounds that things rest on: none of that name, misread, of
    another country, ended.
    """
    for thing in context.project.things:
        for basis in thing.basis:
            yield from _of_basis(context, thing, basis)


def _of_basis(context: Context, thing: Thing, basis: Basis) -> Iterator[ArtifactFact]:
    ground, answers = find(context.graph.library, basis), dict(basis.answers)
    if ground is None:
        why = f'"{basis.ground}" is no legal ground; {context.graph.library.suggest(basis.ground)}'
        yield _wrong(thing, "no-ground", Cited(), stated=basis.ground, why=why)
        return
    cited = Cited(ground.id, ground.form.title)
    wrong = misread(ground, answers)
    if wrong:
        yield _wrong(thing, "ground-misread", cited, why="; ".join(wrong))
    country = context.project.actor.country
    if exists(ground, country).value == "no":
        why = f"it exists in {', '.join(ground.form.countries)}"
        yield _wrong(thing, "ground-elsewhere", cited, stated=country, why=why)
    elif ground.id == "permission" and expired(answers):
        yield _wrong(thing, "permission-expired", cited, why=f"it ended on {answers['until']}")


def _wrong(thing: Thing, state: str, cited: Cited, **told: Any) -> ArtifactFact:
    return ArtifactFact(
        topic="no-license",
        target=thing.name,
        source=thing.name,
        kind=thing.kind,
        place=thing.place,
        cited=cited,
        state=state,  # type: ignore[arg-type]
        **told,
    )


def find(known: Library, basis: Basis) -> License | None:
    """Return the legal ground that a basis names, or None."""
    key = known.find(basis.ground)
    ground = known.license(key) if key else None
    return ground if ground is not None and ground.form.rung == "legal-ground" else None


def misread(ground: License, answers: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the answers to a ground's questions: a question it does not ask, an
    answer it does not know.
    """
    wrong = []
    for question, answer in answers.items():
        known = ground.form.asks.get(question)
        if known is None:
            asks = ", ".join(ground.form.asks) or "nothing"
            wrong.append(f'it does not ask "{question}"; it asks {asks}')
        elif set(known) not in FREE and answer not in known:
            wrong.append(f'"{answer}" does not answer `{question}`: {" or ".join(known)}')
    return wrong


def understood(ground: License, basis: Basis) -> dict[str, str]:
    """Return the answers that a ground understands; the others count as not given."""
    return {
        question: answer
        for question, answer in basis.answers
        if not misread(ground, {question: answer})
    }


def on_grounds(meeting: Meeting) -> Iterator[Meeting]:
    """Yield the same act met by each legal ground that the thing rests on."""
    for basis in meeting.grant.thing.basis:
        ground = find(meeting.graph.library, basis)
        if ground is not None:
            yield meeting.under(ground, understood(ground, basis))


def relied_on(graph: Graph, grant: Grant) -> Iterator[Meeting]:
    """Yield the acts of ours that rest on a legal ground of a grant's thing."""
    for basis in grant.thing.basis:
        ground = find(graph.library, basis)
        if ground is None:
            continue
        answers = understood(ground, basis)
        for act in graph.acts(grant.states):
            meeting = Meeting(graph, grant, ground, act, answers)
            if permits(meeting).answer.value != "no":
                yield meeting


def lift(meeting: Meeting, facts: list[TermFact]) -> Iterator[TermFact]:
    """Yield the facts of one act after the thing's legal grounds: what a ground permits is not
    forbidden.

    A statute lifts silence and what the holder's license forbids, not a promise; a permission lifts
    both.
    """
    against = [fact for fact in facts if fact.verdict in AGAINST]
    yield from (fact for fact in facts if fact.verdict not in AGAINST)
    if against:
        yield from _lifted(meeting, against)


def _lifted(meeting: Meeting, against: list[TermFact]) -> Iterator[TermFact]:
    """Yield what is left against an act under the first ground that helps, or that says itself why
    it does not.
    """
    for ground in on_grounds(meeting):
        permit = permits(ground)
        if permit.answer.value == "no":
            failed = list(_failed(ground))
            if failed:
                yield from failed
                return
            continue
        promised = [fact for fact in against if _stays(fact, ground.license)]
        lifted = [fact for fact in against if fact not in promised]
        if lifted:
            yield from promised
            yield _relied(lifted[0], ground.license, permit)
            return
    yield from against


def _stays(fact: TermFact, ground: License) -> bool:
    """Return whether a ban is a promise that a statute does not lift."""
    promise = fact.verdict == "forbid" and fact.binds == "party"
    return promise and ground.id != "permission"


def _failed(meeting: Meeting) -> Iterator[TermFact]:
    """Yield the terms by which a claimed ground rules the act out: an opt-out, no lawful access."""
    ground = meeting.license
    for term in ground.terms:
        if term.verdict == "forbid" and meeting.meets(term):
            answer = answer_to(meeting, term)
            if answer.value != "no":
                yield replace(term_fact(meeting, term, answer), ground=ground.id)


class Permit(NamedTuple):
    """Whether a ground covers an act, and by which of its terms."""

    answer: Answer
    term: Term | None = None


def permits(meeting: Meeting) -> Permit:
    """Return whether a ground covers an act, and by which permit: its best one, and whether it
    exists in the actor's country.
    """
    ground = meeting.license
    terms = [term for term in ground.terms if term.verdict == "permit"]
    if ground.id == "permission":
        return Permit(_permission(meeting.answers, meeting.act), next(iter(terms), None))
    permits_ = [
        Permit(doubted(term, answer_to(meeting, term)), term)
        for term in terms
        if meeting.meets(term)
    ]
    best = min(permits_, key=lambda permit: HOLDS.index(permit.answer.value), default=Permit(NO))
    if best.answer.value == "no":
        return Permit(best.answer)
    place = exists(ground, meeting.graph.project.actor.country)
    return best._replace(answer=max(best.answer, place, key=lambda one: HOLDS.index(one.value)))


def exists(ground: License, country: str) -> Answer:
    """Return whether a ground exists in a country (ISO 3166 code)."""
    countries = set(ground.form.countries)
    if not countries or "any" in countries:
        return YES
    if not country:
        return Answer("unknown", "`actor.country` is not stated", "actor.country")
    members = countries | EU | EEA if "EU" in countries else countries
    return YES if country in members else NO


def expired(answers: Mapping[str, str], today: str = "") -> bool:
    """Return whether a permission's `until` (YYYY-MM-DD) has passed."""
    until = answers.get("until", "")
    return bool(until) and until < (today or datetime.date.today().isoformat())


def _permission(answers: Mapping[str, str], act: Act) -> Answer:
    acts = [word.strip() for word in answers.get("acts", "").split(",") if word.strip()]
    if expired(answers):
        return NO
    if not acts:
        key = "basis.permission.acts"
        return Answer("unknown", "the permission does not say which acts it covers", key)
    if act.act not in acts and "any" not in acts:
        return NO
    unsaid = [key for key in ("from", "date") if not answers.get(key)]
    if unsaid:
        why = f"the permission does not say `{unsaid[0]}`"
        return Answer("unknown", why, f"basis.permission.{unsaid[0]}")
    return YES


def _relied(fact: TermFact, ground: License, permit: Permit) -> TermFact:
    """Return the fact that an act rests on a ground, in place of what was against it."""
    answer, term = permit
    cited = Cited(ground.id, ground.form.title)
    if term is not None:
        cited = replace(cited, term=term.id, clause=term.clause, says=term.says)
    return replace(
        fact,
        verdict="ground",
        topic=term.topic if term else "no-license",
        certainty=CERTAINTIES[HOLDS.index(answer.value)],
        ground=ground.id,
        cited=cited,
        rung="legal-ground",
        why=answer.why,
        missing=answer.missing,
    )
