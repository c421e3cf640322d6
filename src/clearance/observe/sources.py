"""Sources and manifest compared; a project made from the sources alone where there is no manifest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearance.facts import ReferenceFact
from clearance.model import Place, Project, Reference, Skipped
from clearance.project.from_sources import source
from clearance.project.references import by_id, key, shown_path
from clearance.scan import Ignore, scan


@dataclass(frozen=True)
class Compared:
    """What the scan adds to a check."""

    facts: tuple[ReferenceFact, ...]
    skipped: tuple[Skipped, ...]


def compare(project: Project, root: Path, shown: str = "") -> Compared:
    """Return the facts of comparing a manifest with the sources beside it; `shown` is put before
    printed paths.
    """
    found = scan(root)
    local = tuple(
        thing.source.removeprefix("path:").strip("/") + "/"
        for thing in project.things
        if thing.source.startswith("path:")
    )
    used = [
        one for one in found.references if one.role == "use" and not one.path.startswith(local)
    ]  # a declared model speaks for itself
    declared = _declared(project)
    spoken: set[Ignore] = set()
    facts = []
    for rows in by_id(used).values():
        if (
            key(rows[0].id) in declared
            or key(source(rows[0])) in declared
            or _last(rows[0], declared)
        ):
            continue
        open_ = [row for row in rows if not _ignored(row, found.ignores, spoken)]
        if open_:
            facts.append(_undeclared(open_, shown))
    facts += [
        _idle(ignore, shown)
        for ignore in found.ignores
        if ignore not in spoken and any(rule.startswith("REF") for rule in ignore.rules)
    ]
    if used:
        facts += _unseen(
            project,
            {key(one.id) for one in found.references}
            | {key(source(one)) for one in found.references},
        )
    return Compared(
        tuple(facts), tuple(Skipped(shown_path(one.path, shown), one.why) for one in found.skipped)
    )


def _declared(project: Project) -> set[str]:
    names: set[str] = set()
    for thing in project.things:
        if thing.place.file == project.file:
            names |= {key(name) for name in (thing.name, thing.source, thing.alias) if name}
            if thing.source.startswith("api:"):
                names.add(thing.source.rpartition("/")[2].casefold())
    return names


def _last(reference: Reference, declared: set[str]) -> bool:
    return reference.kind == "api-model" and reference.id.casefold() in declared


def _ignored(row: Reference, ignores: tuple[Ignore, ...], spoken: set[Ignore]) -> bool:
    for ignore in ignores:
        if (
            ignore.path == row.path
            and row.line in (ignore.line, ignore.target)
            and "REF001" in ignore.rules
        ):
            spoken.add(ignore)
            return True
    return False


def _fact(**told: Any) -> ReferenceFact:
    empty = {
        "topic": "undeclared",
        "certainty": "settled",
        "license": "",
        "name": "",
        "clause": "",
        "term": "",
        "says": "",
        "released": "no",
    }
    return ReferenceFact(**{**empty, **told})


def _undeclared(rows: list[Reference], shown: str) -> ReferenceFact:
    first = rows[0]
    more = f", and {len(rows) - 1} more places" if len(rows) > 1 else ""
    return _fact(
        target=first.id,
        source=first.id,
        place=Place(shown_path(first.path, shown), first.line, 1),
        state="undeclared",
        kind=first.kind,
        written=first.written,
        how=first.how + more,
        use=first.use,
    )


def _idle(ignore: Ignore, shown: str) -> ReferenceFact:
    return _fact(
        target="",
        source="",
        place=Place(shown_path(ignore.path, shown), ignore.line, 1),
        state="idle-ignore",
        written=", ".join(ignore.rules),
    )


def _unseen(project: Project, seen: set[str]) -> list[ReferenceFact]:
    facts = []
    ours = {thing.name for thing in project.things if thing.ours}
    for thing in project.things:
        if (
            thing.ours
            or thing.place.file != project.file
            or not thing.source.startswith(("hf:", "api:"))
        ):
            continue
        if not thing.used_for and not any(
            link.object == thing.name and link.product in ours for link in project.links
        ):
            continue  # it stands upstream of what is used; our sources need not name it
        names = {key(thing.source), key(thing.name), thing.source.rpartition("/")[2].casefold()}
        if not names & seen:
            facts.append(
                _fact(
                    target=thing.name,
                    source=thing.name,
                    place=thing.place,
                    state="unseen",
                    kind=thing.kind,
                )
            )
    return facts
