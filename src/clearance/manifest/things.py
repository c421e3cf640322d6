"""The things that a manifest declares: what its forms and model.Thing name alike is copied, and a
few values are put together by hand.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clearance.files.yaml import Document, Key, position
from clearance.model import (
    Answered,
    Basis,
    Component,
    LicenseOf,
    Openness,
    Place,
    Release,
    Thing,
    Users,
)
from clearance.problems import Problem
from clearance.words import Kind

if TYPE_CHECKING:
    from pydantic import BaseModel

    from clearance.manifest import schema as form

SECTIONS: dict[str, Kind] = {
    "models": "model",
    "datasets": "dataset",
    "code": "code",
    "services": "service",
}
"""Section of the manifest -> kind of the things in it."""
REPOSITORY = "repository"
"""What a release names as its artifact when it is the code of the project itself."""
YES_OR_NO = {None: "", True: "yes", False: "no"}


@dataclass(frozen=True)
class Entry:
    """One thing as the manifest writes it."""

    name: str
    """the name of the thing in the graph"""
    body: Any
    """the form behind it: a ModelIn, DatasetIn, CodeIn, ServiceIn or ReleaseIn"""
    path: Key
    """where it is in the document"""


@dataclass
class Declared:
    """The things of one manifest, by name, and the entries that they come from, in its order."""

    document: Document
    things: dict[str, Thing] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def add(self, thing: Thing) -> None:
        """Take in a thing; raise Problem where one of that name is there."""
        if thing.name in self.things:
            other = self.things[thing.name].place
            raise Problem(
                f'"{thing.name}" is declared twice (also {other})', where=position(thing.place)
            )
        self.things[thing.name] = thing

    def place(self, entry: Entry, *below: str) -> Place:
        """Return the place of an entry, or of what is written below it."""
        return self.document.place((*entry.path, *below))


def declared(manifest: form.ManifestIn, document: Document) -> Declared:
    """Return the things and releases of a manifest; raise Problem where two have one name."""
    result = Declared(document)
    for section, kind in SECTIONS.items():
        for name, body in getattr(manifest, section).items():
            entry = Entry(name, body, (section, name))
            result.add(
                _service(entry, result) if kind == "service" else _thing(entry, kind, result)
            )
            result.entries.append(entry)
    for number, release in enumerate(manifest.releases):
        _add_release(release, ("releases", number), manifest.project.license, result)
    return result


def shared(body: BaseModel, kind: type) -> dict[str, Any]:
    """Return the values of the keys that a form and a class of the model name alike, as they
    travel: mappings as pairs, lists as tuples. What is not stated is left to the default of the
    class.
    """
    values = {key: getattr(body, key) for key in _alike(type(body), kind)}
    return {key: _named(key, _frozen(value)) for key, value in values.items() if value is not None}


@functools.cache
def _alike(written: type[BaseModel], kind: Any) -> frozenset[str]:
    return frozenset(written.model_fields) & {known.name for known in dataclasses.fields(kind)}


PAIRS: dict[str, Callable[..., object]] = {
    "license": LicenseOf,
    "monthly_users": Users,
    "basis": lambda ground, answers: Basis(ground, tuple(Answered(*pair) for pair in answers)),
}
"""Key -> what a pair behind it is."""


def _named(key: str, value: Any) -> Any:
    if key not in PAIRS or isinstance(value, str):
        return value
    return tuple(PAIRS[key](*pair) for pair in value)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((key, _frozen(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return tuple(_frozen(inner) for inner in value)
    return value


def _service(entry: Entry, within: Declared) -> Thing:
    values = shared(entry.body, Thing)
    return Thing(entry.name, "service", ours=True, place=within.place(entry), **values)


def _thing(entry: Entry, kind: Kind, within: Declared) -> Thing:
    """Return a model, data set or code base."""
    body = entry.body
    values = {
        **shared(body, Thing),
        "source": body.source or _own_source(entry, kind),
        "license_from": "manifest" if body.license else "",
        "task_from": "manifest" if getattr(body, "task", "") else "",
        "modified": YES_OR_NO[body.modified],
        "openness": _openness(entry, within),
        "components": tuple(
            Component(name, component.license, component.evidence)
            for name, component in getattr(body, "components", {}).items()
        ),
    }
    return Thing(entry.name, kind, place=within.place(entry), **values)


def _own_source(entry: Entry, kind: str) -> str:
    """A key that is a Hub id needs no source."""
    from clearance.manifest.values import HUB_ID

    if entry.body.ours or not HUB_ID.fullmatch(entry.name):
        return ""
    return f"github:{entry.name}" if kind == "code" else f"hf:{entry.name}"


def _openness(entry: Entry, within: Declared) -> tuple[Openness, ...]:
    return tuple(
        Openness(
            part,
            stated.level,
            stated.because,
            stated.evidence or "manifest",
            stated.gated,
            within.place(entry, "openness", part),
        )
        for part, stated in entry.body.openness.items()
    )


def _add_release(body: form.ReleaseIn, path: Key, project_license: str, result: Declared) -> None:
    """Add a release, and the repository that it names where nobody declares it; both bear the
    license of the project unless the release has its own.
    """
    place = result.document.place(path)
    own_license = (LicenseOf("", project_license),) if project_license else ()
    if body.artifact == REPOSITORY and REPOSITORY not in result.things:
        result.add(Thing(REPOSITORY, "code", ours=True, license=own_license, place=place))
    values = shared(body, Release)
    licenses = values["license"] or (own_license if body.artifact == REPOSITORY else ())
    values |= {"license": licenses, "license_from": "manifest" if licenses else ""}
    name = _unused(f"release:{body.alias or body.artifact}", result)
    result.add(Release(name, "release", ours=True, place=place, **values))
    result.entries.append(Entry(name, body, path))


def _unused(name: str, within: Declared) -> str:
    while name in within.things:
        name += "+"
    return name
