"""Manifest, lock and Hub compared: which license is another one, and in which terms they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from clearance.facts import Cited, LockFact
from clearance.library.load import UNRESOLVED, Library
from clearance.library.names import fold
from clearance.model import Thing
from clearance.problems import Problem

if TYPE_CHECKING:
    from clearance.library.schema import Term
    from clearance.lock.schema import Entry

MOST = 6
"""Differences that one message names."""
WORST_FIRST = ("forbid", "permit", "require")
"""Verdicts in the order in which differences are told."""
LABELS = {"permit": "acts", "forbid": "topics", "require": "duties"}
"""Verdict -> section of licenses/_words.yml with the labels of what it is about."""
PHRASES = {
    "permit": "permits to {label}",
    "forbid": "limits or forbids: {label}",
    "require": "asks to {label}",
}
HASHES = {"text-changed": "text_sha256", "policy-changed": "policy_sha256"}
"""State of a fact -> field of a lock entry whose hash tells it."""
CARD = "README.md"


def fact(thing: Thing, state: str, certainty: str = "settled", **values: Any) -> LockFact:
    """Return a fact about a thing and its lock entry."""
    cited = Cited(values.pop("license", ""), values.pop("name", ""))
    about: dict[str, Any] = {"target": thing.name, "source": thing.name, "place": thing.place}
    about |= {"topic": "license-drift", "certainty": certainty, "state": state, "cited": cited}
    return LockFact(**about, **values)


def written(entry: Entry) -> str:
    """Return the license that a lock entry states: the name where the tag says nothing."""
    named = fold(entry.license) in UNRESOLVED or not entry.license
    return entry.license_name if named and entry.license_name else entry.license


def ids(text: str, known: Library, obtained: str = "") -> frozenset[str]:
    """Return the license ids that a license string names; unknown names are left out."""
    try:
        names = {name for branch in known.branches(text) for name in branch} if text else set()
    except Problem:
        names = {text}
    return frozenset(key for name in names if (key := known.find(name, obtained)))


class Difference(NamedTuple):
    """What one of two sets of licenses says and the other does not."""

    verdict: str
    when: str
    """now, or no longer"""
    subject: str
    """the topic that is forbidden, the act that is permitted, or the duty"""
    clause: str


def differences(known: Library, old: frozenset[str], new: frozenset[str]) -> str:
    """Return in words which terms the new licenses have and the old ones had not, worst first."""
    if not old or not new:
        return "the terms cannot be compared: one of the two names is not known"
    before, after = _said(known, old), _said(known, new)
    rows = [*_only_in(after, before, "now"), *_only_in(before, after, "no longer")]
    if not rows:
        return "the terms that are known do not differ"
    rows.sort(key=lambda row: (WORST_FIRST.index(row.verdict), row))
    labels = known.table("licenses/_words")
    more = f", and {len(rows) - MOST} more differences" if len(rows) > MOST else ""
    return "; ".join(_phrase(row, labels) for row in rows[:MOST]) + more


Said = dict[tuple[str, str], str]
"""(verdict, subject) -> clause"""


def _said(known: Library, keys: frozenset[str]) -> Said:
    """Return what licenses say; of two clauses that say the same, the first is named."""
    said: Said = {}
    for key in sorted(keys):
        for term in known.license(key).terms:
            for subject in _subjects(term):
                said.setdefault((term.verdict, subject), term.clause)
    return said


def _subjects(term: Term) -> Sequence[str]:
    if term.verdict == "permit":
        return term.act
    return [term.topic if term.verdict == "forbid" else str(term.do)]


def _only_in(said: Said, other: Said, when: str) -> Iterator[Difference]:
    for (verdict, subject), clause in said.items():
        if (verdict, subject) not in other:
            yield Difference(verdict, when, subject, clause)


def _phrase(row: Difference, labels: Any) -> str:
    label = labels[LABELS[row.verdict]].get(row.subject, {}).get("label", row.subject)
    phrase = PHRASES[row.verdict].format(label=label)
    clause = f", §{row.clause}" if row.clause[:1].isdigit() else f" ({row.clause})"
    return f"{row.when} {phrase}{clause}"


def declared(thing: Thing, entry: Entry, known: Library) -> Iterator[LockFact]:
    """Yield what is wrong between a declared thing and its lock entry."""
    source = thing.source or f"hf:{entry.id}"
    if _folded(source) != _folded(entry.source) or thing.kind != entry.kind:
        yield fact(
            thing,
            "stale",
            was=f"{entry.kind} {entry.source}",
            now=f"{thing.kind} {source}",
            why="the manifest names another source",
        )
    else:
        yield from _disagreement(thing, entry, known)


def _folded(source: str) -> str:
    return source.removeprefix("hf:").casefold()


def _disagreement(thing: Thing, entry: Entry, known: Library) -> Iterator[LockFact]:
    """Yield that the manifest states a license and the lock another one, where both are known."""
    locked = written(entry)
    mine = frozenset().union(*(ids(name, known, thing.obtained) for _, name in thing.license))
    theirs = ids(locked, known, thing.obtained)
    if mine and theirs and not mine & theirs:
        yield fact(
            thing,
            "disagreement",
            "unknown",
            was=locked,
            now=", ".join(f"{part} {name}" if part else name for part, name in thing.license),
            license=min(mine),
            name=known.license(min(mine)).form.title,
            why=differences(known, theirs, mine),
        )


def changed(thing: Thing, old: Entry, new: Entry, known: Library) -> Iterator[LockFact]:
    """Yield what the Hub says differently now than when it was locked."""
    yield from _renamed(thing, old, new)
    yield from _relicensed(thing, old, new, known)
    if not new.cached:  # a cached snapshot knows neither newer texts nor the gate
        yield from _other_texts(thing, old, new)
        yield from _other_gate(thing, old, new)
    yield from _other_bases(thing, old, new)


def _renamed(thing: Thing, old: Entry, new: Entry) -> Iterator[LockFact]:
    if old.id.casefold() != new.id.casefold():
        yield fact(thing, "renamed", was=old.id, now=new.id)


def _relicensed(thing: Thing, old: Entry, new: Entry, known: Library) -> Iterator[LockFact]:
    was, now = written(old), written(new)
    if was == now and old.license == new.license:
        return
    before, after = ids(was, known), ids(now, known)
    yield fact(
        thing,
        "drift",
        "settled" if before and after else "unknown",
        was=was or "no license",
        now=now or "no license",
        license=min(after, default=""),
        why=differences(known, before, after),
    )


def _other_texts(thing: Thing, old: Entry, new: Entry) -> Iterator[LockFact]:
    """Yield license and policy files that are others now; nothing where one could not be read."""
    if old.revision == new.revision or set(new.unread) - {CARD}:
        return
    for state, field in HASHES.items():
        was, now = getattr(old, field), getattr(new, field)
        if was != now:
            yield fact(thing, state, was=was[:12] or "no file", now=now[:12] or "no file")


def _other_gate(thing: Thing, old: Entry, new: Entry) -> Iterator[LockFact]:
    if old.gated != new.gated:
        yield fact(thing, "gated", was=old.gated or "open", now=new.gated or "open")


def _other_bases(thing: Thing, old: Entry, new: Entry) -> Iterator[LockFact]:
    was, now = (sorted(base.id for base in entry.base) for entry in (old, new))
    if was != now:
        yield fact(thing, "base", was=", ".join(was) or "nothing", now=", ".join(now) or "nothing")
