"""The usage graph with its licenses resolved and walked: what observers look at."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from clearance.catalogue.lookup import find
from clearance.graph.flow import Key, Reached, Rules, walk
from clearance.library.load import Library, License
from clearance.library.names import fold
from clearance.model import LicenseOf, Link, Project, Thing
from clearance.problems import Problem

if TYPE_CHECKING:
    from clearance.library.schema import LicenseIn

ACTS = {
    "base": "derive",
    "derived_from": "derive",
    "trained_on": "train",
    "distilled_from": "distill",
    "generated_by": "use",
    "annotated_by": "use",
    "evaluated_on": "evaluate",
    "evaluated_with": "evaluate",
}
"""Link -> the act it is (DESIGN section 3); serving and distributing are judged on the service or
release itself.
"""
OUTWARD = {"release": "distribute", "service": "serve"}
"""Kind of thing -> the act that it is."""
USES = {"run": "use", "trial": "trial", "evaluate": "evaluate"}
RIDER = re.compile(r"\s+(with)\s+(?:the\s+)?", re.IGNORECASE)
"""Joins a license and an exception or condition on it."""

Stated = tuple[tuple[str, ...], ...]
"""What a label states: a row for each branch of an OR, with the license ids that an AND joins in
it; "?name" where a name is not known.
"""


class Resolved(NamedTuple):
    """What a written license name means."""

    id: str | None
    """license id; None where it is not resolved"""
    why: str = ""
    """why it is not resolved"""
    per_row: bool = False
    """whether each row or part has a license of its own"""


@dataclass(frozen=True)
class Grant:
    """One license on one part of one thing that is not ours, and everything it reaches."""

    thing: Thing
    part: str
    license: License | None
    """None: unresolved"""
    written: str
    """the name of the license, as its source writes it"""
    why: str
    """why unresolved"""
    per_row: bool = False
    """whether each row or part has a license of its own"""
    states: dict[Key, Reached] = field(compare=False, hash=False, default_factory=dict)

    @functools.cached_property
    def by_thing(self) -> dict[str, list[Reached]]:
        """Return thing -> its states."""
        found: dict[str, list[Reached]] = {}
        for state in self.states.values():
            found.setdefault(state.thing, []).append(state)
        return found


@dataclass(frozen=True)
class Act:
    """One act of ours on something in hand."""

    act: str
    state: Reached
    product: str
    """name of the thing that the act makes, releases, serves or uses"""
    link: Link | None
    """the link that is the act; None for a release, a service and a `used_for`"""


@dataclass
class Graph:
    """A project, its library, and what each license reaches."""

    project: Project
    library: Library
    _bases: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def things(self) -> dict[str, Thing]:
        """Return name -> thing."""
        return self.project.named

    @property
    def inward(self) -> dict[str, list[Link]]:
        """Return name -> the links by which that thing is made."""
        return self.project.inward

    @property
    def outward(self) -> dict[str, list[Link]]:
        """Return name -> the links by which that thing goes into others."""
        return self.project.outward

    @functools.cached_property
    def table(self) -> dict[str, dict[str, str]]:
        """Return the flow table."""
        table: dict[str, dict[str, str]] = self.library.table("licenses/_flow")
        return table

    def alternatives(self, thing: Thing) -> list[list[Grant]]:
        """Return the branches of a thing's license, each a list of walked grants; one empty branch
        for our own things.
        """
        if thing.ours or thing.kind in OUTWARD:
            return [[]]
        choices = [
            [self._grants(thing, part, branch) for branch in self._branches(thing, written)]
            for part, written in thing.license or (LicenseOf("", ""),)
        ]
        return [list(itertools.chain(*picked)) for picked in itertools.product(*choices)]

    def _grants(self, thing: Thing, part: str, names: tuple[str, ...]) -> list[Grant]:
        return [self._grant(thing, part, name) for name in names]

    def _branches(self, thing: Thing, written: str) -> Stated:
        """Return the branches of a written license, less those that were not chosen."""
        try:
            options = self.library.branches(written)
        except Problem as problem:
            return ((f"!{problem.message}",),)
        branches = tuple(
            tuple(part for name in branch for part in self._with_rider(name)) for branch in options
        )
        return self._chosen(thing, branches) if thing.chosen and len(branches) > 1 else branches

    def _chosen(self, thing: Thing, branches: Stated) -> Stated:
        wanted = self.library.find(thing.chosen)
        picked = [
            branch for branch in branches if wanted in [self.library.find(name) for name in branch]
        ]
        return tuple(picked[:1]) or branches

    def _with_rider(self, name: str) -> tuple[str, ...]:
        """Return a license and the rider on it (`Apache-2.0 WITH Commons-Clause`) as two names
        where each has a file.
        """
        base, rider = _split(name)
        if not rider or self.library.find(name) is not None:
            return (name,)
        return (base, rider) if self.library.find(base) and self.library.find(rider) else (name,)

    def _grant(self, thing: Thing, part: str, name: str) -> Grant:
        resolved = self.resolve(name, thing.obtained)
        license_ = self.library.license(resolved.id) if resolved.id else None
        becomes = {
            cell: (to.reach, to.contested == "yes")
            for cell, to in (license_.form.becomes if license_ else {}).items()
        }
        rules = Rules(self.table, becomes, self._licensed_anew(thing))
        states = walk(self.project, thing.name, part, rules)
        return Grant(thing, part, license_, name, resolved.why, resolved.per_row, states)

    def _licensed_anew(self, thing: Thing) -> frozenset[str]:
        """Return the models that a model's developer made from it and gave a license of their own:
        whoever holds the rights may do so.
        """
        made = [
            self.things[link.product]
            for link in self.outward.get(thing.name, ())
            if link.kind == "base"
        ]
        anew = [
            one for one in made if one.kind == "model" and one.license not in ((), thing.license)
        ]
        developer = _developer(thing) if anew else ""
        return frozenset(one.name for one in anew if developer and _developer(one) == developer)

    def resolve(self, name: str, obtained: str = "") -> Resolved:
        """Return the license that a written name means, or why it is unresolved; `obtained` (ISO
        date) picks the version that was in force.
        """
        if name.startswith("!"):
            return Resolved(None, name[1:])
        known = self.library.find(name, obtained) if name else None
        if known:
            return Resolved(known)
        return Resolved(None, self._why_unresolved(name), per_row=fold(name) == "per-row")

    def _why_unresolved(self, name: str) -> str:
        base, rider = _split(name)
        if rider:
            return f'what "{rider}" adds to or takes from {base} is not known here'
        if fold(name) in UNSAID:
            return UNSAID[fold(name)]
        hint = self.library.suggest(name)
        if self.library.vague(name):
            hint = hint or "the license text or its exact name is missing"
            return f'"{name}" does not say which license; {hint}'
        return f'"{name}" is no license that is known here' + (f"; {hint}" if hint else "")

    def acts(self, states: dict[Key, Reached]) -> Iterator[Act]:
        """Yield every act of ours on what the states have in hand (only our acts are judged)."""
        for state in states.values():
            thing = self.things[state.thing]
            if thing.kind in OUTWARD:
                yield Act(OUTWARD[thing.kind], state, thing.name, None)
            for use in thing.used_for:
                yield Act(USES[use], state, thing.name, None)
            for link in self.outward.get(state.thing, ()):
                if link.kind in ACTS and self.things[link.product].ours:
                    yield Act(_act(link), state, link.product, link)

    def made(self, product: str) -> Thing:
        """Return what a release or service is about; any other thing is about itself."""
        thing = self.things[product]
        if thing.kind in OUTWARD:
            for link in self.inward.get(product, ()):
                if link.kind in ("artifact", "serves"):
                    return self.things[link.object]
        return thing

    def hows(self, act: Act) -> frozenset[str]:
        """Return how the thing in hand was made along the path, the act's own link included."""
        links = [state.link for state in act.state.path() if state.link]
        links += [act.link] if act.link else []
        return frozenset(map(_how, links)) - {""}

    def bases(self, name: str) -> tuple[str, ...]:
        """Return the license family of each foreign base under a thing; empty text for a base of no
        family.
        """
        if name not in self._bases:
            self._bases[name] = tuple(map(self.family, self._foreign_bases(name)))
        return self._bases[name]

    def _foreign_bases(self, name: str) -> Iterator[Thing]:
        """Yield the models of others that a thing was made from, through models of ours."""
        seen, waiting = set(), [name]
        while waiting:
            for link in self.inward.get(waiting.pop(), ()):
                if link.kind not in ("base", "artifact", "serves") or link.object in seen:
                    continue
                seen.add(link.object)
                if self.things[link.object].ours:
                    waiting.append(link.object)
                else:
                    yield self.things[link.object]

    def weights_license(self, thing: Thing) -> LicenseIn | None:
        """Return the license on a thing's weights; None when it has none that is known."""
        for part, written in thing.license:
            if part in ("", "weights"):
                key = self.library.find(written, thing.obtained)
                return self.library.license(key).form if key else None
        return None

    def family(self, thing: Thing) -> str:
        """Return the family of the license on a thing's weights; empty when it has none."""
        form = self.weights_license(thing)
        return form.family if form else ""

    def stated(self, thing: Thing) -> Stated:
        """Return the license ids that a thing's label states; empty when nothing is stated."""
        for part, written in thing.license:
            if part in ("", "weights", "data"):
                return tuple(
                    tuple(self.library.find(name) or f"?{name}" for name in branch)
                    for branch in self._branches(thing, written)
                )
        return ()


