"""Licenses of an SPDX 3 document as the manifest writes them: expressions, sets, listed and custom
licenses.
"""

from __future__ import annotations

import re
from typing import Any

from clearance.bom.read.common import named
from clearance.problems import Problem
from clearance.text import clean

INDIVIDUALS = {
    "https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoneLicense": "NONE",
    "https://spdx.org/rdf/3.0.0/terms/Licensing/None": "NONE",
    "expandedlicensing_NoneLicense": "NONE",
    "https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoAssertionLicense": "NOASSERTION",
    "https://spdx.org/rdf/3.0.0/terms/Licensing/NoAssertion": "NOASSERTION",
    "expandedlicensing_NoAssertionLicense": "NOASSERTION",
}
LISTED = re.compile(r"https?://spdx\.org/licenses/([A-Za-z0-9.+-]+?)(?:\.html|\.json)?")
DEEPEST = 50


class Licenses:
    """Looks up what license elements say, by id."""

    def __init__(self, by_id: dict[str, dict[str, Any]], shown: str) -> None:
        self._by_id = by_id
        self._shown = shown
        self._outside = {
            str(row.get("externalSpdxId"))
            for one in by_id.values()
            for row in one.get("import", [])
        }

    def of(self, refs: list[str]) -> tuple[str, str]:
        """Return (the license as it stands, as the manifest writes it) of the elements that one
        relationship leads to.

        Raises Problem for ids that the document does not hold and for sets that hold themselves.
        """
        texts = [self._text(ref, 0) for ref in refs]
        if len(texts) == 1:
            return texts[0]
        return _joined([raw for raw, _ in texts], " AND "), _joined(
            [name for _, name in texts], " AND "
        )

    def _text(self, ref: str, depth: int) -> tuple[str, str]:
        if depth > DEEPEST:
            raise Problem(
                f'the license "{clean(ref)}" is made of itself, or nested too deeply',
                where=self._shown,
            )
        one = self._by_id.get(ref)
        if one is None:
            return self._elsewhere(ref)
        kind = one["type"]
        if kind == "simplelicensing_LicenseExpression":
            written = one.get("simplelicensing_licenseExpression", "")
            return written, named(written, self._names(one))
        if kind in (
            "expandedlicensing_ConjunctiveLicenseSet",
            "expandedlicensing_DisjunctiveLicenseSet",
        ):
            members = one.get("expandedlicensing_member", [])
            word = " AND " if "Conjunctive" in kind else " OR "
            text = _joined(
                [
                    self._text(member, depth + 1)[1]
                    for member in ([members] if isinstance(members, str) else members)
                ],
                word,
            )
        elif kind == "expandedlicensing_OrLaterOperator":
            text = self._text(one.get("expandedlicensing_subjectLicense", ""), depth + 1)[1] + "+"
        elif kind == "expandedlicensing_WithAdditionOperator":
            addition = one.get("expandedlicensing_subjectAddition", "")
            text = (
                f"{self._text(one.get('expandedlicensing_subjectExtendableLicense', ''), depth + 1)[1]}"
                f" WITH {self._name(addition)}"
            )
        else:
            text = self._name(ref)
        return text, text

    def _elsewhere(self, ref: str) -> tuple[str, str]:
        """Return a license that is no element of the document: an individual, a listed one, or one
        of another document.
        """
        listed = LISTED.fullmatch(ref)
        text = INDIVIDUALS.get(ref) or (
            listed[1] if listed else self._last(ref) if ref in self._outside else ""
        )
        if not text:
            raise Problem(
                f'a license leads to "{clean(ref)}", which the document does not hold',
                where=self._shown,
            )
        return text, text

    def _names(self, one: dict[str, Any]) -> dict[str, str]:
        """Return LicenseRef -> name, of the references in an expression."""
        return {
            row["key"]: self._by_id.get(row.get("value", ""), {}).get("name", "")
            for row in one.get("simplelicensing_customIdToUri", [])
        }

    def _name(self, ref: str) -> str:
        listed = LISTED.fullmatch(ref)
        return listed[1] if listed else self._by_id.get(ref, {}).get("name", "") or self._last(ref)

    @staticmethod
    def _last(ref: str) -> str:
        return re.split(r"[/#:]", ref.rstrip("/#"))[-1] or ref


def _joined(texts: list[str], word: str) -> str:
    """Return licenses as one expression; NOASSERTION stays in it, so that nobody takes the rest for
    the whole.
    """
    texts = [text for text in dict.fromkeys(texts) if text]
    return (
        texts[0]
        if len(texts) == 1
        else word.join(f"({text})" if " " in text else text for text in texts)
    )
