"""The manifest joined with what the catalogue knows of its sources: license, lineage, task,
openness, status.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from clearance.catalogue.lookup import find, served
from clearance.library.load import Library
from clearance.model import Assumption, Doubt, LicenseOf, Link, Openness, Place, Project, Thing
from clearance.words import How, Kind, Level, LicensePart, LinkKind
from clearance.words import Part as PartName

if TYPE_CHECKING:
    from clearance.catalogue.schema import Entry, Part

UNLISTED = "{} is not in the catalogue: the terms are those of its provider's API"
MOST = 2000
"""Things that one project may pull in from upstream; far above any real lineage."""


def with_catalogue(project: Project, known: Library) -> Project:
    """Return the project with the licenses, links, tasks and openness that the catalogue knows
    filled in.

    What the manifest says stays; a license of its own that differs from the catalogue's is noted as
    a doubt.
    """
    joined = _Joined(project, known)
    waiting = [
        thing.name
        for thing in project.things
        if not thing.ours and thing.kind in ("model", "dataset", "code")
    ]
    added = 0
    while waiting:
        more = joined.fill(waiting.pop(), lineage=added < MOST)
        added += len(more)
        waiting += more
    assumptions = (
        *project.assumptions,
        *(Assumption(UNLISTED.format(name)) for name in sorted(joined.unlisted)),
    )
    if joined.cut:
        assumptions = (
            *assumptions,
            Assumption(
                f"the lineage was followed to {added} things upstream; what stands above"
                f" {joined.cut} of them was left out"
            ),
        )
    return replace(
        project,
        things=tuple(joined.things.values()),
        links=tuple(joined.links),
        assumptions=assumptions,
    )


class _Joined:
    def __init__(self, project: Project, known: Library) -> None:
        self.known = known
        self.things = {thing.name: thing for thing in project.things}
        self.links = list(project.links)
        self.said = {(link.product, link.kind) for link in project.links}
        self.by_entry: dict[str, str] = {}
        self.unlisted: list[str] = []
        self.cut = 0
        for thing in project.things:
            entry = entry_of(thing)
            if entry is not None and not thing.ours:
                self.by_entry.setdefault(entry.id, thing.name)

    def fill(self, name: str, *, lineage: bool) -> list[str]:
        """Fill one thing in from its entry; return the names of things that were added upstream of
        it, where its lineage is wanted.
        """
        thing = self.things[name]
        entry = entry_of(thing)
        if entry is None:
            return []
        if find(thing.source.removeprefix("url:")) is None:
            self.unlisted.append(name)
        self.things[name] = _filled(thing, entry, self.known)
        if lineage:
            return self._climb(thing, entry)
        self.cut += bool(entry.links)
        return []

    def _climb(self, thing: Thing, entry: Entry) -> list[str]:
        """Add the links of an entry that the manifest does not say better; return what was added
        above it.
        """
        added: list[str] = []
        for kind, target, how in entry.links:
            if (thing.name, kind) in self.said:
                continue
            other = self._thing(target, added, thing.obtained if kind == "base" else "")
            if other not in ("", thing.name):
                self.links.append(_link(thing.name, kind, other, how, _place(entry)))
        return added

    def _thing(self, target: str, added: list[str], obtained: str) -> str:
        """Return the name of the thing that an entry links to, added where it is not there; a base
        came along on the day its derivative did.
        """
        entry = find(target)
        if entry is None:
            return ""
        if entry.id not in self.by_entry:
            name = entry.id
            while name in self.things:
                name += "~"
            kind = "model" if entry.kind == "api-model" else entry.kind
            self.things[name] = Thing(
                name,
                cast(Kind, kind),
                source=_source(entry),
                obtained=obtained,
                known_from="catalogue",
                place=_place(entry),
            )
            self.by_entry[entry.id] = name
            added.append(name)
        return self.by_entry[entry.id]


def _link(product: str, kind: str, other: str, how: str, place: Place) -> Link:
    """Return a link of the catalogue; what it contains lies side by side unless it says so."""
    how = "aggregate" if kind == "contains" and not how else how
    return Link(product, cast(LinkKind, kind), other, cast(How, how), place, "catalogue")


def entry_of(thing: Thing) -> Entry | None:
    """Return the catalogue entry of a thing's source; a thing without a source has none."""
    if not thing.source or thing.source.startswith("path:"):
        return None
    return find(thing.source.removeprefix("url:")) or served(thing.source)


