"""Acts of ours met by terms: the event that conditions see, and the fact that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearance.facts import TermFact
from clearance.graph.conditions import Answer, Event, doubted
from clearance.graph.flow import CERTAINTY, chain
from clearance.graph.graph import Act, Grant, Graph, label

if TYPE_CHECKING:
    from clearance.library.schema import Term
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


def allowed(graph: Graph, grant: Grant, term: Term) -> tuple[str, ...]:
    """Return the license ids a release may state under a term: the listed ones, `itself` and its
    other versions spelled out.
    """
    assert grant.license is not None  # noqa: S101
    own = grant.license.id
    return tuple(dict.fromkeys(own if name == "itself" else name for name in term.release_under))


def fact(
    graph: Graph, grant: Grant, act: Act, term: Term, answer: Answer, verdict: str = ""
) -> TermFact:
    """Return the fact that a term meets an act, with the weakest certainty of path, term and
    condition.
    """
    answer = doubted(term, answer)
    if answer.value == "yes" and _steers(act, term):
        answer = Answer(
            "contested",
            f"labels and scores of {grant.thing.name} steer the training; whether that is training"
            " on its outputs is open",
        )
    if term.binds == "party" and act.state.others and answer.value == "yes":
        answer = Answer(
            "contested",
            f"the promise binds whoever accepted the terms of {grant.thing.name}, and that was"
            " somebody else",
        )
    options = (
        ", ".join([*allowed(graph, grant, term)[:5], *_both(graph, grant, act)])
        if verdict == "broken"
        else ""
    )
    return _make(
        graph,
        grant,
        act,
        answer,
        verdict=verdict or term.verdict,
        topic=term.topic,
        term=term.id,
        clause=term.clause,
        says=term.says,
        binds=term.binds,
        options=options,
    )


def _both(graph: Graph, grant: Grant, act: Act) -> list[str]:
    """Return the label that names both licenses where the stated one lets this one join its work
    (GPL 3 and AGPL 3, section 13).
    """
    stated = graph.stated(graph.things[act.product])
    if (
        grant.license is None
        or act.state.reach != "combined"
        or len(stated) != 1
        or len(stated[0]) != 1
        or stated[0][0].startswith("?")
    ):
        return []
    terms = graph.library.license(stated[0][0]).terms
    joins = any(
        "combined" in term.reach and grant.license.id in term.release_under for term in terms
    )
    return [f"{stated[0][0]} AND {grant.license.id} together"] if joins else []


def _steers(act: Act, term: Term) -> bool:
    """Return whether what is trained on holds no more of the model than its labels or scores, and
    the term does not name those.
    """
    if (
        term.verdict != "forbid"
        or term.topic != "outputs-training"
        or term.steers == "yes"
        or act.state.reach != "output"
    ):
        return False
    return any(
        state.link is not None and state.link.kind == "annotated_by" for state in act.state.path()
    )


def _make(graph: Graph, grant: Grant, act: Act, answer: Answer, **told: str) -> TermFact:
    assert grant.license is not None  # noqa: S101
    product = graph.things[act.product]
    doubt = max(act.state.doubt, ORDER.index(answer.value))
    why = answer.why if ORDER.index(answer.value) >= act.state.doubt else ""
    missing = answer.missing
    if act.state.doubt == 2 and not missing:
        missing, why = (
            f"{product.name}.contains",
            why or "whether they are one combined work is not stated",
        )
    if doubt == 1 and not why:
        why = "whether the terms reach this far is disputed"
    stated = graph.stated(product) if product.kind == "release" else ()
    return TermFact(
        target=product.name,
        source=grant.thing.name,
        license=grant.license.id,
        name=grant.license.form.title,
        released="yes" if product.kind in ("release", "service") else "no",
        place=(
            act.link.place
            if act.link
            else (act.state.link.place if act.state.link else product.place)
        ),
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
