"""What no single term says of a thing: unresolved or unread licenses, releases without one,
licenses of the wrong kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from clearance.catalogue.lookup import find, providers
from clearance.facts import ArtifactFact, Cited
from clearance.graph.flow import Reached, chain
from clearance.graph.graph import OUTWARD, Act, Grant, Graph
from clearance.words import IN_HAND, Certainty, Topic

if TYPE_CHECKING:
    from clearance.library.load import License
    from clearance.model import Thing
    from clearance.observe.context import Context

FITS = {
    "model": {"model", "software", "content", "api"},
    "dataset": {"data", "content", "model"},
    "code": {"software"},
}
"""Kind of thing -> what a license may be made for without a word; weights travel under software
licenses every day.
"""
FOR_ANYTHING = ("none", "public-domain")
"""Rungs of licenses that fit any kind of thing."""


def observe(context: Context) -> Iterator[ArtifactFact]:
    """Yield the artifact facts of a project."""
    unresolved = _unresolved_once(context.grants)
    for grant in context.grants:
        if grant.license is not None:
            yield from _of_license(context.graph, grant, grant.license)
        elif unresolved[grant.thing.name] is grant:
            yield from _unresolved(context.graph, grant)
    for thing in context.project.things:
        yield from _of_thing(context.graph, thing)


def about(thing: Thing, state: str, topic: Topic, **told: Any) -> ArtifactFact:
    """Return an artifact fact about a thing, at its place unless told otherwise."""
    given = {"target": thing.name, "source": thing.name, "kind": thing.kind, "place": thing.place}
    return ArtifactFact(topic=topic, state=state, **{**given, **told})  # type: ignore[arg-type]


def _unresolved_once(grants: Iterable[Grant]) -> dict[str, Grant]:
    """Return thing -> the grant that tells of it: one finding for a thing, whatever its parts; that
    each row has its own license says most.
    """
    chosen: dict[str, Grant] = {}
    for grant in grants:
        if grant.license is None:
            known = chosen.setdefault(grant.thing.name, grant)
            if grant.per_row and not known.per_row:
                chosen[grant.thing.name] = grant
    return chosen


def _unresolved(graph: Graph, grant: Grant) -> Iterator[ArtifactFact]:
    """Yield one fact: on the release or service that holds it, else on the thing of ours nearest to
    it.
    """
    acts = list(graph.acts(grant.states))
    if not acts:
        return
    direct = [act for act in acts if not act.state.others]
    outward = [act for act in direct if _hands_out(graph, act)]
    act = min(outward or direct or acts, key=lambda act: (act.state.length, act.product))
    state = _open_state(grant, direct=bool(direct), outward=bool(outward))
    yield about(
        grant.thing,
        state,
        "unresolved-license",
        certainty="unknown",
        target=graph.things[act.product].name,
        stated=grant.written,
        why=("" if state == "per-row" else grant.why) + _hint(grant),
        released="yes" if outward else "no",
        chain=chain(act.state, graph.project, "unresolved", act.link),
        part=grant.part,
    )


def _hands_out(graph: Graph, act: Act) -> bool:
    return graph.things[act.product].kind in OUTWARD and act.state.reach in IN_HAND


def _open_state(grant: Grant, *, direct: bool, outward: bool) -> str:
    """Return in which way a license is not resolved."""
    if not direct:  # somebody else built on it and answers for that; we should know
        return "upstream-unresolved"
    if grant.per_row:
        return "per-row"
    if grant.part == "contents" and not outward:
        return "unknown-contents"  # the collection is licensed; whose the items are nobody says
    return "unresolved"


def _hint(grant: Grant) -> str:
    """Return what would resolve a license that nobody states."""
    thing = grant.thing
    if grant.written:
        return ""
    entry = find(thing.name) if not thing.source else None
    if entry:
        scheme = "api" if entry.kind == "api-model" else "hf"
        return f"; did you mean `source: {scheme}:{entry.id}`?"
    if thing.source.startswith("api:"):
        return f"; an API's terms are known for api:{', api:'.join(providers())}"
    return ""


def _of_license(graph: Graph, grant: Grant, license_: License) -> Iterator[ArtifactFact]:
    acts = list(graph.acts(grant.states))
    if not acts:
        return
    if license_.form.read == "unread" or license_.form.unread_topics:
        yield _unread(graph, grant, license_, acts)
    if grant.thing.known_from == "catalogue":
        return  # what the manifest does not name is nobody's to label here
    if _is_wrong_kind(license_, grant.thing):
        why = f"it was written for {', '.join(license_.form.made_for)}"
        yield _of_grant(grant, license_, "wrong-kind", "license-kind", why=why)
    yield from _several_texts(graph, grant, license_)


def _of_grant(
    grant: Grant, license_: License, state: str, topic: Topic, **told: Any
) -> ArtifactFact:
    cited = Cited(license_.id, license_.form.title)
    return about(
        grant.thing, state, topic, cited=cited, stated=grant.written, part=grant.part, **told
    )


def _is_wrong_kind(license_: License, thing: Thing) -> bool:
    form = license_.form
    fits = set(form.made_for) & FITS[thing.kind]
    return bool(form.made_for) and not fits and form.rung not in FOR_ANYTHING


def _several_texts(graph: Graph, grant: Grant, license_: License) -> Iterator[ArtifactFact]:
    """Yield one fact where the name of a license covers several texts and nothing says which."""
    siblings = graph.library.siblings(license_.id)
    is_named = "@" in grant.written or bool(grant.thing.obtained)
    if not siblings or is_named or not license_.form.name:
        return
    differing = _differing(graph, license_.id, siblings)
    if differing:
        yield _of_grant(
            grant,
            license_,
            "several-texts",
            "license-drift",
            certainty="unknown",
            why=f"the texts differ on {', '.join(differing)}",
            missing=f"{grant.thing.name}.obtained",
            options=", ".join(siblings),
        )


def _unread(graph: Graph, grant: Grant, license_: License, acts: Sequence[Act]) -> ArtifactFact:
    """Return the fact that a license, or a part of it, was not read; where only others built on the
    thing, they answer for that.
    """
    form = license_.form
    whole = form.read == "unread"
    unknown: Certainty = "unknown"
    if whole and all(act.state.others for act in acts):
        act = min(acts, key=lambda act: (act.state.length, act.product))
        return _of_grant(
            grant,
            license_,
            "upstream-unresolved",
            "unresolved-license",
            certainty=unknown,
            target=graph.things[act.product].name,
            why="its text was not read",
        )
    topics = "" if whole else f" on {', '.join(form.unread_topics)}"
    released = whole and any(_hands_out(graph, act) for act in acts)
    return _of_grant(
        grant,
        license_,
        "unread" if whole else "partly-read",
        "unresolved-license",
        certainty=unknown,
        why=f"its text was not read{topics}",
        released="yes" if released else "no",
    )


def _differing(graph: Graph, key: str, siblings: tuple[str, ...]) -> list[str]:
    """Return the topics on which texts of one name differ in verdict, act or reach."""
    mine = _gist(graph, key)
    return sorted({row[0] for other in siblings for row in mine ^ _gist(graph, other)})


def _gist(graph: Graph, key: str) -> set[tuple[Any, ...]]:
    """Return what the terms of a license say, each beginning with its topic."""
    return {
        (
            term.topic,
            term.verdict,
            tuple(term.act),
            tuple(term.reach),
            str(term.when),
            tuple(term.strings),
        )
        for term in graph.library.license(key).terms
    }


def _of_thing(graph: Graph, thing: Thing) -> Iterator[ArtifactFact]:
    if _is_unused(graph, thing):
        why = "the manifest does not say what it is used for"
        yield about(thing, "unused", "undeclared", certainty="unknown", why=why)
    if thing.known_from == "catalogue":
        return
    if thing.status and thing.status != "available":
        yield about(thing, "status", "revocability", why=thing.status)
    for state, why in thing.doubts:
        certainty = "unknown" if state == "unconfirmed" else "settled"
        yield about(thing, state, "license-drift", certainty=certainty, why=why)


def _is_unused(graph: Graph, thing: Thing) -> bool:
    linked = thing.name in graph.inward or thing.name in graph.outward
    return not (linked or thing.used_for or thing.ours)


def nearest(states: Iterable[Reached]) -> Reached:
    """Return the surest, then shortest of some states."""
    return min(states, key=lambda state: (state.doubt, state.length, state.thing))