def _versions(ids: set[str], known: Library) -> set[str]:
    """Return license ids with the other texts that share their names: which version was accepted is
    the project's to say.
    """
    return ids | {other for key in ids for other in known.siblings(key)}


def _filled(thing: Thing, entry: Entry, known: Library) -> Thing:
    """Return a thing with what its entry says, where nobody said it before."""
    in_force = _license(thing, entry)
    from_entry = not thing.license and bool(in_force)
    return replace(
        thing,
        license=in_force if from_entry else thing.license,
        license_from="catalogue" if from_entry else thing.license_from,
        task=thing.task or entry.task,
        task_from=thing.task_from or ("catalogue" if entry.task else ""),
        openness=thing.openness or tuple(_openness(part, entry) for part in entry.openness),
        status=thing.status or _status(entry),
        doubts=(*thing.doubts, *_doubts(thing, entry, in_force, known)),
    )


def _openness(part: Part, entry: Entry) -> Openness:
    return Openness(
        cast(PartName, part.name),
        cast(Level, part.level),
        part.because,
        part.source,
        part.gated,
        _place(entry),
        cast(Level, part.arguable),
        "catalogue",
    )


def _status(entry: Entry) -> str:
    """Return what became of a thing that cannot be had any more; empty where it can."""
    if entry.status == "available":
        return ""
    return entry.status.replace("-", " ") + (f": {entry.note}" if entry.note else "")


def _doubts(
    thing: Thing, entry: Entry, in_force: tuple[LicenseOf, ...], known: Library
) -> Iterator[Doubt]:
    """Yield what catalogue and manifest say against each other of a license."""
    if not in_force:
        return
    if not thing.license:
        if not entry.confirmed:
            yield Doubt("unconfirmed", "the catalogue found no source that it could read")
        return
    mine, theirs = _ids(thing.license, known, thing), _ids(in_force, known, thing)
    if mine and theirs and not mine & _versions(theirs, known):
        yield Doubt(
            "disagreement",
            f"the {thing.license_from or 'manifest'} says {_text(thing.license)}, the catalogue"
            f" {_text(in_force)} ({entry.source or entry.place})",
        )


def _license(thing: Thing, entry: Entry) -> tuple[LicenseOf, ...]:
    """Return the license in force when the thing was obtained, else today's; wholly "unknown"
    counts as none.
    """
    for past in sorted(entry.was, key=lambda one: one.until):
        if thing.obtained and thing.obtained < past.until:
            return _licenses(past.license)
    if all(name == "unknown" for _, name in entry.license):
        return ()
    return _licenses(entry.license)


def _licenses(pairs: tuple[tuple[str, str], ...]) -> tuple[LicenseOf, ...]:
    return tuple(LicenseOf(cast(LicensePart, part), name) for part, name in pairs)


def _ids(license_: tuple[LicenseOf, ...], known: Library, thing: Thing) -> set[str]:
    return {key for _, written in license_ if (key := known.find(written, thing.obtained))}


def _text(license_: tuple[LicenseOf, ...]) -> str:
    return ", ".join(f"{part} {name}" if part else name for part, name in license_)


def _source(entry: Entry) -> str:
    if entry.kind == "api-model":
        return f"api:{entry.id}"
    if entry.kind == "code":
        return f"github:{entry.id}"
    return (
        f"hf:{entry.id}"
        if entry.id.count("/") <= 1 and ":" not in entry.id and "." not in entry.id.split("/")[0]
        else f"url:{entry.id}"
    )


def _place(entry: Entry) -> Place:
    file, _, line = entry.place.rpartition(":")
    return Place(file or entry.place, int(line) if line.isdigit() else 0)
