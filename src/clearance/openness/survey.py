"""What `clearance openness` shows of a project: each model and data set with its parts in effect,
the claims with their verdicts, and the evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clearance.model import Place, Project, Thing, alias_of
from clearance.openness.claims import Claimed, claimed
from clearance.openness.effective import Effective
from clearance.openness.evidence import Answer, Named, at_path, named
from clearance.openness.mof import Result, of
from clearance.problems import NOTHING, Problem, did_you_mean

if TYPE_CHECKING:
    from clearance.graph.graph import Graph
    from clearance.observe.context import Context

VERDICTS = {"settled": "contradicted", "contested": "disputed", "unknown": "not known"}
"""Certainty of what speaks against a claim -> what a claim then is."""

Ask = Callable[[Project], Mapping[Named, Answer]]
"""Looks up evidence outside the repository."""


@dataclass(frozen=True)
class Scope:
    """What of a project is shown."""

    artifact: str = ""
    """the one model or data set; empty for all"""
    upstream: bool = False
    """whether what the catalogue knows behind the things of the manifest is shown too"""
    ask: Ask | None = None
    """None: evidence outside the repository is not looked up"""


@dataclass(frozen=True)
class Row:
    """One model or data set."""

    thing: Thing
    parts: tuple[Effective, ...]
    claims: tuple[str, ...]
    """made of it, by itself or by what hands it out or serves it"""
    mof: Result | None
    """its class of the Model Openness Framework; None for a data set"""


@dataclass(frozen=True)
class Verdict:
    """One claim, and whether it holds."""

    thing: str
    claim: str
    verdict: str
    """holds, contradicted, disputed or not known"""
    why: str
    """what speaks against it; empty where it holds"""
    says: str
    """what the claim says; empty for a claim that is not known"""
    misses: str
    """what it says nothing of even where it holds"""
    place: Place


@dataclass(frozen=True)
class Survey:
    """The openness of one project."""

    project: str
    rows: tuple[Row, ...]
    claims: tuple[Verdict, ...]
    evidence: Mapping[Named, Answer]


def survey_of(context: Context, declared: Project, scope: Scope) -> Survey:
    """Return the openness of a project, `declared` before it was joined with lock and catalogue.

    Raises Problem where it has no such thing, with exit code 4 where it has neither models nor data
    sets.
    """
    rows = _rows(context, scope)
    names = {row.thing.name for row in rows}
    evidence = _evidence(declared, names, scope.ask)
    claims = tuple(
        _verdict(context.graph, claim)
        for claim in claimed(context)
        if not scope.artifact or context.graph.made(claim.thing.name).name in names
    )
    return Survey(context.project.name, rows, claims, evidence)


def _rows(context: Context, scope: Scope) -> tuple[Row, ...]:
    names = _shown(context, upstream=scope.upstream)
    if not names:
        what = "names neither a model nor a data set"
        raise Problem(what, where=context.project.file, code=NOTHING)
    if scope.artifact:
        names = [_named(context.graph, names, scope.artifact)]
    return tuple(_row(context, name) for name in names)


def _shown(context: Context, *, upstream: bool) -> list[str]:
    """Return the names of the models and data sets of a project."""
    things = context.graph.things
    return [name for name in context.levels if upstream or not things[name].upstream]


def _row(context: Context, name: str) -> Row:
    graph = context.graph
    thing = graph.things[name]
    mof = of(graph, thing) if thing.kind == "model" else None
    return Row(thing, context.levels[name], _claims_of(graph, thing), mof)


def _claims_of(graph: Graph, thing: Thing) -> tuple[str, ...]:
    """Return the claims made of a thing, by itself or by what hands it out or serves it."""
    outward = [
        graph.things[link.product]
        for link in graph.outward.get(thing.name, ())
        if link.kind in ("artifact", "serves")
    ]
    return tuple(dict.fromkeys(claim for maker in (thing, *outward) for claim in maker.claims))


def _named(graph: Graph, names: Sequence[str], artifact: str) -> str:
    """Return the thing of that name, or that a release hands out under it."""
    aliases = {alias_of(thing): graph.made(thing.name).name for thing in _with_alias(graph)}
    known = aliases | {name: name for name in names}
    if artifact not in known:
        raise Problem(
            f'there is no model or data set "{artifact}"',
            hint=did_you_mean(artifact, known) or f"there are: {', '.join(known)}",
        )
    return known[artifact]


def _with_alias(graph: Graph) -> Iterator[Thing]:
    return (thing for thing in graph.project.things if alias_of(thing))


def _evidence(declared: Project, names: set[str], ask: Ask | None) -> dict[Named, Answer]:
    """Return what looking at the evidence of some things gave."""
    answers = ask(declared) if ask else {}
    root = Path(declared.root)
    return {
        evidence: answers.get(evidence, Answer("not-asked"))
        if evidence.remote
        else at_path(root, evidence)
        for evidence in named(declared)
        if evidence.thing.name in names
    }


def _verdict(graph: Graph, claim: Claimed) -> Verdict:
    row = graph.library.table("rules/_openness")["claims"].get(claim.claim, {})
    against = claim.against
    return Verdict(
        thing=claim.thing.name,
        claim=claim.claim,
        verdict=VERDICTS[against.certainty] if against else "holds",
        why=against.why if against else "",
        says=row.get("says", ""),
        misses=row.get("misses", ""),
        place=claim.place,
    )