UNSAID = {
    "": "no license is stated and none is known",
    "per-row": "each row or part has a license of its own",
    "unknown": "no source says what its license is",
}
"""Folded name -> why it resolves to nothing."""


def _split(name: str) -> tuple[str, str]:
    """Return (license, rider on it); the rider is empty where the name holds none."""
    if not RIDER.search(name):
        return name, ""
    base, _, rider = RIDER.split(name)[:3]
    return base, rider


def _act(link: Link) -> str:
    return "use" if link.how == "analysis" else ACTS[link.kind]


def _how(link: Link) -> str:
    """Return how a link makes its product; a base is finetuned where nobody says otherwise."""
    return link.how or ("finetune" if link.kind == "base" else "")


def label(stated: Stated) -> str:
    """Return what a label states as one text."""
    return " OR ".join(" AND ".join(name.lstrip("?!") for name in branch) for branch in stated)


def dropped(stated: Stated, names: tuple[str, ...]) -> str:
    """Return whether a label drops all the licenses that have to stay in it: no, unknown, or yes.

    Whoever takes a work under `A OR B` may choose either, so each branch must hold one of the
    names; in `A AND B` one of them does.
    """
    left = [branch for branch in stated if not set(branch) & set(names)]
    if not left:
        return "no"
    return (
        "yes"
        if any(all(not name.startswith("?") for name in branch) for branch in left)
        else "unknown"
    )


def _developer(thing: Thing) -> str:
    """Return who made a thing, as the catalogue knows it; empty when it does not, or names many."""
    entry = find(thing.source) if thing.source else None
    return entry.developer if entry and not entry.developer.startswith("various") else ""
