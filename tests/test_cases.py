"""Every case inside a rule or license file holds, and every rule that can be shown on a manifest
has cases.
"""

from __future__ import annotations

import pytest

from clearance.commands import cases as casebook
from clearance.library.load import library

CASES = casebook.all_cases(library())
DECLARED = ("term", "duty", "artifact", "exception", "policy")
"""Fact kinds that a manifest alone can show; references and locks are shown by their own tests."""


@pytest.mark.parametrize("case", CASES, ids=[f"{case.owner}-{i}" for i, case in enumerate(CASES)])
def test_case_holds(case: casebook.Case) -> None:
    assert casebook.run(case) == ""


def test_a_case_that_expects_the_wrong_rule_fails() -> None:
    case = casebook.Case(
        "x",
        "bad",
        ("OUT001",),
        "project: {purpose: research}\nmodels: {m: {license: mit, used_for: run}}\n",
        "x:1",
    )

    assert "OUT001 did not fire" in casebook.run(case)


def test_a_case_that_must_be_clean_fails_on_a_warning() -> None:
    case = casebook.Case(
        "x",
        "good",
        (),
        "project: {purpose: research}\nmodels: {m: {license: other, used_for: run}}\n",
        "x:1",
    )

    assert "must be clean" in casebook.run(case)


def test_every_license_has_cases_of_both_kinds() -> None:
    kinds: dict[str, set[str]] = {}
    for case in CASES:
        kinds.setdefault(case.owner, set()).add(case.kind)
    lacking = {
        key
        for key in library().paths
        if library().license(key).form.read != "unread" and kinds.get(key) != {"bad", "good"}
    }

    # licenses without duties or bans (CC0 and its like) have nothing to show as bad
    assert {
        key for key in lacking if any(t.verdict != "permit" for t in library().license(key).terms)
    } == set()
