"""The front matter of a Hub model or data set card, printed from the manifest."""

from __future__ import annotations

import re
from typing import Any

from clearance.library.load import Library
from clearance.library.names import fold
from clearance.model import Link, Project, Thing, alias_of
from clearance.problems import Problem, did_you_mean

RELATION = ("finetune", "adapter", "merge", "quantized")
"""What the Hub knows as base_model_relation; our quantize is its quantized."""
KINDS = ("model", "dataset")
"""Kinds of what the Hub has cards for."""
SOURCES = {"model": ("trained_on", "datasets"), "dataset": ("derived_from", "source_datasets")}
"""Kind -> (link to the data sets that it is made from, the card's field for them)."""


def render(project: Project, known: Library, artifact: str = "") -> str:
    """Return front matter between its two lines of dashes; raise Problem where the artifact is not
    one model or data set.

    Without a name the one model or data set that is released is meant.
    """
    import yaml

    release, thing = _chosen(project, artifact)
    text = yaml.safe_dump(
        fields(project, known, thing, release), sort_keys=False, allow_unicode=True, width=120
    )
    return f"---\n{text}---\n"


def fields(project: Project, known: Library, thing: Thing, release: Thing | None) -> dict[str, Any]:
    """Return the fields of a card: license, license_name, license_link, base_model,
    base_model_relation, datasets, pipeline_tag.
    """
    licensed = release if release and release.license else thing
    return (
        _license(known, licensed)
        | _task(thing)
        | _base_models(project, thing)
        | _sources(project, thing)
    )


def _chosen(project: Project, artifact: str) -> tuple[Thing | None, Thing]:
    """Return (the release, the thing it hands out)."""
    released = _released(project)
    if artifact:
        return _named(project, released, artifact)
    if len(released) != 1:
        names = ", ".join(sorted(thing.name for _, thing in released)) or "none is released"
        raise Problem("a card is of one model or data set", hint=f"--artifact NAME ({names})")
    return released[0]


def _released(project: Project) -> list[tuple[Thing, Thing]]:
    """Return (release, thing) of every release of something that has a card."""
    pairs = (
        (project.thing(link.product), project.thing(link.object))
        for link in project.links
        if link.kind == "artifact"
    )
    return [(release, thing) for release, thing in pairs if thing.kind in KINDS]


def _named(
    project: Project, released: list[tuple[Thing, Thing]], name: str
) -> tuple[Thing | None, Thing]:
    """Return the thing of that name, or what is released under it; raise Problem where there is
    none.
    """
    for release, thing in released:
        if name in (thing.name, release.name, alias_of(release)):
            return release, thing
    cards = {thing.name: thing for thing in project.things if thing.kind in KINDS}
    if name in cards:
        return None, cards[name]
    raise Problem(
        f'there is no model or data set "{name}"',
        hint=did_you_mean(name, cards) or f"there are: {', '.join(sorted(cards))}",
    )


def _license(known: Library, thing: Thing) -> dict[str, Any]:
    """Return the license fields: the Hub's own tag where it has one, else `other` with name and
    link.
    """
    written = list(dict.fromkeys(text for _, text in thing.license))
    if not written:
        return {}
    keys = [known.find(text, thing.obtained) for text in written]
    if len(keys) == 1 and keys[0]:
        return _one_license(known, keys[0])
    tags = [_tag(known, key) for key in keys]
    if all(tags):
        return {"license": tags}
    name = re.sub(r"[^a-z0-9.-]+", "-", fold(" and ".join(written)))
    return {"license": "other", "license_name": name}


def _one_license(known: Library, key: str) -> dict[str, Any]:
    tag, form = _tag(known, key), known.license(key).form
    if tag and known.find(tag) == key:  # a tag may mean another version of the license
        return {"license": tag}
    return {"license": "other", "license_name": form.id, "license_link": form.url}


def _tag(known: Library, key: str | None) -> str:
    """Return the Hub's tag of a license; empty where it has none, or the license is not known."""
    tags = known.license(key).form.aliases.hub if key else []
    return tags[0] if tags else ""


def _task(thing: Thing) -> dict[str, Any]:
    return {"pipeline_tag": thing.task} if thing.task and thing.kind == "model" else {}


def _base_models(project: Project, thing: Thing) -> dict[str, Any]:
    bases = _links(project, thing, "base")
    ids = _hub_ids(project, bases)
    if not ids:
        return {}
    relations = {base.how.replace("quantize", "quantized") for base in bases}
    if len(relations) == 1 and relations <= set(RELATION):
        return {"base_model": ids, "base_model_relation": relations.pop()}
    return {"base_model": ids}


def _sources(project: Project, thing: Thing) -> dict[str, Any]:
    """Return the field for the data sets that a model or data set is made from."""
    kind, field = SOURCES[thing.kind]
    ids = _hub_ids(project, _links(project, thing, kind))
    return {field: ids} if ids else {}


def _links(project: Project, thing: Thing, kind: str) -> list[Link]:
    return [link for link in project.inward.get(thing.name, ()) if link.kind == kind]


def _hub_ids(project: Project, links: list[Link]) -> list[str]:
    """Return the Hub ids of what links lead to; what is not on the Hub is left out."""
    ids = (_hub_id(project, link.object) for link in links)
    return [hub_id for hub_id in ids if hub_id]


def _hub_id(project: Project, name: str) -> str:
    """Return the Hub id of a thing: its source's, or the name under which it is released; empty
    when it has none.
    """
    source = project.thing(name).source
    if source.startswith("hf:"):
        return source.removeprefix("hf:").removeprefix("datasets/").partition("@")[0]
    aliases = (
        alias_of(project.thing(link.product))
        for link in project.outward.get(name, ())
        if link.kind == "artifact"
    )
    return next((alias for alias in aliases if "/" in alias), "")
