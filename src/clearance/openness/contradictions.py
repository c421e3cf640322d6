"""What speaks against a claim: levels in effect, the license of the release and the limits that its
parts bring along, and the models that it was made with.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from clearance.facts import ArtifactFact, Cited
from clearance.model import Link, Place, Thing
from clearance.observe.artifacts import about
from clearance.observe.works import Held, held
from clearance.openness.effective import PARTS, Effective
from clearance.openness.wording import noun, short

if TYPE_CHECKING:
    from clearance.graph.graph import Graph, Stated
    from clearance.library.load import Library
    from clearance.observe.context import Context

UPSTREAM = (
    "base",
    "distilled_from",
    "trained_on",
    "derived_from",
    "generated_by",
    "annotated_by",
    "evaluated_with",
    "artifact",
    "serves",
)
"""Links that lead to what a thing was made or measured with."""


@dataclass(frozen=True)
class Claim:
    """One claim of a thing, with what the table of claims asks for it."""

    thing: Thing
    """of which it is made: a release, a service, or a model or data set itself"""
    word: str
    asks: Mapping[str, Any]
    """a row of the table: needs, rungs, without, upstream, code"""
    place: Place


def contradiction(context: Context, claim: Claim) -> ArtifactFact | None:
    """Return what speaks against a claim: settled, contested, or unknown where levels are not
    stated; None where nothing does.
    """
    subject = context.graph.made(claim.thing.name)
    if not _may_be_claimed_of(claim, subject):
        why = (
            f"{subject.name} is {subject.kind}, of which the claim says nothing: it is made of a"
            " model or data set"
        )
        return _fact(claim, certainty="unknown", why=why)
    parts = _by_answer(context.levels.get(subject.name, ()), claim.asks.get("needs", {}))
    firm = [short(part) for part in parts["below"]]
    firm += _license_reasons(context, claim)
    firm += _upstream_reasons(context, claim)
    disputed = [short(part) for part in parts["disputed"]]
    if firm:
        return _fact(claim, why="; ".join(firm + disputed))
    if disputed:
        why = f"{'; '.join(disputed)}, which the sources let one argue"
        return _fact(claim, certainty="contested", why=why)
    if parts["unstated"]:
        names = ", ".join(part.part for part in parts["unstated"])
        why, missing = f"the openness of {names} is not stated", f"{subject.name}.openness"
        return _fact(claim, certainty="unknown", why=why, missing=missing)
    return None


def _may_be_claimed_of(claim: Claim, subject: Thing) -> bool:
    return subject.kind in PARTS or claim.asks.get("code") == "yes"


def _fact(claim: Claim, **details: Any) -> ArtifactFact:
    return about(
        claim.thing,
        "claim-contradicted",
        "openness",
        claim=claim.word,
        cited=Cited(says=claim.asks["says"]),
        released="yes" if claim.thing.kind == "release" else "no",
        place=claim.place,
        **details,
    )


# Levels


AnswerToNeed = Literal["fits", "below", "disputed", "unstated"]


def _by_answer(
    parts: Sequence[Effective], needs: Mapping[str, Sequence[str]]
) -> dict[AnswerToNeed, list[Effective]]:
    """Return the parts that a claim speaks of, sorted out by how they answer to it."""
    sorted_out: dict[AnswerToNeed, list[Effective]] = {
        "fits": [],
        "below": [],
        "disputed": [],
        "unstated": [],
    }
    for part in parts:
        if part.part in needs:
            sorted_out[_answer(part, needs[part.part])].append(part)
    return sorted_out


def _answer(part: Effective, wanted: Sequence[str]) -> AnswerToNeed:
    if part.level in wanted:
        return "fits"
    if part.at_most in wanted:
        return "unstated"
    return "disputed" if part.arguable in wanted else "below"


# Licenses


def _license_reasons(context: Context, claim: Claim) -> Iterator[str]:
    if "rungs" not in claim.asks or claim.thing.kind != "release":
        return
    stated = context.graph.stated(claim.thing)
    yield from _label_reasons(context.graph.library, stated, claim.asks["rungs"])
    yield from _limits_brought(context, claim, stated)


def _label_reasons(library: Library, stated: Stated, rungs: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with the license of a release: unknown, or on none of the rungs."""
    if not stated or any(map(_is_unknown, itertools.chain(*stated))):
        yield "no license that is known here is stated"
    elif not any(_stands_on(library, branch, rungs) for branch in stated):
        titles = (library.license(name).form.title for name in stated[0])
        yield f"it is released under {' and '.join(titles)}"


def _is_unknown(name: str) -> bool:
    return name.startswith("?")


def _stands_on(library: Library, branch: Sequence[str], rungs: Sequence[str]) -> bool:
    return all(library.license(name).form.rung in rungs for name in branch)


def _limits_brought(context: Context, claim: Claim, stated: Stated) -> Iterator[str]:
    """Yield for each license in a release that the release does not state the restrictions that a
    claim excludes, and the things that bring it.
    """
    bringers: dict[tuple[str, str], list[str]] = {}
    for work in held(context.graph, claim.thing, context.grants):
        limits = _limits(work, claim.asks.get("without", ()))
        if limits and not any(work.license.id in branch for branch in stated):
            bringers.setdefault((work.title, limits), []).append(work.grant.thing.name)
    for (title, limits), names in bringers.items():
        yield f"{title} ({', '.join(dict.fromkeys(names))}) brings {limits}"


def _limits(work: Held, excluded: Sequence[str]) -> str:
    adds = (word for word in work.license.form.adds if word in excluded)
    return " and ".join(word.replace("-", " ") for word in adds)


# Upstream


def _upstream_reasons(context: Context, claim: Claim) -> Iterator[str]:
    """Yield the models of others that a thing was made or measured with and that are less open than
    the claim asks of them.
    """
    wanted = claim.asks.get("upstream", {})
    for model in _models_of_others(context.graph, claim.thing.name) if wanted else ():
        for part in context.levels.get(model.name, ()):
            if part.part in wanted and part.at_most not in wanted[part.part]:
                yield f"it takes {model.name}, whose {noun(part.part)} {part.at_most}"


def _models_of_others(graph: Graph, start: str) -> Iterator[Thing]:
    for name in _upstream(graph, start):
        thing = graph.things[name]
        if thing.kind == "model" and not thing.ours:
            yield thing


def _upstream(graph: Graph, start: str) -> list[str]:
    """Return what a thing was made or measured with; for code, the models that the project runs or
    evaluates with.
    """
    names = dict.fromkeys(_used(graph) if graph.made(start).kind == "code" else ())
    waiting = [start, *names]
    while waiting:
        for link in graph.inward.get(waiting.pop(), ()):
            if link.kind in UPSTREAM and link.object not in names:
                names[link.object] = None
                if _leads_on(graph, link):
                    waiting.append(link.object)
    return list(names)


def _used(graph: Graph) -> list[str]:
    return [thing.name for thing in graph.project.things if thing.used_for]


def _leads_on(graph: Graph, link: Link) -> bool:
    """Return whether what a thing of ours was made with counts too."""
    return graph.things[link.object].ours or link.kind in ("artifact", "serves")
