"""The lock command's work: everything looked up on the Hub in threads, progress kept, the lock
written or compared.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from clearance.catalogue.lookup import find
from clearance.check import Options, check_project
from clearance.facts import LockFact
from clearance.hub.client import Failure, Hub, Seen
from clearance.judge.judge import judge
from clearance.library.load import library
from clearance.lock import drift
from clearance.lock import file as locks
from clearance.lock.schema import Base, Entry, Lock
from clearance.model import LicenseOf, Place, Project, Thing
from clearance.problems import CLEAN, FOUND, USAGE, Problem
from clearance.project.from_sources import from_sources
from clearance.project.open import declared_at
from clearance.project.references import key
from clearance.terminal.progress import shown, tell
from clearance.text import clean

MOST = 2000
"""Things in one lock; far above any real lineage."""


@dataclass(frozen=True)
class Ask:
    """What the command line asks of a lock."""

    check: bool = False
    scan: bool = False
    depth: int = 5
    threads: int = 8
    timeout: float = 10.0
    """seconds for one answer of the Hub"""
    packs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Want:
    """One thing to look up."""

    name: str
    kind: str
    id: str
    revision: str
    source: str
    depth: int = 0
    declared: bool = True
    """whether the manifest names it; else it is upstream, or only in the sources"""


@dataclass
class Run:
    """One run: what is known so far, and where progress goes."""

    hub: Hub
    ask: Ask
    err: IO[str]
    journal: Path | None = None
    entries: dict[str, Entry] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    known: dict[str, Entry] = field(default_factory=dict)
    """older entries: what is still at their revision is not read again"""

    def all(self, wants: list[Want]) -> None:
        """Look everything up, and what lies above it."""
        seen = {(want.kind, want.id.casefold(), want.revision) for want in wants}
        with shown(self.err, "asking the Hub"), ThreadPoolExecutor(self.ask.threads) as pool:
            running: dict[Future[Entry], Want] = {
                pool.submit(self._one, want): want for want in wants
            }
            try:
                while running:
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        want = running.pop(future)
                        for more in self._took(want, future):
                            key = (more.kind, more.id.casefold(), more.revision)
                            if key not in seen and len(seen) < MOST:
                                seen.add(key)
                                running[pool.submit(self._one, more)] = more
                        tell(len(self.entries) + len(self.failed), len(seen), want.name)
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _one(self, want: Want) -> Entry:
        old = self.known.get(want.name)
        seen = self.hub.look(
            want.kind,
            want.id,
            want.revision,
            old.revision if old and not old.cached and not old.unread else "",
        )
        entry = entry_of(want, seen)
        if (
            old and not seen.texts and old.revision == entry.revision
        ):  # unchanged: what was read then
            kept = {
                key: getattr(old, key)
                for key in ("text_sha256", "policy_sha256", "texts", "unread", "statements")
            }
            entry = entry.model_copy(update=kept)
        return entry

    def _took(self, want: Want, future: Future[Entry]) -> list[Want]:
        try:
            entry = future.result()
        except Failure as failure:
            self.failed[want.name], self.states[want.name] = failure.message, failure.state
            return []
        self.entries[want.name] = entry
        if self.journal:
            with self.journal.open("a", encoding="ascii") as file:
                file.write(
                    json.dumps(
                        {"name": want.name, "entry": entry.model_dump(exclude_defaults=True)}
                    )
                    + "\n"
                )
        return list(above(want, entry, self.ask.depth))


def run(path: Path, ask: Ask, out: IO[str], err: IO[str]) -> int:
    """Write or compare the lock of the project at a path; return the exit code; raise Problem for
    wrong input.
    """
    project = _project(path, ask)
    target = locks.find(Path(project.root))
    return (
        _check(project, target, ask, out, err)
        if ask.check
        else _write(project, target, ask, out, err)
    )


def _project(path: Path, ask: Ask) -> Project:
    """Return what is declared, with what the sources name where that is asked for; the sources
    alone where there is no manifest, as `check` does.
    """
    declared = declared_at(path)
    project = declared.project
    if not ask.scan or project.read_from == "sources":
        return project
    named, _ = from_sources(Path(project.root))
    ids = {key(thing.source or thing.name) for thing in project.things}
    more = tuple(thing for thing in named.things if key(thing.source) not in ids)
    return replace(project, things=(*project.things, *more))


def wanted(project: Project) -> tuple[list[Want], list[str]]:
    """Return what can be looked up on the Hub, and the names of what lies elsewhere."""
    wants, elsewhere = [], []
    for thing in project.things:
        if thing.ours or thing.kind in ("service", "release"):
            continue
        if thing.source.startswith("hf:") and thing.kind in ("model", "dataset"):
            name, _, revision = thing.source.removeprefix("hf:").partition("@")
            wants.append(
                Want(
                    thing.name,
                    thing.kind,
                    name,
                    revision,
                    thing.source,
                    declared=thing.declared,
                )
            )
        else:
            elsewhere.append(thing.name)
    return wants, elsewhere


def above(want: Want, entry: Entry, depth: int) -> Iterator[Want]:
    """Yield the bases and data sets that an entry names, until the catalogue knows more or the
    depth is reached.
    """
    if want.depth >= depth or find(want.id):
        return
    for kind, names in (("model", [one.id for one in entry.base]), ("dataset", entry.datasets)):
        for name in names:
            yield Want(name, kind, name, "", f"hf:{name}", want.depth + 1, declared=False)


def entry_of(want: Want, seen: Seen) -> Entry:
    """Return the lock entry of what the Hub said."""
    texts = dict(seen.texts)
    policy = next((sha for name, sha in texts.items() if "policy" in name.casefold()), "")
    text = next(
        (
            sha
            for name, sha in texts.items()
            if not any(word in name.casefold() for word in ("policy", "notice"))
        ),
        "",
    )
    names = "\n".join(name for name, _ in seen.files)
    return Entry(
        kind=seen.kind,  # type: ignore[arg-type]
        source=want.source,
        id=seen.id,
        revision=seen.revision,
        license=_joined(seen.license),
        license_name=seen.license_name,
        license_link=seen.license_link,
        text_sha256=text,
        policy_sha256=policy,
        texts=texts,
        unread=dict(seen.unread),
        base=[Base(id=name, how=how) for name, how in seen.base],  # type: ignore[arg-type]
        datasets=list(seen.datasets),
        task=seen.task,
        gated=seen.gated if seen.gated in ("auto", "manual") else "",  # type: ignore[arg-type]
        files=len(seen.files),
        files_sha256=hashlib.sha256(names.encode()).hexdigest() if names else "",
        statements=list(seen.statements),
        cached=seen.cached,
        upstream=not want.declared,
        locked=datetime.date.today().isoformat(),
    )


def _joined(licenses: tuple[str, ...]) -> str:
    """Several tags of a data set hold for parts that nobody names: all of them bind."""
    return " AND ".join(licenses)[:2000]


def _write(project: Project, target: Path, ask: Ask, out: IO[str], err: IO[str]) -> int:
    wants, elsewhere = wanted(project)
    if not wants:
        out.write("nothing to lock: no declared model or data set lies on the Hub\n")
        return CLEAN
    try:
        old = locks.load(target)
    except Problem as problem:
        err.write(f"clearance: {problem.message} ({target.name}); it is made anew\n")
        old = None
    journal = target.with_name(f".{target.name}.part")
    work = Run(Hub(ask.timeout), ask, err, journal, known={**(old.things if old else {})})
    done = _resumed(journal)
    again = [want for want in wants if not _same(done.get(want.name), want)]
    work.entries.update({want.name: done[want.name] for want in wants if want not in again})
    again += [
        more
        for want in wants
        if want not in again
        for more in above(want, work.entries[want.name], ask.depth)
    ]
    work.all(list(dict.fromkeys(again)))
    things = dict(work.entries)
    for name in work.failed:  # what was known stays, and is said to be old by its date
        if old and name in old.things:
            things[name] = old.things[name]
    _keep_dates(things, old)
    locks.save(target, Lock(things=things, failed=work.failed))
    with contextlib.suppress(OSError):
        journal.unlink(missing_ok=True)
    for message in sorted(work.failed.values()):
        err.write(f"clearance: {clean(message)}\n")
    if elsewhere:
        err.write(
            clean(
                f"clearance: not on the Hub, not looked up: {', '.join(sorted(elsewhere)[:10])}"
                + (" …" if len(elsewhere) > 10 else "")
            )
            + "\n"
        )
    cached = sum(entry.cached for entry in things.values())
    upstream = sum(entry.upstream for entry in things.values())
    extra = (f", {upstream} of them not declared" if upstream else "") + (
        f", {cached} from the local cache" if cached else ""
    )
    out.write(f"{target.name}: {len(things)} locked{extra}; {len(work.failed)} failed\n")
    return FOUND if any(want.name in work.failed for want in wants) else CLEAN


def _same(entry: Entry | None, want: Want) -> bool:
    return entry is not None and (entry.kind, entry.source) == (want.kind, want.source)


def _keep_dates(things: dict[str, Entry], old: Lock | None) -> None:
    """Keep the date of an entry that did not change, so that a lock made again is the same file."""
    for name, entry in things.items():
        before = old.things.get(name) if old else None
        if before and before.model_copy(update={"locked": entry.locked}) == entry:
            things[name] = before


def _resumed(journal: Path) -> dict[str, Entry]:
    """Return what an interrupted run of today had done; a torn last line is left out."""
    done: dict[str, Entry] = {}
    try:
        lines = journal.read_text("utf-8", "replace").splitlines()
    except OSError:
        return done
    for line in lines:
        with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
            told = json.loads(line)
            entry = Entry.model_validate(told["entry"])
            if entry.locked == datetime.date.today().isoformat() and not entry.unread:
                done[told["name"]] = entry
    return done


def _check(project: Project, target: Path, ask: Ask, out: IO[str], err: IO[str]) -> int:
    lock = locks.load(target, os.path.relpath(target))
    if lock is None:
        raise Problem(
            "there is no clearance.lock to compare with", where=str(target), hint="clearance lock"
        )
    wants = [_again(name, entry) for name, entry in lock.things.items()]
    work = Run(Hub(ask.timeout), replace(ask, depth=0), err, known=dict(lock.things))
    work.all(wants)
    known = library(*ask.packs, *project.packs)
    things = {name: _thing(project, name, entry) for name, entry in lock.things.items()}
    facts: list[LockFact] = []
    silent = []
    for name, thing in things.items():
        if name in work.entries:
            facts += drift.changed(thing, lock.things[name], work.entries[name], known)
        elif work.states[name] in ("gone", "disabled", "revision"):
            facts.append(
                drift.fact(
                    thing,
                    "gone",
                    was=lock.things[name].id,
                    now=work.states[name],
                    why=work.failed[name],
                )
            )
        else:
            silent.append(work.failed[name])
    for row in judge(facts, known, project.policy):
        out.write(clean(f"{row.severity} {row.rule} {row.message}") + "\n")
        for fix in row.fix:
            out.write(clean(f"  fix: {fix}") + "\n")
    for line in _meaning(project, things, work, lock):
        out.write(clean(line) + "\n")
    for message in sorted(silent):
        err.write(f"clearance: {clean(message)}\n")
    cached = sum(entry.cached for entry in work.entries.values())
    aside = (f", {len(silent)} not looked up" if silent else "") + (
        f", {cached} from the local cache" if cached else ""
    )
    out.write(f"{len(lock.things)} locked, {len({fact.source for fact in facts})} changed{aside}\n")
    return FOUND if facts else (USAGE if silent else CLEAN)


def _again(name: str, entry: Entry) -> Want:
    ident, _, revision = entry.source.removeprefix("hf:").partition("@")
    return Want(name, entry.kind, ident, revision, entry.source)


def _thing(project: Project, name: str, entry: Entry) -> Thing:
    for thing in project.things:
        if thing.name == name:
            return thing
    return Thing(name, entry.kind, place=Place(locks.NAME))


def _meaning(project: Project, things: dict[str, Thing], work: Run, lock: Lock) -> Iterator[str]:
    """Yield the findings that the project would have under the new licenses and has not now."""

    def under(entries: dict[str, Entry]) -> Project:
        told = {name: drift.written(entry) for name, entry in entries.items()}
        new = tuple(
            replace(thing, license=(LicenseOf("", told[thing.name]),))
            if told.get(thing.name)
            else thing
            for thing in project.things
        )
        return replace(project, things=new)

    moved = {
        name: entry
        for name, entry in work.entries.items()
        if drift.written(entry) != drift.written(lock.things[name])
        and things[name] in project.things
    }
    if not moved:
        return
    options = Options(packs=work.ask.packs)
    before = {
        (row.rule, row.term, row.artifact)
        for row in check_project(
            under({name: lock.things[name] for name in moved}), options
        ).findings
    }
    for row in check_project(under(moved), options).findings:
        if (row.rule, row.term, row.artifact) not in before and "lock" not in row.telling.quiet:
            yield f"  then: {row.severity} {row.rule} {row.message}"
