"""The licenses, rules and data tables that ship with the program, and those of packs.

All license heads are indexed at once (names only); the terms of a license are loaded when it is
asked for.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearance.files.yaml import quick, read_text
from clearance.library.documents import documents, quick_head, read
from clearance.library.index import UNRESOLVED, Index, index
from clearance.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from clearance.library.schema import LicenseIn, RuleIn, Term

__all__ = ["UNRESOLVED", "Library", "License", "Rule", "data_root", "library", "quick_head"]

NO_LICENSE = ("itself", "proprietary")
"""Words in `release_under` that name no license file."""


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
    """the line of the file on which the body begins"""

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
    """the line of the file on which the body begins"""

    @property
    def id(self) -> str:
        """Return the rule's code."""
        return self.form.id


@dataclass
class Library:
    """The licenses and rules of one or more folders, later folders adding to earlier ones."""

    folders: tuple[Path, ...]
    licenses: dict[str, License] = field(default_factory=dict)
    """the licenses that were loaded so far, by id"""
    suggestions: dict[str, str] = field(default_factory=dict)
    """unknown name -> hint, as far as asked for"""
    index: Index = field(init=False)

    def __post_init__(self) -> None:
        """Index the head of every license file."""
        self.index = index(self.folders)

    @property
    def paths(self) -> dict[str, Path]:
        """Return license id -> file, for all licenses."""
        return self.index.paths

    @property
    def names(self) -> dict[str, str]:
        """Return folded name -> license id, for all licenses."""
        return self.index.names

    def find(self, name: str, obtained: str = "") -> str | None:
        """Return the id a written license name means, or None; see `Index.find`."""
        return self.index.find(name, obtained)

    def branches(self, written: str) -> tuple[tuple[str, ...], ...]:
        """Return the branches of a license string; see `Index.branches`."""
        return self.index.branches(written)

    def siblings(self, key: str) -> tuple[str, ...]:
        """Return the ids of the other texts that share this license's name."""
        return self.index.siblings(key)

    def vague(self, name: str) -> bool:
        """Return whether a name says less than a license: "BSD", "see LICENSE", "Public Domain"."""
        return self.index.vague(name)

    def suggest(self, name: str) -> str:
        """Return a hint for a name that is not known; see `Index.suggest`. Each name is looked for
        once: it is compared with every spelling of every license.
        """
        if name not in self.suggestions:
            self.suggestions[name] = self.index.suggest(name)
        return self.suggestions[name]

    def license(self, key: str) -> License:
        """Return a license by id, loaded and checked; raise Problem when the file is wrong."""
        if key not in self.licenses:
            self.licenses[key] = self._load(self.index.path(key))
        return self.licenses[key]

    def _load(self, path: Path) -> License:
        from clearance.library.schema import LicenseIn

        file = read(path, LicenseIn)
        form, terms = file.form, {term.id: term for term in file.form.terms}
        if len(terms) != len(form.terms):
            raise Problem("has two terms of one id", where=str(path))
        if form.like:
            parent = self.license(form.like)
            form, terms = _inherited(form, parent, path), {**_kept(form, parent), **terms}
        for term in terms.values():
            _check_term(term, form, path)
        return License(form, tuple(terms.values()), file.body, file.path, file.body_line)

    def dangling(self, key: str) -> list[str]:
        """Return the license ids that a license's terms name and that are not there (a data check,
        not a load check).
        """
        named = {name for term in self.license(key).terms for name in term.release_under}
        return sorted(named - set(NO_LICENSE) - set(self.paths))

    @functools.cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return all rules in the order of their groups and codes, checked."""
        rules: dict[str, Rule] = {}
        for path in documents(self.folders, "rules"):
            rule = _rule(path)
            if rule.id in rules:
                raise Problem(f"{rule.id} is there twice", where=str(path))
            rules[rule.id] = rule
        rank = {prefix: i for i, prefix in enumerate(self.groups)}
        return tuple(
            sorted(rules.values(), key=lambda rule: (rank.get(rule.id[:-3], len(rank)), rule.id))
        )

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
        for rule in self.rules:
            if key.upper() == rule.id or key.lower() == rule.form.name:
                return rule
        return None

    def table(self, name: str) -> Any:
        """Return a data file of the first folder: licenses/_flow, licenses/_words,
        licenses/_ladder, rules/_openness.
        """
        return quick(read_text(self.folders[0] / f"{name}.yml"))


@functools.lru_cache(maxsize=4)
def library(*packs: str) -> Library:
    """Return the library that ships with the program, with the packs (folders with rules/,
    licenses/) added.
    """
    return Library((data_root(), *(Path(pack) for pack in packs)))


def _rule(path: Path) -> Rule:
    from clearance.library.schema import RuleIn

    file = read(path, RuleIn)
    return Rule(file.form, file.body, file.path, file.body_line)


def _kept(form: LicenseIn, parent: License) -> dict[str, Term]:
    """Return the terms that a `like` license takes over, by id."""
    return {term.id: term for term in parent.terms if term.id not in form.without}


def _inherited(form: LicenseIn, parent: License, path: Path) -> LicenseIn:
    """Return a `like` license with the keys that it does not give itself; raise Problem where it
    leaves out a term that is not there.
    """
    from clearance.library.schema import INHERITED

    there = {term.id for term in parent.terms}
    for left_out in form.without:
        if left_out not in there:
            raise Problem(
                f'without names "{left_out}", which {form.like} does not have', where=str(path)
            )
    taken = {
        key: getattr(parent.form, key) for key in INHERITED if key not in form.model_fields_set
    }
    return form.model_copy(update=taken)


def _check_term(term: Term, form: LicenseIn, path: Path) -> None:
    """Raise Problem for a condition that nobody asks, and for keys that do not go together."""
    for when in filter(None, (term.when, term.except_)):
        unknown = [name for name in when.model_extra or {} if name not in form.asks]
        if unknown:
            known = (*type(when).model_fields, *form.asks)
            raise Problem(
                f'term {term.id}: unknown condition "{unknown[0]}"',
                where=str(path),
                hint=did_you_mean(unknown[0], known) or f"known: {', '.join(known)}",
            )
    if (term.verdict == "require") != (term.do is not None):
        raise Problem(f"term {term.id}: `do` goes with verdict require", where=str(path))
    if (term.do == "release-under") != bool(term.release_under):
        raise Problem(
            f"term {term.id}: `release_under` goes with do: release-under", where=str(path)
        )
