"""Models that lie in the repository itself (`source: path:…`): base, data and license as their own
small files say.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clearance.catalogue.lookup import find
from clearance.model import Link, Place, Project, Thing
from clearance.scan import LocalModel, local_models


def join(project: Project, root: Path) -> Project:
    """Return the project with what local model folders say of themselves filled in; the manifest's
    own word stays.
    """
    wanted = {
        thing.name: thing.source.removeprefix("path:").strip("/").removeprefix("./")
        for thing in project.things
        if thing.source.startswith("path:")
    }
    if not wanted:
        return project
    there = {model.path: model for model in local_models(root)}
    things = {thing.name: thing for thing in project.things}
    links = list(project.links)
    for name, path in wanted.items():
        model = there.get(path)
        if model is not None:
            _fill(name, model, things, links)
    return replace(project, things=tuple(things.values()), links=tuple(links))


def _fill(name: str, model: LocalModel, things: dict[str, Thing], links: list[Link]) -> None:
    place = Place(model.place)
    if model.license and not things[name].license:
        things[name] = replace(things[name], license=(("", model.license),), license_from="card")
    for kind, how, ids in (("base", model.how, model.bases), ("trained_on", "", model.datasets)):
        if any(link.product == name and link.kind == kind for link in links):
            continue
        for one in ids:
            links.append(
                Link(
                    name,
                    kind,
                    _named(one, "model" if kind == "base" else "dataset", things, place),
                    how,
                    place,
                    "card",
                )
            )


def _named(written: str, kind: str, things: dict[str, Thing], place: Place) -> str:
    """Return the name of the thing of that id, declared already or added."""
    entry = find(written)
    canonical = entry.id if entry else written
    for thing in things.values():
        source = thing.source.removeprefix("hf:")
        if thing.kind == kind and (
            thing.name == written or source == written or (entry and find(source) is entry)
        ):
            return thing.name
    things[canonical] = Thing(canonical, kind, source=f"hf:{canonical}", place=place)
    return canonical
