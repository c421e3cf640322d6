"""Which license a written name means: ids, SPDX names, titles and aliases of all licenses, editions
that share a name, and labels that say less than a license.

Only the heads of the license files are read here; the terms of a license are loaded by
library.load.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from clearance.library import names as spelling
from clearance.library.documents import documents, quick_head
from clearance.library.expressions import EXCEPTION, branches, spelled_out
from clearance.library.names import fold
from clearance.problems import Problem, did_you_mean

_PUBLIC_DOMAIN = (
    "cc0-1.0",
    "pddl-1.0",
    "cc-pdm-1.0",
    "us-government-work",
    "public-domain-term",
)
VAGUE: dict[str, tuple[str, ...]] = {
    "openrail": (
        "creativeml-openrail-m",
        "openrail-plus-plus-m",
        "bigscience-openrail-m",
        "bigscience-bloom-rail-1.0",
        "bigcode-openrail-m",
    ),
    "openrail-m": ("creativeml-openrail-m", "bigscience-openrail-m", "bigcode-openrail-m"),
    "public-domain": _PUBLIC_DOMAIN,
    "pd": _PUBLIC_DOMAIN,
}
"""Labels for which several licenses are stated, and those."""
UNRESOLVED = {
    *VAGUE,
    "other",
    "unknown",
    "cc",
    "gpl",
    "lgpl",
    "agpl",
    "bsd",
    "custom",
    "see-license",
    "tbd",
    "noassertion",
    "license",
    "see-license-file",
    "null",
    "n-a",
    "na",
    "tba",
    "?",
    "osi-approved",
    "creative-commons",
    "academic",
    "freeware",
    "non-commercial",
    "noncommercial",
}
"""Labels that say less than a license: Hub tags and words people write without a version."""
FALSE_FRIENDS = {"bsl-1.0", "x11"}
"""ScanCode keys that are another license's id here: its bsl-1.0 is the Business Source License,
SPDX's BSL-1.0 is Boost's; its x11 is the ICU License.
"""
NAMELESS = ("none", "legal-ground")
"""Rungs of what is no license text: an address does not lead to it."""


class Edition(NamedTuple):
    """One of several texts that share a name, as the OpenAI terms of different years do."""

    dated: str
    """day on which it came into force, or empty"""
    version: str
    id: str


@dataclass
class Index:
    """The names of all licenses; made by `index`."""

    paths: dict[str, Path] = field(default_factory=dict)
    """license id -> its file"""
    names: dict[str, str] = field(default_factory=dict)
    """folded name -> license id"""
    editions: dict[str, list[Edition]] = field(default_factory=dict)
    """folded shared name -> its editions, oldest first"""

    def add(self, path: Path) -> tuple[str, dict[str, Any]]:
        """Take in the head of a license file and return (id, head); raise Problem where another
        license has one of its names.
        """
        head = quick_head(path)
        key = head.get("id", path.stem)
        self.paths[key] = path
        shared = head.get("name", "")
        if shared:
            edition = Edition(head.get("dated", ""), head.get("version", ""), key)
            self.editions.setdefault(fold(shared), []).append(edition)
        for name in _spellings(key, head):
            holder = self.names.setdefault(fold(name), key)
            if holder != key and not shared:
                raise Problem(f'the name "{name}" already means {holder}', where=str(path))
        return key, head

    def find(self, name: str, obtained: str = "") -> str | None:
        """Return the id a written license name means, or None: `name@version` picks a version,
        `obtained` (a date) the version in force on that day, else the newest counts.
        """
        return self._named(name, obtained) or self._read_otherwise(name, obtained)

    def _read_otherwise(self, name: str, obtained: str) -> str | None:
        """Return the id of a name that is written in a roundabout way: as an address, a classifier,
        or with another name in parentheses that means the same.
        """
        for reading in spelling.readings(name):
            key = self._named(reading, obtained)
            if key:
                return key
        if not name.rstrip().endswith(")"):
            return None
        meanings = {self._named(part, obtained) for part in spelling.in_parentheses(name)}
        return meanings.pop() if len(meanings) == 1 else None

    def _named(self, name: str, obtained: str) -> str | None:
        """Return the id of a name as it is written, with or without `@version`."""
        base, _, version = name.partition("@")
        folded = fold(base)
        if "scancode" in base.casefold() and folded in FALSE_FRIENDS:
            return None
        if folded in self.editions:
            return _chosen(self.editions[folded], version, obtained)
        key = self.names.get(folded)
        if key is None and folded not in UNRESOLVED:
            key = self._squeezed.get(spelling.squeeze(base))
        return self._at_version(key, version) if key and version else key

    def _at_version(self, key: str, version: str) -> str | None:
        """Return the id of the text of a version, asked for by the name of one edition or of a
        license without others.
        """
        editions = self._editions_of(key)
        if editions:
            return _stated(editions, version)
        return key if version in (quick_head(self.paths[key]).get("version"), key) else None

    def _editions_of(self, key: str) -> list[Edition]:
        """Return a license and the other texts that share its name; empty for one of its own."""
        for editions in self.editions.values():
            if any(edition.id == key for edition in editions):
                return editions
        return []

    @functools.cached_property
    def _squeezed(self) -> dict[str, str]:
        """Return letters and digits of a name -> license id, where they name one license only."""
        meanings: dict[str, set[str]] = {}
        for name, key in self.names.items():
            meanings.setdefault(spelling.squeeze(name), set()).add(key)
        return {name: keys.pop() for name, keys in meanings.items() if name and len(keys) == 1}

    def branches(self, written: str) -> tuple[tuple[str, ...], ...]:
        """Return the branches of a license string, each the names that bind together in it.

        Operators may be small letters or signs ("mit or apache-2.0") where each name beside them is
        known. Raises Problem for a malformed expression.
        """
        if self.find(written):
            return ((written.strip(),),)
        plain = spelled_out(written)
        if plain != written:
            with contextlib.suppress(Problem):
                options = branches(plain)
                if all(self._known(name) for option in options for name in option):
                    return options
        return branches(written)

    def _known(self, name: str) -> bool:
        """Say whether a name of an expression is known, or both sides of its WITH are."""
        return bool(self.find(name)) or all(self.find(part) for part in EXCEPTION.split(name))

    def siblings(self, key: str) -> tuple[str, ...]:
        """Return the ids of the other texts that share this license's name."""
        return tuple(edition.id for edition in self._editions_of(key) if edition.id != key)

    def vague(self, name: str) -> bool:
        """Return whether a name says less than a license: "BSD", "see LICENSE", "Public Domain"."""
        return any(folded in UNRESOLVED for folded in _folded_readings(name))

    def suggest(self, name: str) -> str:
        """Return a hint for a name that is not known: the texts of that name, the names it is made
        of, or the name that was mistyped.
        """
        name = name.partition("@")[0]
        return self._several(name) or self._which_text(name) or self._slip(name)

    def _several(self, name: str) -> str:
        """Return how to write a list of names: as a choice, or as licenses that bind together."""
        parts = _listed_names(name)
        if len(parts) < 2 or not all(self.find(part) for part in parts):
            return ""
        return (
            f'it names {len(parts)} licenses: write "{" OR ".join(parts)}" for a choice,'
            f' "{" AND ".join(parts)}" where all bind'
        )

    def _which_text(self, name: str) -> str:
        """Return the texts that a label or a name without its version may mean."""
        meant = [key for folded in _folded_readings(name) for key in VAGUE.get(folded, ())]
        meant = meant or spelling.versions_of(name, self.names)
        return f"which text? known: {spelling.listed(meant)}" if meant else ""

    def _slip(self, name: str) -> str:
        """Return the license that a mistyped name is nearest to."""
        near = spelling.slip(name, self.names) if not self.vague(name) else ""
        return f'did you mean "{near}"?' if near else ""

    def path(self, key: str) -> Path:
        """Return the file of a license; raise Problem with the nearest id where there is none."""
        if key not in self.paths:
            raise Problem(f'there is no license "{key}"', hint=did_you_mean(key, self.paths))
        return self.paths[key]


