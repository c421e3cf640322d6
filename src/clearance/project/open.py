"""The project at a path, opened in one pass: manifest or sources, cards, lock, catalogue, packs.

Every command opens its project here, so that all of them know the same of it.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clearance.facts import LockFact
from clearance.library.load import Library, library
from clearance.manifest import load as manifest
from clearance.model import Assumption, Gap, Project
from clearance.problems import NOTHING, Problem
from clearance.project.from_cards import with_cards
from clearance.project.from_catalogue import with_catalogue
from clearance.project.from_lock import read as read_lock
from clearance.project.from_lock import with_lock
from clearance.project.from_sources import from_sources
from clearance.project.references import shown_path
from clearance.project.tasks import with_tasks
from clearance.scan import ScanResult, scan

MOST_FOLDERS = 20_000
"""Folders looked at for further manifests."""
NOT_OURS = frozenset({"node_modules", "site-packages", "__pycache__"})
"""Folders that hold what others made."""


@dataclass(frozen=True)
class Declared:
    """What is declared at a path, before it is joined with lock and catalogue."""

    project: Project
    folder: Path
    """where the sources are"""
    shown: str
    """folder that is put before printed paths of sources"""
    scanned: ScanResult | None = None
    """what the sources name, where they had to be read"""


@dataclass(frozen=True)
class Opened:
    """A project as it is declared, and joined with what is known of it."""

    at: Declared | None
    """where it lies; None where there are no sources to look at, as for a bill of materials"""
    declared: Project
    """what manifest, bill of materials or sources say, with the cards of models in the tree"""
    project: Project
    """the same joined with lock and catalogue, with tasks filled in"""
    known: Library
    packs: tuple[str, ...] = ()
    """folders whose rules and licenses were added"""
    lock_facts: Sequence[LockFact] = ()
    """where manifest and lock disagree"""

    @property
    def shown(self) -> str:
        """Return the folder that is put before printed paths of sources."""
        return self.at.shown if self.at else ""

    @functools.cached_property
    def scanned(self) -> ScanResult | None:
        """Return what the sources name; the tree is read when this is first asked for."""
        return (self.at.scanned or scan(self.at.folder)) if self.at else None

    @property
    def compared(self) -> ScanResult | None:
        """Return what the manifest is held against; None where the sources are the manifest."""
        return None if self.declared.read_from == "sources" else self.scanned

    @functools.cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what was not read: files, and manifests below that speak for themselves."""
        skipped = self.scanned.skipped if self.scanned else ()
        files = [Gap("file", shown_path(one.path, self.shown), one.why) for one in skipped]
        return (*files, *self._manifests_below())

    def _manifests_below(self) -> Iterator[Gap]:
        for path in manifests_below(self.at.folder) if self.at else ():
            where = shown_path(path.as_posix(), self.shown)
            yield Gap(
                "manifest",
                where,
                "it is a project of its own and is not checked with this one",
                f"clearance check {Path(where).parent.as_posix()}",
                "thing",
            )


def declared_at(path: Path, *, shown: str = "") -> Declared:
    """Return what the manifest at a path says, or without one what its sources name, with the cards
    of models in the tree.

    `shown` is the path as printed in places: of the manifest, or of the folder. Raises Problem for
    wrong input, and with exit code 4 where there is neither a manifest nor a reference.
    """
    found = find_manifest(path)
    if found is None:
        return _of_sources(path, shown or str(path))
    project = with_cards(manifest.load(found, shown=shown), found.parent)
    if path.is_dir() and found.parent.resolve() in path.resolve().parents:
        above = Assumption(f"{path} has no clearance.yaml: this is the one of a folder above")
        project = replace(project, assumptions=(*project.assumptions, above))
    return Declared(project, found.parent, str(Path(shown).parent) if shown else "")


def find_manifest(path: Path) -> Path | None:
    """Return the manifest at a path: its own, else that of the nearest folder above in the same
    repository; None where there is none. Raises Problem where the path itself is wrong.
    """
    for place in (path, *_above(path)):
        try:
            return manifest.find(place)
        except Problem as problem:
            if problem.code != NOTHING:
                raise
    return None


def _above(path: Path) -> Iterator[Path]:
    """Yield the folders above one up to the root of its repository; nothing outside of one."""
    here = path.resolve()
    parents = list(here.parents)
    roots = [at for at, folder in enumerate((here, *parents)) if (folder / ".git").exists()]
    for folder in parents[: roots[0]] if roots else ():
        yield Path(os.path.relpath(folder)) if not path.is_absolute() else folder


def _of_sources(path: Path, shown: str) -> Declared:
    project, scanned = from_sources(path, shown)
    if not project.things:
        read = f"{scanned.read} files name no model or data set"
        raise Problem(
            f"nothing to check: no clearance.yaml, and {read}",
            where=str(path),
            hint=_instead(path),
            code=NOTHING,
        ) from None
    return Declared(project, path, shown, scanned)


def _instead(path: Path) -> str:
    """Return what to type where there is nothing to check: a project below, or a first manifest."""
    below = manifests_below(path)
    return f"clearance check {(path / below[0]).parent}" if below else "clearance init"


def open_project(path: Path, *, packs: Sequence[str] = (), shown: str = "") -> Opened:
    """Return the project at a path, joined with what is known of it; see `declared_at`."""
    return joined(declared_at(path, shown=shown), packs)


def complete(project: Project, *, packs: Sequence[str] = ()) -> Opened:
    """Return a declared project joined with what is known of it, without a look at sources."""
    return joined(Declared(project, Path(project.root), ""), packs, compare=False)


def joined(declared: Declared, packs: Sequence[str] = (), *, compare: bool = True) -> Opened:
    """Return what is declared joined with lock, catalogue and tasks; raise Problem for a broken
    lock or pack.

    `compare` says whether there are sources that the manifest may be held against.
    """
    project = declared.project
    every = tuple(dict.fromkeys((*packs, *project.packs)))
    known = library(*every)
    locked, facts = with_lock(project, read_lock(project), known)
    full = with_tasks(with_catalogue(locked, known), known)
    return Opened(declared if compare else None, project, full, known, every, facts)


def manifests_below(folder: Path) -> list[Path]:
    """Return the manifests in folders below one, relative to it, sorted."""
    found = []
    for at, (place, folders, names) in enumerate(os.walk(folder)):
        folders[:] = sorted(name for name in folders if name[0] != "." and name not in NOT_OURS)
        if at > MOST_FOLDERS:
            break
        found += [Path(place, name) for name in manifest.NAMES if at and name in names]
    return [path.relative_to(folder) for path in found]
