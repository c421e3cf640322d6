"""Licenses as SPDX writes them: an expression of SPDX ids and LicenseRefs, NONE, or NOASSERTION."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clearance.bom.names import free
from clearance.library.load import Library
from clearance.model import Thing
from clearance.problems import Problem
from clearance.text import clean

if TYPE_CHECKING:
    from clearance.library.schema import LicenseIn

NOASSERTION = "NOASSERTION"
"""Nobody said what the license is."""
NONE = "NONE"
"""The owner gives no license: all rights are reserved."""
SIMPLE = re.compile(r"[A-Za-z0-9.+-]+( WITH [A-Za-z0-9.+-]+)?")
OPERATORS = ("AND", "OR", "WITH")
Options = tuple[tuple[str, ...], ...]
"""The branches of a license, each the names that bind together in it."""


@dataclass(frozen=True, order=True)
class LicenseRef:
    """A license that SPDX has no id for."""

    id: str
    """LicenseRef-… of letters, digits, dots and dashes; unique in the document"""
    name: str
    """one line"""
    text: str
    """where its text is, or that no text is known; never the text itself"""
    url: str = ""
    """where the license is published; empty where that is not known"""


@dataclass(frozen=True)
class Declared:
    """What a thing's license is said to be, and what Clearance takes it for."""

    declared: str = NOASSERTION
    """an SPDX expression, NONE or NOASSERTION"""
    concluded: str = NOASSERTION
    """the same; NOASSERTION where a name in it is not known, or sources disagree"""
    comment: str = ""
    """what the expression does not tell: parts, doubts, whose word it is; empty for nothing"""


@dataclass(frozen=True)
class _Expression:
    """A license as SPDX writes it."""

    text: str
    known: bool
    """whether every name in it is a license that is known"""


@functools.cache
def licensing() -> Any:
    """Return license-expression's list of SPDX licenses; making it takes tens of milliseconds."""
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


class Namer:
    """Names licenses, and keeps the references that it had to make."""

    def __init__(self, known: Library) -> None:
        self._known = known
        self._refs: dict[str, LicenseRef] = {}

    @property
    def refs(self) -> tuple[LicenseRef, ...]:
        """Return every reference used so far, by id."""
        return tuple(sorted(self._refs.values()))

    def of(self, thing: Thing) -> Declared:
        """Return what a thing's license is said to be, and what it is taken for."""
        if not thing.license:
            return Declared()
        declared = self._whole(thing)
        return Declared(
            declared.text, self._concluded(thing, declared), "; ".join(_comments(thing))
        )

    def _concluded(self, thing: Thing, declared: _Expression) -> str:
        if not declared.known or _disagreed(thing):
            return NOASSERTION
        return self._whole(thing, thing.chosen).text if thing.chosen else declared.text

    def _whole(self, thing: Thing, chosen: str = "") -> _Expression:
        """Return the licenses of all parts of a thing as one expression."""
        return self._all_of(
            self._expression(written, thing.obtained, chosen) for _, written in thing.license
        )

    def _expression(self, written: str, obtained: str, chosen: str) -> _Expression:
        """Return a license as a manifest writes it, or the option of it that was chosen."""
        try:
            options = self._known.branches(written)
        except Problem:
            return _Expression(self._label(written), known=False)
        if chosen and len(options) > 1:
            options = self._option(options, chosen)
        return self._any_of(
            self._all_of(self._symbol(name, obtained) for name in names) for names in options
        )

    def _option(self, options: Options, chosen: str) -> Options:
        """Return the first option that holds a license, alone; all of them where none does."""
        wanted = self._known.find(chosen)
        fitting = tuple(names for names in options if wanted in map(self._known.find, names))
        return fitting[:1] or options

    def _all_of(self, expressions: Iterable[_Expression]) -> _Expression:
        parts = list(expressions)
        texts = list(dict.fromkeys(part.text for part in parts))
        return _Expression(self._joined(texts, " AND "), all(part.known for part in parts))

    def _any_of(self, expressions: Iterable[_Expression]) -> _Expression:
        options = list(expressions)
        texts = [option.text for option in options]
        return _Expression(self._joined(texts, " OR "), all(option.known for option in options))

    def _joined(self, texts: list[str], word: str) -> str:
        if len(texts) == 1:
            return texts[0]
        return word.join(self._operand(text) for text in dict.fromkeys(texts))

    def _operand(self, text: str) -> str:
        """Return an expression as part of a longer one, in which NONE may not stand."""
        if text == NONE:
            return self._ref(
                "LicenseRef-clearance-none", "No license", "No license is given for this part"
            )
        return f"({text})" if " " in text else text

    def _symbol(self, name: str, obtained: str) -> _Expression:
        """Return one name of a manifest's license: a license that is known, or that SPDX knows."""
        key = self._known.find(name, obtained)
        if key is None:
            valid = _valid(name)
            return _Expression(name if valid else self._label(name), known=valid)
        form = self._known.license(key).form
        if form.spdx == NONE or (not form.spdx.startswith("LicenseRef-") and _valid(form.spdx)):
            return _Expression(form.spdx, known=True)
        return _Expression(self._reference(key, form), known=True)

    def _reference(self, key: str, form: LicenseIn) -> str:
        """Return the reference of a license that is known and has no id of SPDX's."""
        ref = f"LicenseRef-{form.spdx.removeprefix('LicenseRef-')}"
        taken = self._refs.get(ref)
        if taken and taken.name != form.title:
            ref = f"{ref}-{key}"
        text = f"The text of {form.title} is at {form.url}"
        return self._ref(ref, form.title, text, form.url)

    def _label(self, name: str) -> str:
        """Return the reference of a license that is not known."""
        shown = clean(name)
        plain = re.sub(r"^(LicenseRef-(clearance-)?)+", "", shown)
        text = f'Stated as "{shown}"; no text of that name is known'
        return self._ref(f"LicenseRef-clearance-{plain}", shown, text)

    def _ref(self, wanted: str, name: str, text: str, url: str = "") -> str:
        """Keep a reference, and return its id: the one that is wanted, where no other license has
        it.
        """
        plain = re.sub(r"[^A-Za-z0-9.-]+", "-", wanted)
        key = free(plain, lambda ref: ref in self._refs and self._refs[ref].name != name)
        self._refs[key] = LicenseRef(key, _unmarked(name), _unmarked(text), url)
        return key


def _disagreed(thing: Thing) -> bool:
    """Say whether the sources of facts contradict each other on a thing."""
    return any(state == "disagreement" for state, _ in thing.doubts)


def _comments(thing: Thing) -> list[str]:
    comments = [f"{part}: {clean(written)}" for part, written in thing.license if part]
    if _disagreed(thing):
        comments += [clean(why) for _, why in thing.doubts]
    if thing.license_from not in ("", "manifest"):
        comments.append(f"license from the {thing.license_from}")
    return comments


def _unmarked(text: str) -> str:
    """Return text without angle brackets: tag-value ends a text at </text>."""
    return text.replace("<", "(").replace(">", ")")


def _valid(text: str) -> bool:
    """Say whether a text is an expression of ids that SPDX has."""
    if not SIMPLE.fullmatch(text) or text.upper() in OPERATORS:
        return False  # license_expression fails on what is no word
    answer = licensing().validate(text)
    return not answer.errors and str(answer.normalized_expression) == text
