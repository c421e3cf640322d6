"""Manifest, lock and Hub compared: which license is another one, and in which terms the two differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from clearance.facts import Cited, LockFact
from clearance.library.load import UNRESOLVED, Library
from clearance.library.names import fold
from clearance.model import Thing
from clearance.problems import Problem

if TYPE_CHECKING:
    from clearance.lock.schema import Entry

MOST = 6
"""Differences that one message names."""


def fact(thing: Thing, state: str, certainty: str = "settled", **told: Any) -> LockFact:
    """Return a fact about a thing and its lock entry."""
    cited = Cited(told.pop("license", ""), told.pop("name", ""))
    about: dict[str, Any] = {"target": thing.name, "source": thing.name, "place": thing.place}
    about |= {"topic": "license-drift", "certainty": certainty, "state": state, "cited": cited}
    return LockFact(**about, **told)


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


def differences(known: Library, old: frozenset[str], new: frozenset[str]) -> str:
    """Return in words which terms the new licenses have and the old ones had not, worst first."""
    if not old or not new:
        return "the terms cannot be compared: one of the two names is not known"
    labels = known.table("licenses/_words")
    before, after = _said(known, old), _said(known, new)
    rows = [
        (verdict, "now", key, clause)
        for (verdict, key), clause in after.items()
        if (verdict, key) not in before
    ]
    rows += [
        (verdict, "no longer", key, clause)
        for (verdict, key), clause in before.items()
        if (verdict, key) not in after
    ]
    rows.sort(key=lambda row: (("forbid", "permit", "require").index(row[0]), row))
    told = [
        f"{when} {_phrase(labels, verdict, key)}{_clause(clause)}"
        for verdict, when, key, clause in rows
    ]
    more = f", and {len(told) - MOST} more differences" if len(told) > MOST else ""
    return "; ".join(told[:MOST]) + more if told else "the terms that are known do not differ"


def _said(known: Library, keys: frozenset[str]) -> dict[tuple[str, str], str]:
    """Return (verdict, topic forbidden | act permitted | duty) -> clause."""
    said: dict[tuple[str, str], str] = {}
    for key in sorted(keys):
        for term in known.license(key).terms:
            if term.verdict == "permit":
                for act in term.act:
                    said.setdefault(("permit", act), term.clause)
            else:
                said.setdefault(
                    (term.verdict, term.topic if term.verdict == "forbid" else str(term.do)),
                    term.clause,
                )
    return said


def _phrase(labels: Any, verdict: str, key: str) -> str:
    group = {"permit": "acts", "forbid": "topics", "require": "duties"}[verdict]
    label = labels[group].get(key, {}).get("label", key)
    return {
        "permit": f"permits to {label}",
        "forbid": f"limits or forbids: {label}",
        "require": f"asks to {label}",
    }[verdict]


def _clause(clause: str) -> str:
    return f", §{clause}" if clause[:1].isdigit() else f" ({clause})"


def declared(thing: Thing, entry: Entry, known: Library) -> Iterator[LockFact]:
    """Yield what is wrong between a declared thing and its lock entry."""
    source = thing.source or f"hf:{entry.id}"
    if (
        source.removeprefix("hf:").casefold() != entry.source.removeprefix("hf:").casefold()
        or thing.kind != entry.kind
    ):
        yield fact(
            thing,
            "stale",
            was=f"{entry.kind} {entry.source}",
            now=f"{thing.kind} {source}",
            why="the manifest names another source",
        )
        return
    locked = written(entry)
    mine = frozenset().union(*(ids(name, known, thing.obtained) for _, name in thing.license))
    theirs = ids(locked, known, thing.obtained)
    said = ", ".join(f"{part} {name}" if part else name for part, name in thing.license)
    if thing.license and mine and theirs and not mine & theirs:
        yield fact(
            thing,
            "disagreement",
            "unknown",
            was=locked,
            now=said,
            license=min(mine),
            name=known.license(min(mine)).form.title,
            why=differences(known, theirs, mine),
        )


def changed(thing: Thing, old: Entry, new: Entry, known: Library) -> Iterator[LockFact]:
    """Yield what the Hub says differently now than when it was locked."""
    if old.id.casefold() != new.id.casefold():
        yield fact(thing, "renamed", was=old.id, now=new.id)
    was, now = written(old), written(new)
    if was != now or old.license != new.license:
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
    if old.revision != new.revision and not new.cached:
        for state, key in (("text-changed", "text_sha256"), ("policy-changed", "policy_sha256")):
            mine, theirs = getattr(old, key), getattr(new, key)
            if mine != theirs and not any(name != "README.md" for name in new.unread):
                yield fact(thing, state, was=mine[:12] or "no file", now=theirs[:12] or "no file")
    if old.gated != new.gated and not new.cached:
        yield fact(thing, "gated", was=old.gated or "open", now=new.gated or "open")
    bases = [sorted(one.id for one in entry.base) for entry in (old, new)]
    if bases[0] != bases[1]:
        yield fact(
            thing,
            "base",
            was=", ".join(bases[0]) or "nothing",
            now=", ".join(bases[1]) or "nothing",
        )
