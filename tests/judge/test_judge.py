"""What two facts are one finding, and exceptions."""

from __future__ import annotations

from collections.abc import Callable

from reading import named

from clearance.model import Report

Judge = Callable[[str], Report]
LLM = "task: text-generation"


def test_an_exception_needs_a_match_and_expires(judge: Judge) -> None:
    text = (
        "project: {purpose: commercial, fields: []}\nmodels: {m: {license: cc-by-nc-4.0,"
        f" {LLM}, used_for: run}}}}\naccept: [{{rule: NC001, artifact: ART, because: bought, until:"
        " UNTIL}]\n"
    )

    good = judge(text.replace("ART", "m").replace("UNTIL", "2027-01-01"))
    assert ([f.rule for f in good.accepted], named(good, "NC001")) == (["NC001"], [])
    old = judge(text.replace("ART", "m").replace("UNTIL", "2026-01-01"))
    assert (len(named(old, "NC001")), len(named(old, "EXC002"))) == (1, 1)
    idle = judge(text.replace("ART", "n").replace("UNTIL", "2027-01-01"))
    assert (len(named(idle, "NC001")), len(named(idle, "EXC001"))) == (1, 1)


def test_keys_are_stable_when_lines_move(judge: Judge) -> None:
    text = (
        "project: {purpose: commercial, fields: []}\nmodels: {m: {license: cc-by-nc-4.0,"
        f" {LLM}, used_for: run}}}}\n"
    )

    assert {f.key for f in judge(text).findings} == {
        f.key for f in judge("\n\n# moved\n" + text).findings
    }


def test_many_sources_of_one_license_are_one_finding(judge: Judge) -> None:
    report = judge("""
project: {purpose: research}
datasets: {pile: {license: mit, contains: {a: aggregate, b: aggregate, c: aggregate}}, a: {license: none}, b: {license: none}, c: {license: none}}
models: {m: {ours: true, trained_on: pile}}
""")
    (finding,) = named(report, "LIC001")

    assert {finding.source, *finding.sources} == {"a", "b", "c"}
