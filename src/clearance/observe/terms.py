"""Which terms of which licenses meet our acts: forbidden, not granted, and stated licenses that a term does not list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clearance.conditions import NO, YES, Answer, Event, doubted, holds
from clearance.facts import TermFact
from clearance.flow import CERTAINTY, chain
from clearance.graph import Act, Grant, Graph, dropped, label
from clearance.observe import grounds
from clearance.words import IN_HAND

if TYPE_CHECKING:
    from clearance.library_form import Term

SILENT_TOPIC = {"distribute": "redistribution", "serve": "hosting", "derive": "derivatives"}
ORDER = ("yes", "contested", "unknown", "no")


def event(graph: Graph, grant: Grant, act: Act, answers: dict[str, str] | None = None) -> Event:
    """Return the act as conditions see it."""
    return Event(
        project=graph.project,
        act=act.act,
        reach=act.state.reach,
        source=grant.thing,
        object=graph.things[act.state.thing],
        product=graph.things[act.product],
        made=graph.made(act.product),
        hows=graph.hows(act),
        bases=graph.bases(act.product),
        answers=answers or {},
        changed=any(s.link and s.link.kind in ("base", "derived_from") for s in act.state.path()),
    )


def observe(graph: Graph, grant: Grant) -> Iterator[TermFact]:
    """Yield the term facts of one grant: forbid, silent, broken, ground."""
    if grant.license is None or grant.license.form.read == "unread":
        return
    for act in graph.acts(grant.states):
        yield from _act(graph, grant, act)


def _act(graph: Graph, grant: Grant, act: Act) -> Iterator[TermFact]:
    assert grant.license is not None  # noqa: S101 - observe() has seen to it
    seen = event(graph, grant, act)
    met = [term for term in grant.license.terms if act.act in term.act and act.state.reach in term.reach]
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
    """A ban says that the act is not allowed, unless it hangs on a question that the missing grant does not hang on."""
    if ban.certainty == "unknown":
        return silence.certainty == "unknown" and ban.missing == silence.missing
    return CERTAINTY.index(ban.certainty) <= CERTAINTY.index(silence.certainty)


def _broken(graph: Graph, grant: Grant, act: Act, term: Term, seen: Event) -> Answer:
    """Return whether a release states a license that the term does not list; `unknown` where it states none."""
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
        return Answer("unknown", f"the stated license {label(stated)} is not known", "releases.license")
    return NO if lost == "no" else answer


def allowed(graph: Graph, grant: Grant, term: Term) -> tuple[str, ...]:
    """Return the license ids a release may state under a term: the listed ones, `itself` and its other versions spelled out."""
    assert grant.license is not None  # noqa: S101
    own = grant.license.id
    return tuple(dict.fromkeys(own if name == "itself" else name for name in term.release_under))


def _silence(graph: Graph, grant: Grant, act: Act, met: list[Term], seen: Event) -> TermFact | None:
    """Return the fact that nothing permits the act while the licensed thing itself is in hand (DESIGN section 1)."""
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
    return _make(graph, grant, act, best, verdict="silent", topic=topic, term="", clause="", says="", binds="holder")


def fact(graph: Graph, grant: Grant, act: Act, term: Term, answer: Answer, verdict: str = "") -> TermFact:
    """Return the fact that a term meets an act, with the weakest certainty of path, term and condition."""
    answer = doubted(term, answer)
    if answer.value == "yes" and _steers(act, term):
        answer = Answer("contested", f"labels and scores of {grant.thing.name} steer the training; whether that is training on its outputs is open")
    if term.binds == "party" and act.state.others and answer.value == "yes":
        answer = Answer("contested", f"the promise binds whoever accepted the terms of {grant.thing.name}, and that was somebody else")
    options = ", ".join([*allowed(graph, grant, term)[:5], *_both(graph, grant, act)]) if verdict == "broken" else ""
    return _make(graph, grant, act, answer, verdict=verdict or term.verdict, topic=term.topic, term=term.id,
                 clause=term.clause, says=term.says, binds=term.binds, options=options)  # fmt: skip


def _both(graph: Graph, grant: Grant, act: Act) -> list[str]:
    """Return the label that names both licenses where the stated one lets this one join its work (GPL 3 and AGPL 3, section 13)."""
    stated = graph.stated(graph.things[act.product])
    if grant.license is None or act.state.reach != "combined" or len(stated) != 1 or len(stated[0]) != 1 or stated[0][0].startswith("?"):
        return []
    terms = graph.library.license(stated[0][0]).terms
    joins = any("combined" in term.reach and grant.license.id in term.release_under for term in terms)
    return [f"{stated[0][0]} AND {grant.license.id} together"] if joins else []


def _steers(act: Act, term: Term) -> bool:
    """Return whether what is trained on holds no more of the model than its labels or scores, and the term does not name those."""
    if term.verdict != "forbid" or term.topic != "outputs-training" or term.steers == "yes" or act.state.reach != "output":
        return False
    return any(state.link is not None and state.link.kind == "annotated_by" for state in act.state.path())


def _make(graph: Graph, grant: Grant, act: Act, answer: Answer, **told: str) -> TermFact:
    assert grant.license is not None  # noqa: S101
    product = graph.things[act.product]
    doubt = max(act.state.doubt, ORDER.index(answer.value))
    why = answer.why if ORDER.index(answer.value) >= act.state.doubt else ""
    missing = answer.missing
    if act.state.doubt == 2 and not missing:
        missing, why = f"{product.name}.contains", why or "whether they are one combined work is not stated"
    if doubt == 1 and not why:
        why = "whether the terms reach this far is disputed"
    stated = graph.stated(product) if product.kind == "release" else ()
    return TermFact(
        target=product.name,
        source=grant.thing.name,
        license=grant.license.id,
        name=grant.license.form.title,
        released="yes" if product.kind in ("release", "service") else "no",
        place=act.link.place if act.link else (act.state.link.place if act.state.link else product.place),
        chain=chain(act.state, graph.project, grant.license.id, act.link),
        certainty=CERTAINTY[doubt],  # type: ignore[arg-type]
        why=why,
        missing=missing if doubt == 2 else "",
        act=act.act,  # type: ignore[arg-type]
        reach=act.state.reach,  # type: ignore[arg-type]
        rung=grant.license.form.rung,
        object=act.state.thing,
        purpose=event(graph, grant, act).purpose,
        stated=label(stated),
        hands="others" if act.state.others else "ours",
        part=grant.part,
        **told,  # type: ignore[arg-type]
    )
