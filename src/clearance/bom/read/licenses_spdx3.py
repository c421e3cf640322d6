"""Licenses of an SPDX 3 document as the manifest writes them: expressions, sets, listed and custom
licenses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clearance.bom.licensing import NOASSERTION, NONE
from clearance.bom.read.common import named
from clearance.bom.read.jsonld import Element, listed
from clearance.problems import Problem
from clearance.text import clean

INDIVIDUALS = {
    "https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoneLicense": NONE,
    "https://spdx.org/rdf/3.0.0/terms/Licensing/None": NONE,
    "expandedlicensing_NoneLicense": NONE,
    "https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoAssertionLicense": NOASSERTION,
    "https://spdx.org/rdf/3.0.0/terms/Licensing/NoAssertion": NOASSERTION,
    "expandedlicensing_NoAssertionLicense": NOASSERTION,
}
"""Ids of SPDX itself -> what the manifest calls them."""
LISTED = re.compile(r"https?://spdx\.org/licenses/([A-Za-z0-9.+-]+?)(?:\.html|\.json)?")
DEEPEST = 50
"""License elements inside one another."""
WORD = {
    "expandedlicensing_ConjunctiveLicenseSet": " AND ",
    "expandedlicensing_DisjunctiveLicenseSet": " OR ",
}
"""Class of a set -> the word between its members."""


@dataclass(frozen=True)
class LicenseText:
    """A license of a document; both texts are empty where none is stated."""

    written: str
    """as it stands in the document"""
    named: str
    """as the manifest writes it: a reference by the name that the document gives it"""


def imported(by_id: dict[str, Element]) -> set[str]:
    """Return the ids that a document says are in another one."""
    return {
        str(row.get("externalSpdxId"))
        for element in by_id.values()
        for row in element.get("import", [])
    }


class Licenses:
    """Looks up what license elements say, by id."""

    def __init__(self, by_id: dict[str, Element], shown: str) -> None:
        self._by_id = by_id
        self._shown = shown
        self._imported = imported(by_id)
        self._composed: dict[str, Callable[[Element, int], str]] = {
            **dict.fromkeys(WORD, self._set),
            "expandedlicensing_OrLaterOperator": self._or_later,
            "expandedlicensing_WithAdditionOperator": self._with_addition,
        }

    def of(self, refs: list[str]) -> LicenseText:
        """Return the license that a relationship leads to; all together where it leads to several.

        Raises Problem for ids that the document does not hold and for sets that hold themselves.
        """
        texts = [self._text(ref, 0) for ref in refs]
        if len(texts) == 1:
            return texts[0]
        return LicenseText(
            _joined((text.written for text in texts), " AND "),
            _joined((text.named for text in texts), " AND "),
        )

    def _text(self, ref: str, depth: int) -> LicenseText:
        if depth > DEEPEST:
            raise Problem(
                f'the license "{clean(ref)}" is made of itself, or nested too deeply',
                where=self._shown,
            )
        element = self._by_id.get(ref)
        if element and element["type"] == "simplelicensing_LicenseExpression":
            return self._expression(element)
        text = self._composite(ref, element, depth) if element else self._elsewhere(ref)
        return LicenseText(text, text)

    def _expression(self, element: Element) -> LicenseText:
        written = element.get("simplelicensing_licenseExpression", "")
        names = {
            row["key"]: self._by_id.get(row.get("value", ""), {}).get("name", "")
            for row in element.get("simplelicensing_customIdToUri", [])
        }
        return LicenseText(written, named(written, names))

    def _composite(self, ref: str, element: Element, depth: int) -> str:
        """Return a license made of others; one of any other class goes by its name."""
        composed = self._composed.get(element["type"])
        return composed(element, depth + 1) if composed else self._name(ref)

    def _set(self, element: Element, depth: int) -> str:
        members = listed(element.get("expandedlicensing_member"))
        return _joined(
            (self._text(member, depth).named for member in members), WORD[element["type"]]
        )

    def _or_later(self, element: Element, depth: int) -> str:
        return self._text(element.get("expandedlicensing_subjectLicense", ""), depth).named + "+"

    def _with_addition(self, element: Element, depth: int) -> str:
        extended = element.get("expandedlicensing_subjectExtendableLicense", "")
        addition = element.get("expandedlicensing_subjectAddition", "")
        return f"{self._text(extended, depth).named} WITH {self._name(addition)}"

    def _elsewhere(self, ref: str) -> str:
        """Return a license that is no element of the document: an individual, a listed one, or one
        of another document.
        """
        found = LISTED.fullmatch(ref)
        if ref in INDIVIDUALS:
            return INDIVIDUALS[ref]
        if found:
            return found[1]
        if ref and ref in self._imported:
            return _last(ref)
        raise Problem(
            f'a license leads to "{clean(ref)}", which the document does not hold',
            where=self._shown,
        )

    def _name(self, ref: str) -> str:
        """Return the SPDX id of a listed license or addition, else its name, else the end of its
        id.
        """
        found = LISTED.fullmatch(ref)
        if found:
            return found[1]
        name: str = self._by_id.get(ref, {}).get("name", "")
        return name or _last(ref)


def _last(ref: str) -> str:
    return re.split(r"[/#:]", ref.rstrip("/#"))[-1] or ref


def _joined(licenses: Iterable[str], word: str) -> str:
    """Return licenses as one expression; NOASSERTION stays in it, so that nobody takes the rest for
    the whole.
    """
    texts = [text for text in dict.fromkeys(licenses) if text]
    if len(texts) == 1:
        return texts[0]
    return word.join(f"({text})" if " " in text else text for text in texts)
