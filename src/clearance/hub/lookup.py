"""Lock entries from the Hub: everything looked up in threads, with the bases and data above it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import IO, Any

from clearance.catalogue.lookup import find
from clearance.hub.client import Failure, Hub, Seen
from clearance.lock.journal import Journal
from clearance.lock.schema import Base, Entry
from clearance.terminal.progress import shown, tell

MOST = 2000
"""Things in one lock; far above any real lineage."""
LONGEST = 2000
"""Characters of a license, as the form of the lock has it."""
READ = ("text_sha256", "policy_sha256", "texts", "unread", "statements")
"""Fields of an entry that come out of files, which are read once for a revision."""
GATES = ("auto", "manual")


@dataclass(frozen=True)
class Want:
    """One thing to look up."""

    name: str
    """as the project names it"""
    kind: str
    """model or dataset"""
    id: str
    """ORG/NAME on the Hub"""
    revision: str
    """empty for the newest"""
    source: str
    """hf:ORG/NAME, with the revision that is asked for"""
    depth: int = 0
    """steps above what the project itself names"""
    declared: bool = True
    """whether the manifest names it; else it is upstream, or only in the sources"""

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what two wants share for which the Hub has one answer."""
        return (self.kind, self.id.casefold(), self.revision)


@dataclass
class Lookup:
    """One look at the Hub: what to ask it, and what it said so far."""

    hub: Hub
    depth: int = 5
    """generations of bases and data sets that are looked up above a thing"""
    threads: int = 8
    older: Mapping[str, Entry] = field(default_factory=dict)
    """entries of the last lock: what is still at their revision is not read again"""
    journal: Journal | None = None
    """where each entry is written down as it comes in; None: nowhere"""
    entries: dict[str, Entry] = field(default_factory=dict)
    failed: dict[str, Failure] = field(default_factory=dict)

    def ask(self, wants: list[Want], err: IO[str]) -> None:
        """Look everything up, and what lies above it; progress is shown on `err`."""
        with shown(err, "asking the Hub"), ThreadPoolExecutor(self.threads) as pool:
            try:
                self._ask(wants, pool)
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _ask(self, wants: list[Want], pool: ThreadPoolExecutor) -> None:
        asked = {want.key for want in wants}
        running = {pool.submit(self._entry, want): want for want in wants}
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                want = running.pop(future)
                more = _unasked(self._above(want, future), asked)
                running |= {pool.submit(self._entry, new): new for new in more}
                tell(len(self.entries) + len(self.failed), len(asked), want.name)

    def _entry(self, want: Want) -> Entry:
        """Return what the Hub says of one thing; raise Failure."""
        old = self.older.get(want.name)
        seen = self.hub.look(want.kind, want.id, want.revision, _revision_read(old))
        entry = entry_of(want, seen)
        if old and not seen.texts and old.revision == entry.revision:
            return entry.model_copy(update={name: getattr(old, name) for name in READ})
        return entry

    def _above(self, want: Want, future: Future[Entry]) -> list[Want]:
        """Take up the answer for one thing; return what lies above it."""
        try:
            entry = future.result()
        except Failure as failure:
            self.failed[want.name] = failure
            return []
        self.entries[want.name] = entry
        if self.journal:
            self.journal.add(want.name, entry)
        return list(above(want, entry, self.depth))


def _unasked(wants: Iterable[Want], asked: set[tuple[str, str, str]]) -> list[Want]:
    """Return the wants that nobody asked for yet, up to the most; `asked` grows by them."""
    new = []
    for want in wants:
        if want.key not in asked and len(asked) < MOST:
            asked.add(want.key)
            new.append(want)
    return new


def _revision_read(old: Entry | None) -> str:
    """Return the revision whose texts and card were all read; empty where there is none."""
    return old.revision if old and not old.cached and not old.unread else ""


def above(want: Want, entry: Entry, depth: int) -> Iterator[Want]:
    """Yield the bases and data sets that an entry names, until the catalogue knows more or the
    depth is reached.
    """
    if want.depth >= depth or find(want.id):
        return
    bases = [("model", base.id) for base in entry.base]
    for kind, name in (*bases, *(("dataset", dataset) for dataset in entry.datasets)):
        yield Want(name, kind, name, "", f"hf:{name}", want.depth + 1, declared=False)


def entry_of(want: Want, seen: Seen) -> Entry:
    """Return the lock entry of what the Hub said."""
    names = "\n".join(name for name, _ in seen.files)
    values: dict[str, Any] = {
        "kind": seen.kind,
        "source": want.source,
        "id": seen.id,
        "revision": seen.revision,
        "license": _joined(seen.license),
        "license_name": seen.license_name,
        "license_link": seen.license_link,
        "text_sha256": _first_hash(seen, _is_license),
        "policy_sha256": _first_hash(seen, _is_policy),
        "texts": dict(seen.texts),
        "unread": dict(seen.unread),
        "base": [Base.model_validate({"id": name, "how": how}) for name, how in seen.base],
        "datasets": list(seen.datasets),
        "task": seen.task,
        "gated": seen.gated if seen.gated in GATES else "",
        "files": len(seen.files),
        "files_sha256": hashlib.sha256(names.encode()).hexdigest() if names else "",
        "statements": list(seen.statements),
        "cached": seen.cached,
        "upstream": not want.declared,
        "locked": datetime.date.today().isoformat(),
    }
    return Entry.model_validate(values)


def _joined(licenses: tuple[str, ...]) -> str:
    """Several tags of a data set hold for parts that nobody names: all of them bind."""
    return " AND ".join(licenses)[:LONGEST]


def _first_hash(seen: Seen, is_meant: Callable[[str], bool]) -> str:
    return next((sha for name, sha in seen.texts if is_meant(name)), "")


def _is_policy(name: str) -> bool:
    return "policy" in name.casefold()


def _is_license(name: str) -> bool:
    return not _is_policy(name) and "notice" not in name.casefold()
