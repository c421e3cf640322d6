"""The front matter of a Hub model or data set card, printed from the manifest."""

from __future__ import annotations

import re
from typing import Any

from clearance.library.load import Library
from clearance.library.names import fold
from clearance.model import Project, Thing
from clearance.problems import Problem, did_you_mean

RELATION = ("finetune", "adapter", "merge", "quantized")
"""What the Hub knows as base_model_relation; our quantize is its quantized."""


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


def _chosen(project: Project, artifact: str) -> tuple[Thing | None, Thing]:
    """Return (the release, the thing it hands out)."""
    released = [
        (project.thing(link.product), project.thing(link.object))
        for link in project.links
        if link.kind == "artifact" and project.thing(link.object).kind in ("model", "dataset")
    ]
    if artifact:
        for release, thing in released:
            if artifact in (thing.name, release.name, release.alias):
                return release, thing
        cards = {
            thing.name: thing for thing in project.things if thing.kind in ("model", "dataset")
        }
        if artifact in cards:
            return None, cards[artifact]
        raise Problem(
            f'there is no model or data set "{artifact}"',
            hint=did_you_mean(artifact, cards) or f"there are: {', '.join(sorted(cards))}",
        )
    if len(released) != 1:
        names = ", ".join(sorted(thing.name for _, thing in released)) or "none is released"
        raise Problem("a card is of one model or data set", hint=f"--artifact NAME ({names})")
    return released[0]


def fields(project: Project, known: Library, thing: Thing, release: Thing | None) -> dict[str, Any]:
    """Return the fields of a card: license, license_name, license_link, base_model,
    base_model_relation, datasets, pipeline_tag.
    """
    told = _license(known, release if release and release.license else thing)
    if thing.task and thing.kind == "model":
        told["pipeline_tag"] = thing.task
    bases = [link for link in project.links if link.product == thing.name and link.kind == "base"]
    ids = [_hub_id(project, link.object) for link in bases]
    if any(ids):
        told["base_model"] = [one for one in ids if one]
        hows = {link.how.replace("quantize", "quantized") for link in bases}
        if len(hows) == 1 and hows <= set(RELATION):
            told["base_model_relation"] = hows.pop()
    kinds = ("trained_on",) if thing.kind == "model" else ("derived_from",)
    sources = [
        _hub_id(project, link.object)
        for link in project.links
        if link.product == thing.name and link.kind in kinds
    ]
    if any(sources):
        told["datasets" if thing.kind == "model" else "source_datasets"] = [
            one for one in sources if one
        ]
    return told


def _license(known: Library, thing: Thing) -> dict[str, Any]:
    """Return the license fields: the Hub's own tag where it has one, else `other` with name and
    link.
    """
    written = list(dict.fromkeys(text for _, text in thing.license))
    if not written:
        return {}
    keys = [known.find(text, thing.obtained) for text in written]
    if len(written) == 1 and keys[0]:
        form = known.license(keys[0]).form
        if form.aliases.hub and keys[0] == known.find(form.aliases.hub[0]):
            return {"license": form.aliases.hub[0]}
        return {"license": "other", "license_name": form.id, "license_link": form.url}
    tags = [
        form.aliases.hub[0] for key in keys if key and (form := known.license(key).form).aliases.hub
    ]
    if len(tags) == len(written):
        return {"license": tags}
    name = re.sub(r"[^a-z0-9.-]+", "-", fold(" and ".join(written)))
    return {"license": "other", "license_name": name}


def _hub_id(project: Project, name: str) -> str:
    """Return the Hub id of a thing: its source's, or the name under which it is released; empty
    when it has none.
    """
    thing = project.thing(name)
    if thing.source.startswith("hf:"):
        return thing.source.removeprefix("hf:").removeprefix("datasets/").partition("@")[0]
    released = [
        project.thing(link.product).alias
        for link in project.links
        if link.kind == "artifact" and link.object == name
    ]
    return next((alias for alias in released if "/" in alias), "")
