"""What is owed for our acts, and whether the files that go out show it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from clearance.facts import DutyFact
from clearance.graph.conditions import Answer, doubted, holds
from clearance.graph.flow import CERTAINTY, chain
from clearance.observe import grounds
from clearance.observe.acts import ORDER, event
from clearance.observe.release_files import Evidence

if TYPE_CHECKING:
    from clearance.graph.graph import Act, Grant, Graph
    from clearance.library.load import License
    from clearance.library.schema import Term


def observe(graph: Graph, grant: Grant, shown: dict[str, Evidence]) -> Iterator[DutyFact]:
    """Yield the duties of one grant; `shown` caches the evidence of each release by its folder."""
    if grant.license is not None and grant.license.form.read != "unread":
        for act in graph.acts(grant.states):
            for term in grant.license.terms:
                if (
                    term.do
                    and term.do != "release-under"
                    and act.act in term.act
                    and act.state.reach in term.reach
                ):
                    answer = holds(term, event(graph, grant, act))
                    if answer.value != "no":
                        yield _duty(graph, grant, act, term, grant.license, answer, shown)
    yield from _of_grounds(graph, grant, shown)


def _of_grounds(graph: Graph, grant: Grant, shown: dict[str, Evidence]) -> Iterator[DutyFact]:
    """A ground that is relied on brings duties of its own: secure storage, deletion."""
    for key, answers in grant.thing.basis:
        found = graph.library.find(key)
        ground = graph.library.license(found) if found else None
        if ground is None or ground.form.rung != "legal-ground":
            continue
        told = grounds.understood(ground, dict(answers))
        for act in graph.acts(grant.states):
            seen = event(graph, grant, act, told)
            if grounds.permits(graph, ground, told, act, seen)[0].value == "no":
                continue
            for term in ground.terms:
                if term.do and act.act in term.act and act.state.reach in term.reach:
                    answer = holds(term, seen)
                    if answer.value != "no":
                        yield _duty(graph, grant, act, term, ground, answer, shown)


def _duty(
    graph: Graph,
    grant: Grant,
    act: Act,
    term: Term,
    license_: License,
    answer: Answer,
    shown: dict[str, Evidence],
) -> DutyFact:
    product = graph.things[act.product]
    answer = doubted(term, answer)
    if term.binds == "party" and act.state.others and answer.value == "yes":
        answer = Answer(
            "contested",
            f"it binds whoever accepted the terms of {grant.thing.name}, and that was somebody"
            " else",
        )
    doubt = max(act.state.doubt, ORDER.index(answer.value))
    outward = product.kind in ("release", "service")
    status, expected, evidence = "uncheckable", "", ""
    if outward:
        folder = Path(graph.project.root) / product.files
        proof = shown.setdefault(str(folder), Evidence(folder))
        status, expected, evidence = proof.of(term, license_, grant.thing, product)
        if answer.value == "unknown" and status == "unmet":
            status = "uncheckable"
    return DutyFact(
        topic=term.topic,
        certainty=CERTAINTY[doubt],  # type: ignore[arg-type]
        target=product.name,
        source=grant.thing.name,
        license=license_.id,
        name=license_.form.title,
        clause=term.clause,
        term=term.id,
        says=term.says,
        released="yes" if outward else "no",
        place=act.link.place if act.link else product.place,
        chain=chain(act.state, graph.project, license_.id, act.link),
        why=answer.why or ("whether the terms reach this far is disputed" if doubt else ""),
        missing=answer.missing,
        do=term.do or "include-license",
        status=status,  # type: ignore[arg-type]
        strings=tuple(term.strings),
        expected=expected,
        evidence=evidence,
        act=act.act,  # type: ignore[arg-type]
        part=grant.part,
    )
