"""Legal grounds: what a thing's `basis` lifts, how surely, and what it asks."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from clearance.facts import TermFact
from clearance.graph.conditions import Answer, Event, doubted, holds
from clearance.words import EU

if TYPE_CHECKING:
    from clearance.graph.graph import Act, Grant, Graph
    from clearance.library.load import License
    from clearance.library.schema import Term

ORDER = ("yes", "contested", "unknown", "no")
FREE = ({"text"}, {"date"}, {"year"})
"""What a ground may ask in free words instead of one of its own answers."""


def misread(ground: License, answers: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the answers to a ground's questions: a question it does not ask, an
    answer it does not know.
    """
    wrong = []
    for question, answer in answers.items():
        known = ground.form.asks.get(question)
        if known is None:
            wrong.append(
                f'it does not ask "{question}"; it asks {", ".join(ground.form.asks) or "nothing"}'
            )
        elif set(known) not in FREE and answer not in known:
            wrong.append(f'"{answer}" does not answer `{question}`: {" or ".join(known)}')
    return wrong


def understood(ground: License, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that a ground understands; the others count as not given."""
    return {
        question: answer
        for question, answer in answers.items()
        if not misread(ground, {question: answer})
    }


def lift(
    graph: Graph, grant: Grant, act: Act, facts: list[TermFact], seen: Event
) -> Iterator[TermFact]:
    """Yield the facts of one act after the thing's legal grounds: what a ground permits is not
    forbidden.

    A statute lifts silence and what the holder's license forbids, not a promise; a permission lifts
    both.
    """
    against = [one for one in facts if one.verdict in ("silent", "forbid")]
    rest = [one for one in facts if one.verdict not in ("silent", "forbid")]
    yield from rest
    if not against:
        return
    for key, answers in grant.thing.basis:
        found = graph.library.find(key)
        ground = graph.library.license(found) if found else None
        if ground is None or ground.form.rung != "legal-ground":
            continue
        told = understood(ground, dict(answers))
        answer, permit = permits(graph, ground, told, act, seen)
        if answer.value == "no":
            failed = list(_failed(graph, grant, act, ground, replace(seen, answers=told)))
            if failed:  # the ground itself says why it does not help: one finding for the cause
                yield from failed
                return
            continue
        promised = [
            f
            for f in against
            if f.verdict == "forbid" and f.binds == "party" and ground.id != "permission"
        ]
        lifted = [f for f in against if f not in promised]
        if not lifted:
            continue
        yield from promised
        yield _relied(lifted[0], ground, answer, permit)
        return
    yield from against


def _failed(
    graph: Graph, grant: Grant, act: Act, ground: License, seen: Event
) -> Iterator[TermFact]:
    """Yield the terms by which a claimed ground rules the act out: an opt-out, no lawful access."""
    from clearance.observe.acts import fact

    for term in ground.terms:
        if term.verdict == "forbid" and act.act in term.act and act.state.reach in term.reach:
            answer = holds(term, seen)
            if answer.value != "no":
                yield replace(
                    fact(graph, replace(grant, license=ground), act, term, answer), ground=ground.id
                )


def permits(
    graph: Graph, ground: License, answers: dict[str, str], act: Act, seen: Event
) -> tuple[Answer, Term | None]:
    """Return whether a ground covers an act, and by which permit: its best one, and whether it
    exists in the actor's country.
    """
    if ground.id == "permission":
        return _permission(answers, act), next(
            (term for term in ground.terms if term.verdict == "permit"), None
        )
    asked = replace(seen, answers=answers)
    best, permit = Answer("no"), None
    for term in ground.terms:
        if term.verdict != "permit" or act.act not in term.act or act.state.reach not in term.reach:
            continue
        answer = doubted(term, holds(term, asked))
        if ORDER.index(answer.value) < ORDER.index(best.value):
            best, permit = answer, term
    if best.value == "no":
        return best, None
    place = exists(ground, seen.project.actor.country)
    return max(best, place, key=lambda one: ORDER.index(one.value)), permit


def exists(ground: License, country: str) -> Answer:
    """Return whether a ground exists in a country (ISO 3166 code)."""
    countries = set(ground.form.countries)
    if not countries or "any" in countries:
        return Answer("yes")
    if not country:
        return Answer("unknown", "`actor.country` is not stated", "actor.country")
    members = countries | (EU | {"EU", "IS", "LI", "NO"} if "EU" in countries else set())
    return Answer("yes") if country in members else Answer("no")


def expired(answers: dict[str, str], today: str = "") -> bool:
    """Return whether a permission's `until` (YYYY-MM-DD) has passed."""
    until = answers.get("until", "")
    return bool(until) and until < (today or datetime.date.today().isoformat())


def _permission(answers: dict[str, str], act: Act) -> Answer:
    acts = [word.strip() for word in answers.get("acts", "").split(",") if word.strip()]
    if expired(answers):
        return Answer("no")
    if not acts:
        return Answer(
            "unknown", "the permission does not say which acts it covers", "basis.permission.acts"
        )
    if act.act not in acts and "any" not in acts:
        return Answer("no")
    for key in ("from", "date"):
        if not answers.get(key):
            return Answer(
                "unknown", f"the permission does not say `{key}`", f"basis.permission.{key}"
            )
    return Answer("yes")


def _relied(one: TermFact, ground: License, answer: Answer, permit: Term | None) -> TermFact:
    certainty = {"yes": "settled"}.get(answer.value, answer.value)
    return replace(
        one,
        verdict="ground",
        topic=permit.topic if permit else "no-license",
        certainty=certainty,  # type: ignore[arg-type]
        ground=ground.id,
        name=ground.form.title,
        license=ground.id,
        rung="legal-ground",
        term=permit.id if permit else "",
        clause=permit.clause if permit else "",
        says=permit.says if permit else "",
        why=answer.why,
        missing=answer.missing,
    )
