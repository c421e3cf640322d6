"""`clearance lock`: what the Hub says of the project's things, written to a lock or compared."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from clearance.check import Options, check_project
from clearance.facts import LockFact
from clearance.hub.client import Hub
from clearance.hub.lookup import Lookup, Want, above
from clearance.judge.judge import judge
from clearance.library.load import Library, library
from clearance.lock import drift, journal
from clearance.lock import file as lock_file
from clearance.lock.schema import Entry, Lock
from clearance.model import Finding, LicenseOf, Place, Project, Thing
from clearance.problems import CLEAN, FOUND, USAGE, Problem
from clearance.project.from_sources import from_sources
from clearance.project.open import declared_at
from clearance.project.references import key
from clearance.text import clean

MOST_NAMED = 10
"""Things elsewhere that one line names."""
LOST = ("gone", "disabled", "revision")
"""States of a failure by which a locked thing can no longer be had."""


@dataclass(frozen=True)
class LockRequest:
    """What the command line asks of a lock."""

    path: Path = Path()
    check: bool = False
    """compare and change nothing"""
    scan: bool = False
    """lock what the sources name too"""
    depth: int = 5
    """generations of bases and data sets that are looked up above a thing"""
    threads: int = 8
    timeout: float = 10.0
    """seconds for one answer of the Hub"""
    packs: tuple[str, ...] = ()


def run(request: LockRequest, out: IO[str], err: IO[str]) -> int:
    """Write or compare the lock of the project at a path; return the exit code; raise Problem for
    wrong input.
    """
    project = _project(request)
    target = lock_file.find(Path(project.root))
    if request.check:
        return _compare(project, target, request, out, err)
    return _write(project, target, request, out, err)


def _project(request: LockRequest) -> Project:
    """Return what is declared, with what the sources name where that is asked for; the sources
    alone where there is no manifest, as `check` does.
    """
    project = declared_at(request.path).project
    if not request.scan or project.read_from == "sources":
        return project
    named, _ = from_sources(Path(project.root))
    declared = {key(thing.source or thing.name) for thing in project.things}
    more = tuple(thing for thing in named.things if key(thing.source) not in declared)
    return replace(project, things=(*project.things, *more))


def _write(project: Project, target: Path, request: LockRequest, out: IO[str], err: IO[str]) -> int:
    wants = [_want(thing) for thing in project.things if _is_on_hub(thing)]
    if not wants:
        out.write("nothing to lock: no declared model or data set lies on the Hub\n")
        return CLEAN
    older = _older(target, err)
    notes = journal.beside(target)
    lookup = Lookup(Hub(request.timeout), request.depth, request.threads, older, notes)
    lookup.ask(_resumed(wants, lookup), err)
    entries = _with_older(lookup, older)
    messages = {name: failure.message for name, failure in lookup.failed.items()}
    lock_file.save(target, Lock(things=entries, failed=messages))
    notes.remove()
    _warn(messages.values(), err)
    _name_elsewhere(project, err)
    counts = _counts(entries)
    out.write(f"{target.name}: {len(entries)} locked{counts}; {len(messages)} failed\n")
    return FOUND if any(want.name in lookup.failed for want in wants) else CLEAN


def _may_be_locked(thing: Thing) -> bool:
    return not thing.ours and thing.kind not in ("service", "release")


def _is_on_hub(thing: Thing) -> bool:
    on_hub = thing.source.startswith("hf:") and thing.kind in ("model", "dataset")
    return on_hub and _may_be_locked(thing)


def _want(thing: Thing) -> Want:
    want = _locked(thing.name, thing.kind, thing.source)
    return replace(want, declared=thing.declared)


def _locked(name: str, kind: str, source: str) -> Want:
    """Return what to look up for a source on the Hub (hf:ORG/NAME@REVISION)."""
    hub_id, _, revision = source.removeprefix("hf:").partition("@")
    return Want(name, kind, hub_id, revision, source)


def _older(target: Path, err: IO[str]) -> dict[str, Entry]:
    """Return the entries of the lock that is there; none where it cannot be read."""
    try:
        lock = lock_file.load(target)
    except Problem as problem:
        err.write(f"clearance: {problem.message} ({target.name}); it is made anew\n")
        return {}
    return dict(lock.things) if lock else {}


def _resumed(wants: list[Want], lookup: Lookup) -> list[Want]:
    """Take up what an interrupted run had done; return what is left to look up."""
    written = lookup.journal.entries() if lookup.journal else {}
    done = {want: written[want.name] for want in wants if _is_entry_of(want, written)}
    lookup.entries |= {want.name: entry for want, entry in done.items()}
    left = [want for want in wants if want not in done]
    for want, entry in done.items():
        left += above(want, entry, lookup.depth)
    return list(dict.fromkeys(left))


def _is_entry_of(want: Want, written: Mapping[str, Entry]) -> bool:
    entry = written.get(want.name)
    return entry is not None and (entry.kind, entry.source) == (want.kind, want.source)


def _with_older(lookup: Lookup, older: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return the entries of the new lock. What failed stays as it was, and its date says how old
    that is; what did not change keeps its date, so that a lock made again is the same file.
    """
    entries = {name: _same(older.get(name), entry) for name, entry in lookup.entries.items()}
    return entries | {name: older[name] for name in lookup.failed if name in older}


