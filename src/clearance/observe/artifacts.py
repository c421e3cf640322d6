"""What no single term says of a thing: unresolved or unread licenses, releases without one,
licenses of the wrong kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from clearance.catalogue.lookup import find, providers
from clearance.facts import ArtifactFact
from clearance.graph.flow import Reached, chain
from clearance.graph.graph import Act, Grant, Graph
from clearance.model import Thing
from clearance.observe import grounds
from clearance.words import IN_HAND

FITS = {
    "model": {"model", "software", "content", "api"},
    "dataset": {"data", "content", "model"},
    "code": {"software"},
}
"""Kind of thing -> what a license may be made for without a word; weights travel under software
licenses every day.
"""


def observe(graph: Graph, grants: Iterable[Grant]) -> Iterator[ArtifactFact]:
    """Yield the artifact facts of a project."""
    grants = list(grants)
    open_: dict[str, Grant] = {}
    for grant in grants:
        if grant.license is None:
            known = open_.get(grant.thing.name)
            if known is None or ("each row" in grant.why and "each row" not in known.why):
                open_[grant.thing.name] = grant  # one finding for a thing, whatever its parts
    for grant in grants:
        if grant.license is None:
            if open_[grant.thing.name] is grant:
                yield from _unresolved(graph, grant)
        else:
            yield from _of_license(graph, grant)
    for thing in graph.project.things:
        yield from _of_thing(graph, thing)


def make(
    thing: Thing, state: str, topic: str, certainty: str = "settled", **told: Any
) -> ArtifactFact:
    """Return an artifact fact about a thing with the empty fields filled in."""
    given: dict[str, Any] = {
        "target": thing.name,
        "source": thing.name,
        "license": "",
        "name": "",
        "clause": "",
        "term": "",
        "says": "",
        "released": "no",
        "place": thing.place,
        "kind": thing.kind,
    }
    given |= told
    return ArtifactFact(topic=topic, certainty=certainty, state=state, **given)  # type: ignore[arg-type]


def _unresolved(graph: Graph, grant: Grant) -> Iterator[ArtifactFact]:
    """One fact: on the release or service that holds it, else on the thing of ours nearest to it."""
    acts = list(graph.acts(grant.states))
    if not acts:
        return
    direct = [a for a in acts if not a.state.others]
    state = "per-row" if "each row" in grant.why else "unresolved"
    if not direct:  # somebody else built on it and answers for that; we should know
        state = "upstream-unresolved"
    outward = [
        a
        for a in direct
        if graph.things[a.product].kind in ("release", "service") and a.state.reach in IN_HAND
    ]
    act = min(outward or direct or acts, key=lambda one: (one.state.length, one.product))
    if state == "unresolved" and not outward and grant.part == "contents":
        state = (  # the collection is licensed; whose the single items are nobody says
            "unknown-contents"
        )
    product = graph.things[act.product]
    why = "" if state == "per-row" else grant.why  # the rule says that
    entry = find(grant.thing.name) if not grant.thing.source and not grant.written else None
    if entry:
        why += (
            f"; did you mean `source: {'api' if entry.kind == 'api-model' else 'hf'}:{entry.id}`?"
        )
    if grant.thing.source.startswith("api:") and not grant.written:
        why += f"; an API's terms are known for api:{', api:'.join(providers())}"
    yield make(
        grant.thing,
        state,
        "unresolved-license",
        "unknown",
        target=product.name,
        stated=grant.written,
        why=why,
        released="yes" if outward else "no",
        place=grant.thing.place,
        chain=chain(act.state, graph.project, "unresolved", act.link),
        part=grant.part,
    )


def _of_license(graph: Graph, grant: Grant) -> Iterator[ArtifactFact]:
    assert grant.license is not None  # noqa: S101
    form, thing = grant.license.form, grant.thing
    told = {
        "license": grant.license.id,
        "name": form.title,
        "stated": grant.written,
        "part": grant.part,
    }
    acts = list(graph.acts(grant.states))
    if not acts:
        return
    if form.read == "unread" or form.unread_topics:
        yield _unread(graph, grant, acts, told)
    if thing.place.file.startswith("catalogue/"):
        return  # what the manifest does not name is nobody's to label here
    if (
        form.made_for
        and not set(form.made_for) & FITS[thing.kind]
        and form.rung not in ("none", "public-domain")
    ):
        yield make(
            thing,
            "wrong-kind",
            "license-kind",
            why=f"it was written for {', '.join(form.made_for)}",
            **told,
        )
    siblings = graph.library.siblings(grant.license.id)
    if siblings and "@" not in grant.written and not thing.obtained and form.name:
        differ = _differing(graph, grant.license.id, siblings)
        if differ:
            yield make(
                thing,
                "several-texts",
                "license-drift",
                "unknown",
                why=f"the texts differ on {', '.join(differ)}",
                missing=f"{thing.name}.obtained",
                options=", ".join(siblings),
                **told,
            )


def _unread(
    graph: Graph, grant: Grant, acts: Sequence[Act], told: Mapping[str, Any]
) -> ArtifactFact:
    """Return the fact that a license, or a part of it, was not read; where only others built on the
    thing, they answer for that.
    """
    assert grant.license is not None  # noqa: S101
    form, thing = grant.license.form, grant.thing
    whole = form.read == "unread"
    if whole and all(act.state.others for act in acts):
        act = min(acts, key=lambda one: (one.state.length, one.product))
        return make(
            thing,
            "upstream-unresolved",
            "unresolved-license",
            "unknown",
            target=graph.things[act.product].name,
            why="its text was not read",
            **told,
        )
    out = any(
        graph.things[a.product].kind in ("release", "service") and a.state.reach in IN_HAND
        for a in acts
    )
    topics = "" if whole else f" on {', '.join(form.unread_topics)}"
    return make(
        thing,
        "unread" if whole else "partly-read",
        "unresolved-license",
        "unknown",
        why=f"its text was not read{topics}",
        released="yes" if out and whole else "no",
        **told,
    )


def _differing(graph: Graph, key: str, siblings: tuple[str, ...]) -> list[str]:
    """Return the topics on which texts of one name differ in verdict, act or reach."""

    def said(one: str) -> set[tuple[Any, ...]]:
        terms = graph.library.license(one).terms
        return {
            (t.topic, t.verdict, tuple(t.act), tuple(t.reach), str(t.when), tuple(t.strings))
            for t in terms
        }

    mine = said(key)
    return sorted({row[0] for other in siblings for row in mine ^ said(other)})


def _of_thing(graph: Graph, thing: Thing) -> Iterator[ArtifactFact]:
    links = graph.inward.get(thing.name, []) + graph.outward.get(thing.name, [])
    if not links and not thing.used_for and not thing.ours:
        yield make(
            thing,
            "unused",
            "undeclared",
            "unknown",
            why="the manifest does not say what it is used for",
        )
    if thing.kind == "release" and not thing.license:
        yield make(
            thing, "unlicensed-release", "no-license", released="yes", why="no license is stated"
        )
    upstream = thing.place.file.startswith("catalogue/")
    if thing.status and thing.status != "available" and not upstream:
        yield make(thing, "status", "revocability", why=thing.status)
    for state, why in () if upstream else thing.doubts:
        yield make(
            thing,
            state,
            "license-drift",
            "unknown" if state == "unconfirmed" else "settled",
            why=why,
        )
    for key, answers in thing.basis:
        found = graph.library.find(key)
        ground = graph.library.license(found) if found else None
        if ground is None or ground.form.rung != "legal-ground":
            yield make(
                thing,
                "no-ground",
                "no-license",
                stated=key,
                why=f'"{key}" is no legal ground; {graph.library.suggest(key)}',
            )
            continue
        wrong = grounds.misread(ground, dict(answers))
        if wrong:
            yield make(
                thing,
                "ground-misread",
                "no-license",
                license=ground.id,
                name=ground.form.title,
                why="; ".join(wrong),
            )
        if grounds.exists(ground, graph.project.actor.country).value == "no":
            yield make(
                thing,
                "ground-elsewhere",
                "no-license",
                license=ground.id,
                name=ground.form.title,
                stated=graph.project.actor.country,
                why=f"it exists in {', '.join(ground.form.countries)}",
            )
        elif ground.id == "permission" and grounds.expired(dict(answers)):
            yield make(
                thing,
                "permission-expired",
                "no-license",
                license=ground.id,
                name=ground.form.title,
                why=f"it ended on {dict(answers)['until']}",
            )


def nearest(states: Iterable[Reached]) -> Reached:
    """Return the surest, then shortest of some states."""
    return min(states, key=lambda one: (one.doubt, one.length, one.thing))
