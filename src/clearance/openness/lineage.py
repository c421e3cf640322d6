"""What a project's lineage does to its openness: levels of ours that it lowers, and measurements
that cannot exclude contamination.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from clearance.facts import ArtifactFact
from clearance.observe.artifacts import about
from clearance.openness.effective import Effective, Levels
from clearance.openness.wording import because

if TYPE_CHECKING:
    from clearance.graph.graph import Graph
    from clearance.model import Link, Thing


def lowered(graph: Graph, levels: Levels) -> Iterator[ArtifactFact]:
    """Yield one fact for each part of a thing of ours that is less open in effect than the manifest
    says of it.
    """
    for thing in graph.project.things:
        for part in levels.get(thing.name, ()):
            if part.own and part.lowered and _is_stated_of_ours(thing, part):
                yield about(
                    thing,
                    "openness-lowered",
                    "openness",
                    part=part.part,
                    level=part.level,
                    stated=part.own.level,
                    why=because(part),
                    place=part.own.place if part.own.place.line else thing.place,
                    chain=part.steps,
                )


def _is_stated_of_ours(thing: Thing, part: Effective) -> bool:
    return thing.ours and any(level.part == part.part for level in thing.openness)


def contamination(graph: Graph, levels: Levels) -> Iterator[ArtifactFact]:
    """Yield one fact for each model that something is measured with and whose training data are
    closed in effect.
    """
    seen: set[str] = set()
    for measurement in _measurements(graph):
        model = measurement.model
        data = _training_data(model, levels)
        if data is None or data.level != "closed" or model.name in seen:
            continue
        seen.add(model.name)
        yield about(
            model,
            "contamination",
            "openness",
            target=measurement.link.product,
            part="data",
            level=data.level,
            stated=measurement.test,
            place=measurement.link.place,
            why=because(data) if data.steps else "its training data are closed",
            chain=data.steps,
        )


class Measurement(NamedTuple):
    """A model of which results are shown, or that made them."""

    model: Thing
    test: str
    """the data set that it is measured on, or the thing that is measured with it"""
    link: Link


def _measurements(graph: Graph) -> Iterator[Measurement]:
    """Yield the measurements of things of ours, in the order of the manifest."""
    for link in graph.project.links:
        if not graph.things[link.product].ours:
            continue
        if link.kind == "evaluated_on":
            yield Measurement(graph.made(link.product), link.object, link)
        elif link.kind == "evaluated_with":
            yield Measurement(graph.things[link.object], link.product, link)


def _training_data(thing: Thing, levels: Levels) -> Effective | None:
    parts = levels.get(thing.name, ()) if thing.kind == "model" else ()
    return next((part for part in parts if part.part == "data"), None)