def _same(old: Entry | None, new: Entry) -> Entry:
    is_same = old is not None and old.model_copy(update={"locked": new.locked}) == new
    return old if old and is_same else new


def _warn(messages: Iterable[str], err: IO[str]) -> None:
    for message in sorted(messages):
        err.write(f"clearance: {clean(message)}\n")


def _name_elsewhere(project: Project, err: IO[str]) -> None:
    """Say which things lie elsewhere than on the Hub."""
    names = sorted(
        thing.name for thing in project.things if _may_be_locked(thing) and not _is_on_hub(thing)
    )
    if names:
        more = " …" if len(names) > MOST_NAMED else ""
        line = f"clearance: not on the Hub, not looked up: {', '.join(names[:MOST_NAMED])}{more}"
        err.write(clean(line) + "\n")


def _counts(entries: Mapping[str, Entry]) -> str:
    upstream = sum(entry.upstream for entry in entries.values())
    not_declared = f", {upstream} of them not declared" if upstream else ""
    return not_declared + _from_cache(entries)


def _from_cache(entries: Mapping[str, Entry]) -> str:
    cached = sum(entry.cached for entry in entries.values())
    return f", {cached} from the local cache" if cached else ""


def _compare(
    project: Project, target: Path, request: LockRequest, out: IO[str], err: IO[str]
) -> int:
    lock = _lock(target)
    lookup = Lookup(Hub(request.timeout), 0, request.threads, lock.things)
    lookup.ask(
        [_locked(name, entry.kind, entry.source) for name, entry in lock.things.items()], err
    )
    known = library(*request.packs, *project.packs)
    facts = list(_changes(project, lock, lookup, known))
    unclear = [failure.message for failure in lookup.failed.values() if failure.state not in LOST]
    out.writelines(_told(judge(facts, known, project.policy)))
    out.writelines(_consequences(project, lock, lookup, request.packs))
    _warn(unclear, err)
    changed = len({fact.source for fact in facts})
    not_asked = f", {len(unclear)} not looked up" if unclear else ""
    counts = f"{changed} changed{not_asked}{_from_cache(lookup.entries)}"
    out.write(f"{len(lock.things)} locked, {counts}\n")
    if facts:
        return FOUND
    return USAGE if unclear else CLEAN


def _lock(target: Path) -> Lock:
    lock = lock_file.load(target, os.path.relpath(target))
    if lock is None:
        raise Problem(
            "there is no clearance.lock to compare with", where=str(target), hint="clearance lock"
        )
    return lock


def _changes(project: Project, lock: Lock, lookup: Lookup, known: Library) -> Iterator[LockFact]:
    """Yield what the Hub says differently now than when things were locked."""
    for name, old in lock.things.items():
        thing = project.named.get(name) or Thing(name, old.kind, place=Place(lock_file.NAME))
        failure = lookup.failed.get(name)
        if failure is None:
            yield from drift.changed(thing, old, lookup.entries[name], known)
        elif failure.state in LOST:
            yield drift.fact(thing, "gone", was=old.id, now=failure.state, why=failure.message)


def _told(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield clean(f"{finding.severity} {finding.rule} {finding.message}") + "\n"
        for fix in finding.fix:
            yield clean(f"  fix: {fix}") + "\n"


def _consequences(
    project: Project, lock: Lock, lookup: Lookup, packs: tuple[str, ...]
) -> Iterator[str]:
    """Yield the findings that the project would have under the new licenses and has not now."""
    after = {
        name: drift.written(entry)
        for name, entry in lookup.entries.items()
        if name in project.named and drift.written(entry) != drift.written(lock.things[name])
    }
    if not after:
        return
    before = {name: drift.written(lock.things[name]) for name in after}
    known = {_identity(finding) for finding in _findings(project, before, packs)}
    for finding in _findings(project, after, packs):
        if _identity(finding) not in known and "lock" not in finding.telling.quiet:
            yield clean(f"  then: {finding.severity} {finding.rule} {finding.message}") + "\n"


def _findings(
    project: Project, licenses: Mapping[str, str], packs: tuple[str, ...]
) -> Sequence[Finding]:
    """Return the findings of a check where some things have other licenses."""
    return check_project(_under(project, licenses), Options(packs=packs)).findings


def _under(project: Project, licenses: Mapping[str, str]) -> Project:
    """Return the project with other licenses of some of its things."""
    things = tuple(
        replace(thing, license=(LicenseOf("", licenses[thing.name]),))
        if licenses.get(thing.name)
        else thing
        for thing in project.things
    )
    return replace(project, things=things)


def _identity(finding: Finding) -> tuple[str, str, str]:
    return (finding.rule, finding.term, finding.artifact)
