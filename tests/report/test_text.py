"""The text report: what happens to many things is told once, what touches a thing of ours stays
with it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clearance.model import Report
from clearance.report import text

Judge = Callable[[str], Report]


@pytest.mark.parametrize(
    ("license", "line"),
    [
        ("none", "things are used that have no license"),
        ("acme-license", "things are used and their license is not known"),
        ("per-row", "things have a license of their own in every row or part"),
    ],
)
def test_the_same_of_three_things_is_one_list(judge: Judge, license: str, line: str) -> None:
    sets = "".join(f"  d{i}: {{license: {license}, used_for: evaluate}}\n" for i in range(3))
    told = text.render(judge(f"project: {{purpose: research, fields: []}}\ndatasets:\n{sets}"))

    assert f" 3 {line}" in told
    assert [told.count(f"\n  d{i}  clearance.yaml:{i + 3}") for i in range(3)] == [1, 1, 1]


def test_what_two_things_have_is_told_of_each(judge: Judge) -> None:
    told = text.render(
        judge(
            "project: {purpose: research, fields: []}\ndatasets: {a: {license: none, used_for:"
            " run}, b: {license: none, used_for: run}}\n"
        )
    )

    assert "LIC001 [contested] a: " in told
    assert "LIC001 [contested] b: " in told


def test_what_touches_a_thing_of_ours_stays_with_it(judge: Judge) -> None:
    sets = "".join(f"  d{i}: {{license: none, used_for: run}}\n" for i in range(3))
    told = text.render(
        judge(
            "project: {purpose: research, fields: []}\nmodels: {m: {ours: true, trained_on:"
            f" d0}}}}\ndatasets:\n{sets}"
        )
    )

    assert " 3 things are used that have no license" in told
    assert "LIC001 [contested] m: nothing permits to train d0" in told


def test_the_first_thing_to_do_is_about_what_is_settled(judge: Judge) -> None:
    report = judge("""
project: {purpose: research, fields: []}
code: {lib: {license: Apache-2.0}}
models: {base: {license: none}, tuned: {ours: true, base: base}}
releases:
  - {artifact: repository, license: GPL-2.0-only, contains: {lib: combined}}
  - {artifact: tuned, as: zz/tuned, license: mit}
""")
    told = text.render(report)
    errors = {
        (finding.artifact, finding.certainty)
        for finding in report.findings
        if finding.severity == "error"
    }

    assert ("release:zz/tuned", "settled") in errors
    assert ("release:repository", "contested") in errors
    assert "start with release:zz/tuned" in told.splitlines()[0]
    assert told.index("error LIC001 release:zz/tuned") < told.index("error CMB002")
