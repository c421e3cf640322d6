"""The manifest joined with the lock: licenses, tasks and lineage filled in, disagreement and gaps
as facts.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from clearance.catalogue.lookup import find
from clearance.facts import LockFact
from clearance.library.load import Library
from clearance.lock import drift
from clearance.lock import file as locks
from clearance.model import Link, Place, Project, Thing

if TYPE_CHECKING:
    from clearance.lock.schema import Entry, Lock


OFFLINE = "offline: licenses are the manifest's and the catalogue's; clearance lock asks the Hub"
"""Said where no lock stands beside the manifest: what was not looked up is not taken for looked up.
"""


def read(project: Project) -> Lock | None:
    """Return the lock beside a manifest, or None; raise Problem for a broken one."""
    path = locks.find(Path(project.root))
    return locks.load(path, str(Path(project.file).parent / locks.NAME))


def join_lock(
    project: Project, lock: Lock | None, known: Library
) -> tuple[Project, list[LockFact]]:
    """Return the project with what the lock knows filled in, and what manifest and lock say against
    each other.

    What the manifest says stays and is what verdicts are computed for.
    """
    if lock is None:
        asked = any(thing.source.startswith("hf:") and not thing.ours for thing in project.things)
        return (
            replace(project, assumptions=(*project.assumptions, OFFLINE)) if asked else project
        ), []
    facts: list[LockFact] = []
    things = {thing.name: thing for thing in project.things}
    for thing in project.things:
        entry = lock.things.get(thing.name)
        if thing.ours or thing.kind not in ("model", "dataset"):
            continue
        if entry is None:
            if thing.source.startswith("hf:"):
                facts.append(
                    drift.fact(
                        thing, "missing", why=lock.failed.get(thing.name, "it was not looked up")
                    )
                )
            continue
        found = list(drift.declared(thing, entry, known))
        facts += found
        if not any(one.state == "stale" for one in found):
            things[thing.name] = _filled(thing, entry, known)
    for name in lock.things:
        if name not in things and not lock.things[name].upstream:
            gone = Thing(name, lock.things[name].kind, place=Place(project.file))
            facts.append(
                drift.fact(
                    gone,
                    "stale",
                    was=lock.things[name].source,
                    now="nothing",
                    why="the manifest does not declare it",
                )
            )
    return _upstream(replace(project, things=tuple(things.values())), lock), facts


def _filled(thing: Thing, entry: Entry, known: Library) -> Thing:
    locked = drift.written(entry)
    if (
        not thing.license
        and locked
        and (drift.ids(locked, known, thing.obtained) or find(thing.source or thing.name) is None)
    ):
        thing = replace(thing, license=(("", locked),), license_from="lock")
    if not thing.task and entry.task:
        thing = replace(thing, task=entry.task, task_from="lock")
    return thing


def _upstream(project: Project, lock: Lock) -> Project:
    """Add the locked lineage above what is declared; what manifest or catalogue say of a link is
    better.
    """
    things = {thing.name: thing for thing in project.things}
    by_id = {
        thing.source.removeprefix("hf:").partition("@")[0].casefold(): thing.name
        for thing in project.things
        if thing.source.startswith("hf:")
    }
    links = list(project.links)
    waiting = [name for name in lock.things if name in things and not things[name].ours]
    done: set[str] = set()
    said = {(link.product, link.kind) for link in links}
    while waiting:
        name = waiting.pop()
        entry = lock.things.get(name)
        if entry is None or name in done or things[name].kind != entry.kind:
            continue
        done.add(name)
        known = find(things[name].source or name)
        said |= {(name, kind) for kind, _, _ in known.links} if known else set()
        above = [("base", one.id, one.how) for one in entry.base] + [
            ("trained_on", one, "") for one in entry.datasets
        ]
        for kind, target, how in above:
            other = by_id.get(target.casefold(), target)
            if (
                (name, kind) in said
                or other == name
                or (other not in things and other not in lock.things)
            ):
                continue
            if other not in things:
                one = lock.things[other]
                license_ = drift.written(one)
                things[other] = Thing(
                    other,
                    one.kind,
                    source=f"hf:{one.id}",
                    license=(("", license_),) if license_ else (),
                    license_from="lock" if license_ else "",
                    task=one.task,
                    task_from="lock" if one.task else "",
                    place=Place(locks.NAME),
                )
                by_id[target.casefold()] = other
            if things[other].kind == ("model" if kind == "base" else "dataset") and not _loops(
                links, name, other
            ):
                links.append(Link(name, kind, other, how, Place(locks.NAME), "lock"))
                waiting.append(other)
    return replace(project, things=tuple(things.values()), links=tuple(links))


def _loops(links: list[Link], product: str, other: str) -> bool:
    """Return whether a base link would close a circle; cards may say so, the graph may not."""
    stack, seen = [other], {other}
    while stack:
        name = stack.pop()
        if name == product:
            return True
        for link in links:
            if (
                link.product == name
                and link.kind in ("base", "contains", "derived_from")
                and link.object not in seen
            ):
                seen.add(link.object)
                stack.append(link.object)
    return False
