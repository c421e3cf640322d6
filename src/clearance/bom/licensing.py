"""Licenses as SPDX writes them: an expression of SPDX ids and LicenseRefs, NONE, or NOASSERTION."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from clearance.library.load import Library
from clearance.model import Thing
from clearance.problems import Problem
from clearance.text import clean

NOASSERTION = "NOASSERTION"
NONE = "NONE"


@dataclass(frozen=True, order=True)
class LicenseRef:
    """A license that SPDX has no id for."""

    id: str
    name: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Declared:
    """What a thing's license is said to be, and what Clearance takes it for."""

    declared: str = NOASSERTION
    concluded: str = NOASSERTION
    comment: str = ""


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
        """Return a thing's license; NONE where the owner gives none, NOASSERTION where nobody said."""
        if not thing.license:
            return Declared()
        texts, sure = [], True
        for _, written in thing.license:
            text, resolved = self._expression(written, thing.obtained, "")
            texts.append(text)
            sure = sure and resolved
        declared = self._joined(texts)
        concluded = declared if sure else NOASSERTION
        if sure and thing.chosen:
            concluded = self._joined(
                [
                    self._expression(written, thing.obtained, thing.chosen)[0]
                    for _, written in thing.license
                ]
            )
        comments = [f"{part}: {clean(written)}" for part, written in thing.license if part]
        if any(state == "disagreement" for state, _ in thing.doubts):
            concluded = NOASSERTION
            comments += [clean(why) for _, why in thing.doubts]
        if thing.license_from not in ("", "manifest"):
            comments.append(f"license from the {thing.license_from}")
        return Declared(declared, concluded, "; ".join(comments))

    def _joined(self, texts: list[str]) -> str:
        texts = list(dict.fromkeys(texts))
        if len(texts) == 1:
            return texts[0]
        named = [
            self._none() if text == NONE else f"({text})" if " " in text else text for text in texts
        ]
        return " AND ".join(named)

    def _expression(self, written: str, obtained: str, chosen: str) -> tuple[str, bool]:
        """Return (expression, whether every name in it is a known license)."""
        try:
            options = self._known.branches(written)
        except Problem:
            return self._label(written), False
        if chosen and len(options) > 1:
            wanted = self._known.find(chosen)
            options = (
                tuple(one for one in options if wanted in [self._known.find(name) for name in one])[
                    :1
                ]
                or options
            )
        texts, sure = [], True
        for names in options:
            symbols = [self._symbol(name, obtained) for name in names]
            sure = sure and all(resolved for _, resolved in symbols)
            texts.append(self._joined([symbol for symbol, _ in symbols]))
        if len(texts) == 1:
            return texts[0], sure
        return (
            " OR ".join(
                self._none() if text == NONE else f"({text})" if " " in text else text
                for text in dict.fromkeys(texts)
            ),
            sure,
        )

    def _symbol(self, name: str, obtained: str) -> tuple[str, bool]:
        key = self._known.find(name, obtained)
        if key is None:
            return (name, True) if _valid(name) else (self._label(name), False)
        form = self._known.license(key).form
        if form.spdx == NONE:
            return NONE, True
        if not form.spdx.startswith("LicenseRef-") and _valid(form.spdx):
            return form.spdx, True
        ref = form.spdx if form.spdx.startswith("LicenseRef-") else f"LicenseRef-{form.spdx}"
        taken = self._refs.get(ref)
        if taken and taken.name != form.title:
            ref = f"{ref}-{key}"
        return (
            self._ref(ref, form.title, f"The text of {form.title} is at {form.url}", form.url),
            True,
        )

    def _label(self, name: str) -> str:
        shown = clean(name)
        plain = re.sub(r"^(LicenseRef-(clearance-)?)+", "", shown)
        return self._ref(
            f"LicenseRef-clearance-{plain}",
            shown,
            f'Stated as "{shown}"; no text of that name is known',
        )

    def _none(self) -> str:
        return self._ref(
            "LicenseRef-clearance-none", "No license", "No license is given for this part"
        )

    def _ref(self, key: str, name: str, text: str, url: str = "") -> str:
        key = re.sub(r"[^A-Za-z0-9.-]+", "-", key)
        first, count = key, 1
        while key in self._refs and self._refs[key].name != name:
            count += 1
            key = f"{first}-{count}"
        text = text.replace("<", "(").replace(">", ")")  # tag-value ends a text at </text>
        self._refs[key] = LicenseRef(key, name.replace("<", "(").replace(">", ")"), text, url)
        return key


def _valid(text: str) -> bool:
    """Say whether a text is an expression of ids that SPDX has."""
    if not re.fullmatch(r"[A-Za-z0-9.+-]+( WITH [A-Za-z0-9.+-]+)?", text) or re.fullmatch(
        r"AND|OR|WITH", text, re.IGNORECASE
    ):
        return False  # license_expression fails on what is no word
    found = licensing().validate(text)
    return not found.errors and str(found.normalized_expression) == text
