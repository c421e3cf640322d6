"""Sources and manifest compared: what is used and not declared, declared and not seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clearance.facts import ReferenceFact
from clearance.model import Place, Project, Reference, Thing, alias_of
from clearance.project.from_sources import source
from clearance.project.references import by_id, key, shown_path
from clearance.scan import Ignore

if TYPE_CHECKING:
    from clearance.observe.context import Context
    from clearance.scan import ScanResult

UNDECLARED = "REF001"
"""The rule that a comment in the sources ignores; others of its group are idle here."""
GROUP = UNDECLARED[:3]


def observe(context: Context) -> Iterator[ReferenceFact]:
    """Yield the facts of comparing a manifest with the sources beside it."""
    beside = context.beside
    if beside.scanned is not None:
        yield from _Comparison(context.project, beside.scanned, beside.shown).facts()


class _Comparison:
    """A manifest and what the sources beside it name."""

    def __init__(self, project: Project, scanned: ScanResult, shown: str) -> None:
        self.project = project
        self.scanned = scanned
        self.shown = shown
        self.declared = _declared(project)
        local = tuple(
            thing.source.removeprefix("path:").strip("/") + "/"
            for thing in project.things
            if thing.source.startswith("path:")
        )
        self.used = [
            reference
            for reference in scanned.references
            if reference.role == "use" and not reference.path.startswith(local)
        ]
        """what counts as used; a declared model in the tree speaks for itself"""
        self.spoken: set[Ignore] = set()
        """comments that ignored something"""

    def facts(self) -> Iterator[ReferenceFact]:
        for references in by_id(self.used).values():
            yield from self._undeclared(references)
        for ignore in self.scanned.ignores:
            if ignore not in self.spoken and any(rule.startswith(GROUP) for rule in ignore.rules):
                yield self._idle(ignore)
        if self.used:
            yield from self._unseen()

    def _undeclared(self, references: list[Reference]) -> Iterator[ReferenceFact]:
        if _names(references[0]) & self.declared:
            return
        open_ = [reference for reference in references if not self._ignored(reference)]
        if not open_:
            return
        first = open_[0]
        more = f", and {len(open_) - 1} more places" if len(open_) > 1 else ""
        yield ReferenceFact(
            target=first.id,
            source=first.id,
            place=self._place(first.path, first.line),
            state="undeclared",
            kind=first.kind,
            written=first.written,
            how=first.how + more,
            use=first.use,
        )

    def _ignored(self, reference: Reference) -> bool:
        for ignore in self.scanned.ignores:
            if _speaks_of(ignore, reference):
                self.spoken.add(ignore)
                return True
        return False

    def _idle(self, ignore: Ignore) -> ReferenceFact:
        place = self._place(ignore.path, ignore.line)
        return ReferenceFact(place=place, state="idle-ignore", written=", ".join(ignore.rules))

    def _place(self, path: str, line: int) -> Place:
        return Place(shown_path(path, self.shown), line, 1)

    def _unseen(self) -> Iterator[ReferenceFact]:
        references = self.scanned.references
        seen = {key(name) for one in references for name in (one.id, source(one))}
        for thing in self.project.things:
            if _should_be_seen(self.project, thing) and not _names_of(thing) & seen:
                yield ReferenceFact(
                    target=thing.name,
                    source=thing.name,
                    place=thing.place,
                    state="unseen",
                    kind=thing.kind,
                )


def _speaks_of(ignore: Ignore, reference: Reference) -> bool:
    on_line = reference.line in (ignore.line, ignore.target)
    return ignore.path == reference.path and on_line and UNDECLARED in ignore.rules


def _declared(project: Project) -> set[str]:
    """Return the ids that the manifest declares, as they are compared."""
    names: set[str] = set()
    for thing in project.things:
        if thing.declared:
            names |= {key(name) for name in (thing.name, thing.source, alias_of(thing)) if name}
            if thing.source.startswith("api:"):
                names.add(_last(thing))
    return names


def _last(thing: Thing) -> str:
    return thing.source.rpartition("/")[2].casefold()


def _names(reference: Reference) -> set[str]:
    """Return the ids under which a manifest may declare a reference."""
    names = {key(reference.id), key(source(reference))}
    return names | {reference.id.casefold()} if reference.kind == "api-model" else names


def _names_of(thing: Thing) -> set[str]:
    return {key(thing.source), key(thing.name), _last(thing)}


def _should_be_seen(project: Project, thing: Thing) -> bool:
    """Return whether our sources have to name a declared thing: what stands only upstream of what
    is used need not.
    """
    if thing.ours or not thing.declared or not thing.source.startswith(("hf:", "api:")):
        return False
    makes = (project.named[link.product] for link in project.outward.get(thing.name, ()))
    return bool(thing.used_for) or any(product.ours for product in makes)
