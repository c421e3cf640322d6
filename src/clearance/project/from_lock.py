"""The manifest joined with the lock: licenses, tasks and lineage filled in, disagreement and gaps
as facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from clearance.catalogue.lookup import find
from clearance.facts import LockFact
from clearance.library.load import Library
from clearance.lock import drift
from clearance.lock import file as lock_file
from clearance.model import Assumption, LicenseOf, Link, Place, Project, Thing
from clearance.words import How, LinkKind

if TYPE_CHECKING:
    from clearance.lock.schema import Entry, Lock

OFFLINE = Assumption(
    "offline: licenses are the manifest's and the catalogue's; clearance lock asks the Hub",
    "offline",
)
"""Said where no lock stands beside the manifest: what was not looked up is not taken for looked
up.
"""
MADE_OF = ("base", "contains", "derived_from")
"""Links of which a circle is no project."""


def read(project: Project) -> Lock | None:
    """Return the lock beside a manifest, or None; raise Problem for a broken one."""
    path = lock_file.find(Path(project.root))
    return lock_file.load(path, str(Path(project.file).parent / lock_file.NAME))


def with_lock(
    project: Project, lock: Lock | None, known: Library
) -> tuple[Project, list[LockFact]]:
    """Return the project with what the lock knows filled in, and what manifest and lock say against
    each other.

    What the manifest says stays and is what verdicts are computed for.
    """
    if lock is None:
        return _offline(project), []
    things = dict(project.named)
    facts: list[LockFact] = []
    for thing in project.things:
        entry = lock.things.get(thing.name)
        compared = list(_compared(thing, entry, lock, known))
        facts += compared
        if _may_be_locked(thing) and entry and not any(f.state == "stale" for f in compared):
            things[thing.name] = _filled(thing, entry, known)
    facts += _left_over(project, lock)
    return _Lineage(replace(project, things=tuple(things.values())), lock).joined(), facts


def _offline(project: Project) -> Project:
    """Return the project with a word on what was not looked up, where the Hub could be asked."""
    if not any(thing.source.startswith("hf:") and not thing.ours for thing in project.things):
        return project
    return replace(project, assumptions=(*project.assumptions, OFFLINE))


def _may_be_locked(thing: Thing) -> bool:
    return not thing.ours and thing.kind in ("model", "dataset")


def _compared(thing: Thing, entry: Entry | None, lock: Lock, known: Library) -> Iterator[LockFact]:
    """Yield what one declared thing and its lock entry say against each other."""
    if not _may_be_locked(thing):
        return
    if entry is not None:
        yield from drift.declared(thing, entry, known)
    elif thing.source.startswith("hf:"):
        why = lock.failed.get(thing.name, "it was not looked up")
        yield drift.fact(thing, "missing", why=why)


def _left_over(project: Project, lock: Lock) -> Iterator[LockFact]:
    """Yield the entries of things that the manifest no longer declares."""
    for name, entry in lock.things.items():
        if name not in project.named and not entry.upstream:
            gone = Thing(name, entry.kind, place=Place(project.file))
            why = "the manifest does not declare it"
            yield drift.fact(gone, "stale", was=entry.source, now="nothing", why=why)


def _filled(thing: Thing, entry: Entry, known: Library) -> Thing:
    written = drift.written(entry)
    if written and not thing.license and _tells_more(thing, written, known):
        whole = (LicenseOf("", written),)
        thing = replace(thing, license=whole, license_from="lock")
    if not thing.task and entry.task:
        thing = replace(thing, task=entry.task, task_from="lock")
    return thing


def _tells_more(thing: Thing, written: str, known: Library) -> bool:
    """Return whether a locked license is known, or the catalogue knows nothing of the thing."""
    named = drift.ids(written, known, thing.obtained)
    return bool(named) or find(thing.source or thing.name) is None


class _Lineage:
    """A project while the locked lineage above what is declared is added; what manifest or
    catalogue say of a link is better.
    """

    def __init__(self, project: Project, lock: Lock) -> None:
        self.project = project
        self.lock = lock
        self.things = dict(project.named)
        self.links = list(project.links)
        self.said: set[tuple[str, str]] = {(link.product, link.kind) for link in project.links}
        self.made_of: dict[str, list[str]] = {}
        for link in project.links:
            self._note(link)
        self.by_id = {
            _hub_id(thing): thing.name for thing in project.things if thing.source.startswith("hf:")
        }

    def joined(self) -> Project:
        """Return the project with the lineage of every locked thing."""
        waiting = [
            name for name in self.lock.things if name in self.things and not self.things[name].ours
        ]
        done: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in done or not self._is_locked(name):
                continue
            done.add(name)
            waiting += self._climb(name, self.lock.things[name])
        return replace(self.project, things=tuple(self.things.values()), links=tuple(self.links))

    def _is_locked(self, name: str) -> bool:
        entry = self.lock.things.get(name)
        return entry is not None and self.things[name].kind == entry.kind

    def _climb(self, name: str, entry: Entry) -> Iterator[str]:
        """Add the links above one thing; yield the names of what is above it."""
        known = find(self.things[name].source or name)
        self.said |= {(name, kind) for kind, _, _ in known.links} if known else set()
        for kind, target, how in _above(entry):
            other = self.by_id.get(target.casefold(), target)
            if (name, kind) in self.said or other == name or not self._is_there(other):
                continue
            if other not in self.things:
                self.things[other] = _upstream(other, self.lock.things[other])
                self.by_id[target.casefold()] = other
            if self._fits(kind, name, other):
                place = Place(lock_file.NAME)
                link = Link(name, kind, other, how, place, "lock")
                self.links.append(link)
                self._note(link)
                yield other

    def _note(self, link: Link) -> None:
        if link.kind in MADE_OF:
            self.made_of.setdefault(link.product, []).append(link.object)

    def _is_there(self, name: str) -> bool:
        return name in self.things or name in self.lock.things

    def _fits(self, kind: LinkKind, name: str, other: str) -> bool:
        wanted = "model" if kind == "base" else "dataset"
        return self.things[other].kind == wanted and not self._closes_circle(name, other)

    def _closes_circle(self, product: str, other: str) -> bool:
        """Return whether a link would close a circle; cards may say so, the graph may not."""
        waiting, seen = [other], {other}
        while waiting:
            name = waiting.pop()
            if name == product:
                return True
            new = [part for part in self.made_of.get(name, ()) if part not in seen]
            seen.update(new)
            waiting += new
        return False


def _hub_id(thing: Thing) -> str:
    return thing.source.removeprefix("hf:").partition("@")[0].casefold()


def _above(entry: Entry) -> Iterator[tuple[LinkKind, str, How]]:
    """Yield (link, Hub id, how) for what an entry names as its base or training data."""
    for base in entry.base:
        yield "base", base.id, cast(How, base.how)
    for dataset in entry.datasets:
        yield "trained_on", dataset, cast(How, "")


def _upstream(name: str, entry: Entry) -> Thing:
    written = drift.written(entry)
    return Thing(
        name,
        entry.kind,
        source=f"hf:{entry.id}",
        license=(LicenseOf("", written),) if written else (),
        license_from="lock" if written else "",
        task=entry.task,
        task_from="lock" if entry.task else "",
        known_from="lock",
        place=Place(lock_file.NAME),
    )
