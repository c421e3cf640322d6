"""Labels of others that drop terms of what their thing holds."""

from __future__ import annotations

from collections.abc import Callable

from reading import named

from clearance.model import Report

Judge = Callable[[str], Report]
LLM = "task: text-generation"


def test_a_label_that_upstream_contradicts_is_one_finding(judge: Judge) -> None:
    report = judge(f"""
project: {{purpose: research, fields: []}}
models:
  llama: {{license: llama3.1, {LLM}}}
  distill: {{license: mit, base: llama, used_for: [run]}}
""")

    assert [(f.artifact, f.source, f.certainty) for f in named(report, "UPS001")] == [
        ("distill", "llama", "contested")
    ]


def test_a_label_that_drops_several_licenses_is_one_finding_that_names_them(judge: Judge) -> None:
    report = judge("""
project: {purpose: research}
datasets: {s: {license: CC-BY-SA-4.0}, o: {license: ODbL-1.0}, d: {license: mit, derived_from: [s, o]}}
models: {m: {ours: true, trained_on: d}}
""")
    (found,) = [finding for finding in report.findings if finding.topic == "upstream-relabel"]

    assert (found.artifact, {found.source, *found.sources}) == ("d", {"s", "o"})
