"""The usage graph with its licenses resolved and walked: what observers look at."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from clearance.catalogue.lookup import find
from clearance.graph.flow import Reached, Rules, walk
from clearance.library.load import Library, License
from clearance.library.names import fold
from clearance.model import Link, Project, Thing
from clearance.problems import Problem

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
RIDER = re.compile(r"\s+(with)\s+(?:the\s+)?", re.IGNORECASE)
"""Joins a license and an exception or condition on it."""
USES = {"run": "use", "trial": "trial", "evaluate": "evaluate"}


@dataclass(frozen=True)
class Grant:
    """One license on one part of one thing that is not ours, and everything it reaches."""

    thing: Thing
    part: str
    license: License | None
    """None: unresolved"""
    written: str
    why: str
    """why unresolved"""
    states: dict[tuple[str, str, bool], Reached] = field(
        compare=False, hash=False, default_factory=dict
    )

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
    link: Link | None


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
        if thing.ours or thing.kind in ("service", "release"):
            return [[]]
        combos: list[list[Grant]] = [[]]
        for part, written in thing.license or (("", ""),):
            parts = [
                [self._grant(thing, part, name) for name in branch]
                for branch in self._branches(thing, written)
            ]
            combos = [combo + grants for combo in combos for grants in parts]
        return combos

    def _branches(self, thing: Thing, written: str) -> tuple[tuple[str, ...], ...]:
        try:
            options = self.library.branches(written)
        except Problem as problem:
            return ((f"!{problem.message}",),)
        options = tuple(
            tuple(part for name in branch for part in self._with_rider(name)) for branch in options
        )
        if thing.chosen and len(options) > 1:
            wanted = self.library.find(thing.chosen)
            picked = [one for one in options if wanted in [self.library.find(name) for name in one]]
            return tuple(picked[:1]) or options
        return options

    def _with_rider(self, name: str) -> tuple[str, ...]:
        """Return a license and the rider on it (`Apache-2.0 WITH Commons-Clause`) as two names
        where each has a file.
        """
        base, found, rider = RIDER.split(name)[:3] if RIDER.search(name) else (name, "", "")
        if (
            found
            and self.library.find(name) is None
            and self.library.find(base)
            and self.library.find(rider)
        ):
            return base, rider
        return (name,)

    def _grant(self, thing: Thing, part: str, name: str) -> Grant:
        key, why = self.resolve(name, thing.obtained)
        license_ = self.library.license(key) if key else None
        becomes = {
            cell: (to.reach, to.contested == "yes")
            for cell, to in (license_.form.becomes if license_ else {}).items()
        }
        states = walk(
            self.project, thing.name, part, Rules(self.table, becomes, self._licensed_anew(thing))
        )
        return Grant(thing, part, license_, name, why, states)

    def _licensed_anew(self, thing: Thing) -> frozenset[str]:
        """Return the models that a model's developer made from it and gave a license of their own:
        whoever holds the rights may do so.
        """
        bases = [link.product for link in self.outward.get(thing.name, ()) if link.kind == "base"]
        made = [
            one
            for one in map(self.things.__getitem__, bases)
            if one.kind == "model" and one.license not in ((), thing.license)
        ]
        who = _developer(thing) if made else ""
        return frozenset(one.name for one in made if who and _developer(one) == who)

    def resolve(self, name: str, obtained: str = "") -> tuple[str | None, str]:
        """Return (license id, "") or (None, why it is unresolved)."""
        if not name:
            return None, "no license is stated and none is known"
        if name.startswith("!"):
            return None, name[1:]
        found = self.library.find(name, obtained)
        if found:
            return found, ""
        if RIDER.search(name):
            base, _, rider = RIDER.split(name)[:3]
            return None, f'what "{rider}" adds to or takes from {base} is not known here'
        if fold(name) == "per-row":
            return None, "each row or part has a license of its own"
        if fold(name) == "unknown":
            return None, "no source says what its license is"
        hint = self.library.suggest(name)
        if self.library.vague(name):
            return None, f'"{name}" does not say which license; ' + (
                hint or "the license text or its exact name is missing"
            )
        return None, f'"{name}" is no license that is known here' + (f"; {hint}" if hint else "")

    def acts(self, states: dict[tuple[str, str, bool], Reached]) -> Iterator[Act]:
        """Yield every act of ours on what the states have in hand (only our acts are judged)."""
        for state in states.values():
            thing = self.things[state.thing]
            if thing.kind == "release":
                yield Act("distribute", state, thing.name, None)
            elif thing.kind == "service":
                yield Act("serve", state, thing.name, None)
            for use in thing.used_for:
                yield Act(USES[use], state, thing.name, None)
            for link in self.outward.get(state.thing, ()):
                if link.kind in ACTS and self.things[link.product].ours:
                    act = "use" if link.how == "analysis" else ACTS[link.kind]
                    yield Act(act, state, link.product, link)

    def made(self, product: str) -> Thing:
        """Return what a release or service is about; any other thing is about itself."""
        thing = self.things[product]
        if thing.kind in ("release", "service"):
            for link in self.inward.get(product, ()):
                if link.kind in ("artifact", "serves"):
                    return self.things[link.object]
        return thing

    def hows(self, act: Act) -> frozenset[str]:
        """Return how the thing in hand was made along the path, the act's own link included."""
        links = [state.link for state in act.state.path() if state.link] + (
            [act.link] if act.link else []
        )
        return frozenset(
            link.how or ("finetune" if link.kind == "base" else "") for link in links
        ) - {""}

    def bases(self, name: str) -> tuple[str, ...]:
        """Return the license family of each foreign base under a thing; empty text for a base of no
        family.
        """
        if name in self._bases:
            return self._bases[name]
        families, seen, stack = [], set(), [name]
        while stack:
            for link in self.inward.get(stack.pop(), ()):
                if link.kind not in ("base", "artifact", "serves") or link.object in seen:
                    continue
                seen.add(link.object)
                thing = self.things[link.object]
                if thing.ours:
                    stack.append(link.object)
                else:
                    families.append(self.family(thing))
        self._bases[name] = tuple(families)
        return self._bases[name]

    def family(self, thing: Thing) -> str:
        """Return the family of the license on a thing's weights; empty when it has none."""
        for part, written in thing.license:
            if part in ("", "weights"):
                key = self.library.find(written, thing.obtained)
                return self.library.license(key).form.family if key else ""
        return ""

    def stated(self, thing: Thing) -> tuple[tuple[str, ...], ...]:
        """Return the license ids that a thing's label states: a row for each branch of an OR, with
        the names that an AND
        joins in it; "?name" where a name is not known; empty when nothing is stated.
        """
        for part, written in thing.license:
            if part in ("", "weights", "data"):
                return tuple(
                    tuple(self.library.find(name) or f"?{name}" for name in branch)
                    for branch in self._branches(thing, written)
                )
        return ()


def label(stated: tuple[tuple[str, ...], ...]) -> str:
    """Return what a label states as one text."""
    return " OR ".join(" AND ".join(name.lstrip("?!") for name in branch) for branch in stated)


def dropped(stated: tuple[tuple[str, ...], ...], names: tuple[str, ...]) -> str:
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