def index(folders: Iterable[Path]) -> Index:
    """Return the names of the licenses in some folders, later ones adding to earlier ones; raise
    Problem where one name means two licenses.
    """
    made = Index()
    at_address: dict[str, list[str]] = {}
    for path in documents(folders, "licenses"):
        key, head = made.add(path)
        if head.get("rung") not in NAMELESS and not head.get("name"):
            at_address.setdefault(fold(head.get("url", "")), []).append(key)
    for editions in made.editions.values():
        editions.sort()
    for address, keys in at_address.items():
        if len(keys) == 1:
            made.names.setdefault(address, keys[0])
    return made


def _spellings(key: str, head: dict[str, Any]) -> Iterator[str]:
    """Yield every name that the head of a license file gives to it."""
    aliases = head.get("aliases") or {}
    groups = aliases if isinstance(aliases, dict) else {}
    written = [key, head.get("spdx", ""), head.get("title", "")]
    for group in ("hub", "names", "scancode"):
        names = groups.get(group) or []
        written += [names] if isinstance(names, str) else names
    return filter(None, written)


def _chosen(editions: list[Edition], version: str, obtained: str) -> str | None:
    """Return the id of the edition that a version or a day asks for, else of the newest."""
    if version:
        return _stated(editions, version)
    return _in_force(editions, obtained) if obtained else editions[-1].id


def _stated(editions: list[Edition], version: str) -> str | None:
    """Return the id of the edition whose version, date or id is the version asked for."""
    for edition in editions:
        if version in edition:
            return edition.id
    return None


def _in_force(editions: list[Edition], day: str) -> str:
    """Return the id of the edition in force on a day, which may be a year or a month (its end
    counts); the oldest for a day before all of them.
    """
    end = day.ljust(len("2026-01-31"), "~")
    begun = [edition.id for edition in editions if edition.dated and edition.dated <= end]
    return begun[-1] if begun else editions[0].id


def _folded_readings(name: str) -> list[str]:
    return [fold(reading) for reading in (name, *spelling.readings(name))]


def _listed_names(name: str) -> list[str]:
    """Return the parts of a list of names ("MIT, Apache-2.0"); an address is none."""
    if spelling.address(name):
        return []
    return [part.strip() for part in re.split(r"[/,;|]", name)]
