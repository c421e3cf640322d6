"""Models that lie in the repository itself (`source: path:…`): base, data and license as their own
small files say.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from clearance.catalogue.lookup import find
from clearance.model import LicenseOf, Link, Place, Project, Thing
from clearance.scan import LocalModel, local_models
from clearance.words import How, Kind, LinkKind

if TYPE_CHECKING:
    from clearance.catalogue.lookup import Entry


def with_cards(project: Project, root: Path) -> Project:
    """Return the project with what local model folders say of themselves filled in; the manifest's
    own word stays.
    """
    wanted = {thing.name: _folder(thing) for thing in project.things if _is_local(thing)}
    if not wanted:
        return project
    there = {model.path: model for model in local_models(root)}
    filling = _Filling(project)
    for name, path in wanted.items():
        if path in there:
            filling.fill(name, there[path])
    return replace(project, things=tuple(filling.things.values()), links=tuple(filling.links))


def _is_local(thing: Thing) -> bool:
    return thing.source.startswith("path:")


def _folder(thing: Thing) -> str:
    return thing.source.removeprefix("path:").strip("/").removeprefix("./")


class _Filling:
    """A project while local models are filled in."""

    def __init__(self, project: Project) -> None:
        self.things = dict(project.named)
        self.links = list(project.links)

    def fill(self, name: str, model: LocalModel) -> None:
        """Take over license, bases and data of one model."""
        thing = self.things[name]
        if model.license and not thing.license:
            whole = (LicenseOf("", model.license),)
            self.things[name] = replace(thing, license=whole, license_from="card")
        self._link(name, "base", model.how, model.bases, Place(model.place))
        self._link(name, "trained_on", "", model.datasets, Place(model.place))

    def _link(
        self, name: str, kind: LinkKind, how: str, ids: tuple[str, ...], place: Place
    ) -> None:
        """Add the links of one kind that a card names, where the manifest names none."""
        if any(link.product == name and link.kind == kind for link in self.links):
            return
        for written in ids:
            other = self._thing(written, "model" if kind == "base" else "dataset", place)
            self.links.append(Link(name, kind, other, cast(How, how), place, "card"))

    def _thing(self, written: str, kind: Kind, place: Place) -> str:
        """Return the name of the thing of that id, declared already or added."""
        entry = find(written)
        for thing in self.things.values():
            if thing.kind == kind and _is_meant(thing, written, entry):
                return thing.name
        name = entry.id if entry else written
        self.things[name] = Thing(name, kind, source=f"hf:{name}", known_from="card", place=place)
        return name


def _is_meant(thing: Thing, written: str, entry: Entry | None) -> bool:
    """Return whether a card that writes this id means the thing; `entry` is what the catalogue
    knows under the id.
    """
    source = thing.source.removeprefix("hf:")
    return written in (thing.name, source) or (entry is not None and find(source) is entry)
