"""Licenses, rules, vocabulary and flow table: found, loaded and checked.

All license heads are indexed at once (names only); the terms of a license are loaded when it is
asked for.
"""

from __future__ import annotations

import contextlib
import functools
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearance.files.yaml import parse, quick, read_text, split_front_matter
from clearance.library import names as spelling
from clearance.library.expressions import EXCEPTION, branches, spelled_out
from clearance.library.names import fold
from clearance.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from clearance.library.schema import LicenseIn, RuleIn, Term

VAGUE: dict[str, tuple[str, ...]] = {
    "openrail": (
        "creativeml-openrail-m",
        "openrail-plus-plus-m",
        "bigscience-openrail-m",
        "bigscience-bloom-rail-1.0",
        "bigcode-openrail-m",
    ),
    "openrail-m": ("creativeml-openrail-m", "bigscience-openrail-m", "bigcode-openrail-m"),
    "public-domain": (
        "cc0-1.0",
        "pddl-1.0",
        "cc-pdm-1.0",
        "us-government-work",
        "public-domain-term",
    ),
    "pd": ("cc0-1.0", "pddl-1.0", "cc-pdm-1.0", "us-government-work", "public-domain-term"),
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


def data_root() -> Path:
    """Return the folder that holds rules/ and licenses/: inside the wheel, or the repository of an
    editable install.
    """
    here = Path(__file__).resolve().parent.parent
    packaged = here / "_data"
    return packaged if packaged.is_dir() else here.parent.parent


@dataclass(frozen=True)
class License:
    """One license with its terms, inherited ones included."""

    form: LicenseIn
    terms: tuple[Term, ...]
    body: str
    path: str
    body_line: int = 1

    @property
    def id(self) -> str:
        """Return the file name without its ending."""
        return self.form.id


@dataclass(frozen=True)
class Rule:
    """One rule with its documentation."""

    form: RuleIn
    body: str
    path: str
    body_line: int = 1

    @property
    def id(self) -> str:
        """Return the rule's code."""
        return self.form.id


@dataclass
class Library:
    """The licenses and rules of one or more folders, later folders adding to earlier ones."""

    folders: tuple[Path, ...]
    paths: dict[str, Path] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """folded name -> license id"""
    urls: dict[str, list[str]] = field(default_factory=dict)
    """folded address of the text -> the licenses that name it"""
    versions: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """shared name -> (dated, version, id), oldest first"""
    licenses: dict[str, License] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the head of every license file."""
        for folder in self.folders:
            for path in sorted((folder / "licenses").glob("*.md")):
                if not path.stem.startswith("_") and path.stem.lower() != "readme":
                    self._index(path)
        for versions in self.versions.values():
            versions.sort()
        for url, keys in self.urls.items():
            if len(keys) == 1:
                self.names.setdefault(url, keys[0])

    def _index(self, path: Path) -> None:
        head = quick_head(path)
        key = head.get("id", path.stem)
        self.paths[key] = path
        shared = head.get("name", "")
        aliases = head.get("aliases") or {}
        said = [key, head.get("spdx", ""), head.get("title", "")]
        for group in ("hub", "names", "scancode"):
            value = aliases.get(group) or [] if isinstance(aliases, dict) else []
            said += [value] if isinstance(value, str) else value
        if shared:
            self.versions.setdefault(fold(shared), []).append(
                (head.get("dated", ""), head.get("version", ""), key)
            )
        for name in filter(None, said):
            folded = fold(name)
            taken = self.names.get(folded)
            if taken and taken != key and not shared:
                raise Problem(f'the name "{name}" already means {taken}', where=str(path))
            self.names.setdefault(folded, key)
        if head.get("rung") not in ("none", "legal-ground") and not shared:
            self.urls.setdefault(fold(head.get("url", "")), []).append(key)

    def find(self, name: str, obtained: str = "") -> str | None:
        """Return the id a written license name means, or None: `name@version` picks a version,
        `obtained`
        (a date) the version in force on that day, else the newest counts.
        """
        key = self._named(name, obtained)
        for reading in () if key else spelling.readings(name):
            key = key or self._named(reading, obtained)
        if key is None and name.rstrip().endswith(")"):
            keys = {self._named(one, obtained) for one in spelling.in_parentheses(name)}
            key = keys.pop() if len(keys) == 1 else None
        return key

    def _named(self, name: str, obtained: str) -> str | None:
        """Return the id of a name by its folded form, else by its letters and digits alone."""
        base, _, version = name.partition("@")
        folded = fold(base)
        if "scancode" in base.casefold() and folded in FALSE_FRIENDS:
            return None
        shared = self.versions.get(folded)
        if shared is None:
            key = self.names.get(folded)
            if key is None and folded not in UNRESOLVED:
                key = self._squeezed.get(spelling.squeeze(base))
            if key is None or not version:
                return key
            shared = next(
                (found for found in self.versions.values() if any(key == k for _, _, k in found)),
                None,
            )
            if shared is None:
                return key if version in (quick_head(self.paths[key]).get("version"), key) else None
        if version:
            return next((key for dated, told, key in shared if version in (told, dated, key)), None)
        if obtained:
            in_force = [
                key for dated, _, key in shared if dated and dated <= obtained.ljust(10, "~")
            ]
            return in_force[-1] if in_force else shared[0][2]
        return shared[-1][2]

    @functools.cached_property
    def _squeezed(self) -> dict[str, str]:
        """Return letters and digits of a name -> license id, where they name one license only."""
        found: dict[str, set[str]] = {}
        for name, key in self.names.items():
            found.setdefault(spelling.squeeze(name), set()).add(key)
        return {name: keys.pop() for name, keys in found.items() if name and len(keys) == 1}

    def branches(self, written: str) -> tuple[tuple[str, ...], ...]:
        """Return the branches of a license string, each the names that bind together in it.

        Operators may be small letters or signs ("mit or apache-2.0") where each name beside them is
        known. Raises Problem for a
        malformed expression.
        """
        if self.find(written):
            return ((written.strip(),),)
        plain = spelled_out(written)
        if plain != written:
            with contextlib.suppress(Problem):
                options = branches(plain)
                if all(
                    self.find(part)
                    for option in options
                    for name in option
                    for part in EXCEPTION.split(name)
                    if not self.find(name)
                ):
                    return options
        return branches(written)

    def siblings(self, key: str) -> tuple[str, ...]:
        """Return the ids of the other texts that share this license's name."""
        for shared in self.versions.values():
            keys = [k for _, _, k in shared]
            if key in keys:
                return tuple(k for k in keys if k != key)
        return ()

    def vague(self, name: str) -> bool:
        """Return whether a name says less than a license: "BSD", "see LICENSE", "Public Domain"."""
        return any(fold(one) in UNRESOLVED for one in (name, *spelling.readings(name)))

    def suggest(self, name: str) -> str:
        """Return a hint for a name that is not known: the texts of that name, the names it is made
        of, or the name that was mistyped.
        """
        name = name.partition("@")[0]
        several = (
            [part.strip() for part in re.split(r"[/,;|]", name)]
            if not spelling.address(name)
            else []
        )
        if len(several) > 1 and all(self.find(part) for part in several):
            return (
                f'it names {len(several)} licenses: write "{" OR ".join(several)}" for a choice,'
                f' "{" AND ".join(several)}" where all bind'
            )
        folded = [fold(one) for one in (name, *spelling.readings(name))]
        keys = [key for one in folded for key in VAGUE.get(one, ())] or spelling.versions_of(
            name, self.names
        )
        if keys:
            return f"which text? known: {spelling.listed(keys)}"
        near = spelling.slip(name, self.names) if not self.vague(name) else ""
        return f'did you mean "{near}"?' if near else ""

    def license(self, key: str) -> License:
        """Return a license by id, loaded and checked; raise Problem when the file is wrong."""
        if key not in self.licenses:
            self.licenses[key] = self._load(key)
        return self.licenses[key]

    def _load(self, key: str) -> License:
        if key not in self.paths:
            raise Problem(f'there is no license "{key}"', hint=did_you_mean(key, self.paths))
        path = self.paths[key]
        head, body, line = split_front_matter(read_text(path), str(path))
        told = quick(head)
        form = _validated(told, head, path, "license")
        if form.id != path.stem:
            raise Problem(
                f'has the id "{form.id}"; the file name says "{path.stem}"', where=str(path)
            )
        terms = {term.id: term for term in form.terms}
        if len(terms) != len(form.terms):
            raise Problem("has two terms of one id", where=str(path))
        if form.like:
            form, terms = self._inherit(form, told, terms, path)
        self._check_questions(form, terms, path)
        return License(form, tuple(terms.values()), body, str(path), line)

    def _inherit(self, form: Any, told: Any, terms: dict[str, Any], path: Path) -> Any:
        from clearance.library.schema import INHERITED

        parent = self.license(form.like)
        inherited = {term.id: term for term in parent.terms if term.id not in form.without}
        missing = [one for one in form.without if one not in {term.id for term in parent.terms}]
        if missing:
            raise Problem(
                f'without names "{missing[0]}", which {form.like} does not have', where=str(path)
            )
        taken = {key: getattr(parent.form, key) for key in INHERITED if key not in told}
        return form.model_copy(update=taken), {**inherited, **terms}

    def _check_questions(self, form: Any, terms: dict[str, Any], path: Path) -> None:
        for term in terms.values():
            for when in (term.when, term.except_):
                for extra in (when.model_extra or {}) if when else {}:
                    if extra not in form.asks:
                        known = (*type(when).model_fields, *form.asks)
                        raise Problem(
                            f'term {term.id}: unknown condition "{extra}"',
                            where=str(path),
                            hint=did_you_mean(extra, known) or f"known: {', '.join(known)}",
                        )
            if (term.verdict == "require") != (term.do is not None):
                raise Problem(f"term {term.id}: `do` goes with verdict require", where=str(path))
            if (term.do == "release-under") != bool(term.release_under):
                raise Problem(
                    f"term {term.id}: `release_under` goes with do: release-under", where=str(path)
                )

    def dangling(self, key: str) -> list[str]:
        """Return the license ids that a license's terms name and that are not there (a data check,
        not a load check).
        """
        named = {name for term in self.license(key).terms for name in term.release_under}
        return sorted(
            name
            for name in named
            if name not in ("itself", "proprietary") and name not in self.paths
        )

    @functools.cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return all rules in the order of their groups and codes, checked."""
        found: dict[str, Rule] = {}
        for folder in self.folders:
            for path in sorted((folder / "rules").glob("*.md")):
                if path.stem.startswith("_") or path.stem.lower() == "readme":
                    continue
                rule = _rule(path)
                if rule.id in found:
                    raise Problem(f"{rule.id} is there twice", where=str(path))
                found[rule.id] = rule
        order = list(self.groups)
        rank = {prefix: i for i, prefix in enumerate(order)}
        return tuple(sorted(found.values(), key=lambda r: (rank.get(r.id[:-3], len(rank)), r.id)))

    @functools.cached_property
    def groups(self) -> dict[str, str]:
        """Return code prefix -> title of the group, in the order of reports."""
        groups: dict[str, str] = {}
        for folder in self.folders:
            path = folder / "rules" / "_groups.yml"
            if path.is_file():
                groups |= quick(read_text(path))
        return groups

    def rule(self, key: str) -> Rule | None:
        """Return a rule by code or name."""
        return next(
            (
                rule
                for rule in self.rules
                if key.upper() == rule.id or key.lower() == rule.form.name
            ),
            None,
        )

    def table(self, name: str) -> Any:
        """Return a data file of the first folder: licenses/_flow, licenses/_words,
        licenses/_ladder, rules/_openness.
        """
        return quick(read_text(self.folders[0] / f"{name}.yml"))


def quick_head(path: Path) -> dict[str, Any]:
    """Return the front matter of a license file up to its terms, as strings."""
    text = read_text(path)
    head, _, _ = split_front_matter(text, str(path))
    cut = head.find("\nterms:")
    try:
        head_data = quick(head if cut < 0 else head[: cut + 1])
    except Exception:  # noqa: BLE001 - parse again for the place of the mistake
        head_data = parse(head, str(path), first_line=2).data
    if not isinstance(head_data, dict):
        raise Problem("has front matter that is no mapping", where=str(path))
    return head_data


def _validated(told: Any, head: str, path: Path, kind: str) -> Any:
    from pydantic import ValidationError

    from clearance.library.schema import LicenseIn, RuleIn

    model = LicenseIn if kind == "license" else RuleIn
    try:
        return model.model_validate(told)
    except ValidationError as error:
        document = parse(head, str(path), first_line=2)
        lines = []
        for item in error.errors(include_url=False):
            place = document.place(tuple(item["loc"]))
            expected = item.get("ctx", {}).get("expected", "")
            hint = (
                did_you_mean(
                    str(item["input"]),
                    [word.strip("' ") for word in expected.replace(" or ", ",").split(",")],
                )
                if expected
                else ""
            )
            lines.append(
                f"{place.file}:{place.line}:{place.column}: {'.'.join(map(str, item['loc']))}:"
                f" {item['msg']} (got {item['input']!r}) {hint}".rstrip()
            )
        raise Problem("\n".join(lines[:10])) from None


def _rule(path: Path) -> Rule:
    head, body, line = split_front_matter(read_text(path), str(path))
    form = _validated(quick(head), head, path, "rule")
    if form.id != path.stem:
        raise Problem(f'has the id "{form.id}"; the file name says "{path.stem}"', where=str(path))
    return Rule(form, body, str(path), line)


@functools.lru_cache(maxsize=4)
def library(*packs: str) -> Library:
    """Return the library that ships with the program, with the packs (folders with rules/,
    licenses/) added.
    """
    return Library((data_root(), *(Path(pack) for pack in packs)))
