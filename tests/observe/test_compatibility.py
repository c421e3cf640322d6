"""What licenses that meet in one release leave for it."""

from __future__ import annotations

from collections.abc import Callable

from reading import named

from clearance.model import Report

Judge = Callable[[str], Report]


def test_no_license_is_proposed_where_an_input_has_an_unknown_one(judge: Judge) -> None:
    (found,) = named(
        judge(
            "project: {purpose: research}\nmodels: {b: {license: acme}, m: {ours: true, base:"
            " b}}\nreleases: [{artifact: m}]\n"
        ),
        "LIC005",
    )

    assert "what the license of b leaves, which is not known" in found.message
    assert "mit" not in found.message


def test_contains_without_how_leaves_the_worse_case_unknown(judge: Judge) -> None:
    report = judge("""
project: {purpose: commercial, license: proprietary}
code: {lib: {license: GPL-3.0-only}}
releases: [{artifact: repository, license: proprietary, contains: lib}]
""")

    assert [f.certainty for f in named(report, "SHA001")] == ["unknown"]


def test_beside_separate_works_copyleft_stays_with_its_own(judge: Judge) -> None:
    report = judge("""
project: {purpose: commercial, license: proprietary}
code: {lib: {license: GPL-3.0-only}}
releases: [{artifact: repository, license: proprietary, contains: {lib: aggregate}}]
""")

    assert named(report, "SHA001") == []
    assert any(duty.topic == "license-copy" for duty in report.duties)


def test_a_contested_combination_does_not_hide_a_settled_breach(judge: Judge) -> None:
    report = judge("""
project: {purpose: research, license: Apache-2.0}
code: {a: {license: Apache-2.0}, g: {license: GPL-2.0-only}}
releases: [{artifact: repository, license: Apache-2.0, contains: {a: combined, g: combined}}]
""")

    assert [(f.severity, f.certainty) for f in named(report, "SHA001")] == [("error", "settled")]
    assert [(f.severity, f.certainty) for f in named(report, "CMB001")] == [("error", "contested")]


def test_an_agpl_part_in_a_gpl_release_is_told_that_both_licenses_may_be_stated(
    judge: Judge,
) -> None:
    report = judge("""
project: {purpose: commercial}
code: {part: {license: AGPL-3.0-only}}
releases: [{artifact: repository, contains: {part: combined}, license: GPL-3.0-only}]
""")

    (finding,) = named(report, "SHA001")
    assert "gpl-3.0-only AND agpl-3.0-only together" in finding.fix[0]


def test_no_license_is_proposed_where_a_text_was_not_read_on_relicensing(judge: Judge) -> None:
    report = judge("""
project: {purpose: research, fields: []}
datasets: {d: {license: ai2-impact-mr}, ours: {ours: true, derived_from: d}}
releases: [{artifact: ours}]
""")

    (finding,) = named(report, "LIC005")
    assert "mit" not in finding.message.split("allow", 1)[1].split()
    assert "was not read" in finding.message
