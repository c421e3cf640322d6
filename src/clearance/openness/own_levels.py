"""How open a part of a thing is by itself: as it is stated, or as source, release or lineage let
one presume (rules/_openness.yml, presumed).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clearance.graph.graph import Graph
from clearance.model import Link, Openness, Thing
from clearance.words import Part

PRESUMED = "presumed"
LINEAGE = "lineage"
"""Sources of levels that nobody states."""


def own_level(
    graph: Graph, thing: Thing, part: Part, presumed: Mapping[str, Any]
) -> Openness | None:
    """Return the level of a part without regard to what it was made from; None: nobody says.

    `presumed` says what a kind of source, or a release, shows of a kind of thing.
    """
    return (
        _stated(thing, part)
        or _of_source(thing, part, presumed)
        or _of_release(graph, thing, part, presumed)
        or _of_lineage(graph, thing, part)
    )


def _stated(thing: Thing, part: Part) -> Openness | None:
    return next((level for level in thing.openness if level.part == part), None)


def _of_source(thing: Thing, part: Part, presumed: Mapping[str, Any]) -> Openness | None:
    scheme = thing.source.partition(":")[0]
    levels = presumed.get(scheme, {}).get(thing.kind, {})
    if part not in levels or thing.status:
        return None
    because = f"presumed from its source, {thing.source}"
    return Openness(part, levels[part], because, PRESUMED, place=thing.place)


def _of_release(
    graph: Graph, thing: Thing, part: Part, presumed: Mapping[str, Any]
) -> Openness | None:
    levels = presumed["released"].get(thing.kind, {})
    if part not in levels or not releases(graph, thing):
        return None
    return Openness(part, levels[part], "it is released", PRESUMED, place=thing.place)


def _of_lineage(graph: Graph, thing: Thing, part: Part) -> Openness | None:
    """Return that the data of a model are open where its links name all of them: what these are
    lowers the level.
    """
    is_data_of_model = part == "data" and thing.kind == "model"
    if not is_data_of_model or not _names_all_data(graph.inward.get(thing.name, ())):
        return None
    return Openness(part, "open", "as open as what it was made from", LINEAGE, place=thing.place)


def _names_all_data(links: Iterable[Link]) -> bool:
    """Return whether links say what a model is trained on, or that a base was only changed in
    form.
    """
    kinds = {link.kind for link in links}
    bases = [link for link in links if link.kind == "base"]
    is_new_form = bool(bases) and all(link.how in ("quantize", "merge") for link in bases)
    return "trained_on" in kinds or is_new_form


def releases(graph: Graph, thing: Thing) -> list[Thing]:
    """Return the releases that hand out a thing of ours; none for a thing of others."""
    if not thing.ours:
        return []
    out = [link for link in graph.outward.get(thing.name, ()) if link.kind == "artifact"]
    return [graph.things[link.product] for link in out]
