"""Which terms of which licenses meet our acts: forbidden, not granted, and stated licenses that a
term does not list.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clearance.facts import TermFact
from clearance.graph.conditions import NO, YES, Answer, Event, doubted, holds
from clearance.graph.flow import CERTAINTY
from clearance.graph.graph import Act, Grant, Graph, dropped, label
from clearance.observe import grounds
from clearance.observe.acts import ORDER, _make, allowed, event, fact
from clearance.words import IN_HAND

if TYPE_CHECKING:
    from clearance.library.schema import Term

SILENT_TOPIC = {"distribute": "redistribution", "serve": "hosting", "derive": "derivatives"}


def observe(graph: Graph, grant: Grant) -> Iterator[TermFact]:
    """Yield the term facts of one grant: forbid, silent, broken, ground."""
    if grant.license is None or grant.license.form.read == "unread":
        return
    for act in graph.acts(grant.states):
        yield from _act(graph, grant, act)


def _act(graph: Graph, grant: Grant, act: Act) -> Iterator[TermFact]:
    assert grant.license is not None  # noqa: S101 - observe() has seen to it
    seen = event(graph, grant, act)
    met = [
        term
        for term in grant.license.terms
        if act.act in term.act and act.state.reach in term.reach
    ]
    facts = []
    for term in met:
        if term.verdict == "forbid":
            answer = holds(term, seen)
            if answer.value != "no":
                facts.append(fact(graph, grant, act, term, answer))
        elif term.do == "release-under":
            answer = _broken(graph, grant, act, term, seen)
            if answer.value != "no":
                facts.append(fact(graph, grant, act, term, answer, verdict="broken"))
    silence = _silence(graph, grant, act, met, seen)
    if silence and not any(f.verdict == "forbid" and _says_it(f, silence) for f in facts):
        facts.append(silence)
    yield from grounds.lift(graph, grant, act, facts, seen)


def _says_it(ban: TermFact, silence: TermFact) -> bool:
    """A ban says that the act is not allowed, unless it hangs on a question that the missing grant
    does not hang on.
    """
    if ban.certainty == "unknown":
        return silence.certainty == "unknown" and ban.missing == silence.missing
    return CERTAINTY.index(ban.certainty) <= CERTAINTY.index(silence.certainty)


def _broken(graph: Graph, grant: Grant, act: Act, term: Term, seen: Event) -> Answer:
    """Return whether a release states a license that the term does not list; `unknown` where it
    states none.
    """
    release = graph.things[act.product]
    if release.kind != "release":
        return NO
    answer = holds(term, seen)
    stated = graph.stated(release)
    if answer.value == "no":
        return NO
    if not stated:
        return Answer("unknown", f"the license of {release.name} is not stated", "releases.license")
    lost = dropped(stated, allowed(graph, grant, term))
    if lost == "unknown":
        return Answer(
            "unknown", f"the stated license {label(stated)} is not known", "releases.license"
        )
    return NO if lost == "no" else answer


def _silence(graph: Graph, grant: Grant, act: Act, met: list[Term], seen: Event) -> TermFact | None:
    """Return the fact that nothing permits the act while the licensed thing itself is in hand
    (DESIGN section 1).
    """
    assert grant.license is not None  # noqa: S101
    reach = act.state.reach
    if reach not in IN_HAND and not (reach == "trained" and act.act in ("distribute", "serve")):
        return None
    answers = (doubted(term, holds(term, seen)) for term in met if term.verdict == "permit")
    best = min(answers, key=lambda a: ORDER.index(a.value), default=NO)
    if best.value == "yes":
        return None
    if best.value == "no":
        settled = act.act in ("distribute", "serve") and reach != "trained"
        why = "" if settled else "an exception of law may allow it; name a `basis`"
        if reach == "trained":
            why = "whether a trained model holds what it was trained on is disputed"
        best = YES if settled else Answer("contested", why)
    none = grant.license.form.rung == "none"
    topic = "no-license" if none else SILENT_TOPIC.get(act.act, "no-license")
    if reach == "trained" and not none:
        topic = "redistribution"
    return _make(
        graph,
        grant,
        act,
        best,
        verdict="silent",
        topic=topic,
        term="",
        clause="",
        says="",
        binds="holder",
    )
