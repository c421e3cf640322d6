"""Conditions of terms: families, users, fields, purposes, answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reading import named

from clearance.model import Report

Judge = Callable[[str], Report]
LLM = "task: text-generation"


def test_a_merge_of_two_families_is_not_spared(judge: Judge) -> None:
    text = f"""
project: {{purpose: research, fields: []}}
models:
  teacher: {{license: llama2, {LLM}}}
  l: {{license: llama2, {LLM}}}
  q: {{license: apache-2.0, {LLM}}}
  student: {{ours: true, base: BASES, how: merge, trained_on: answers}}
datasets: {{answers: {{ours: true, generated_by: teacher}}}}
"""

    outputs = [
        f
        for f in named(judge(text.replace("BASES", "[l, q]")), "OUT001")
        if f.term == "no-other-model"
    ]
    assert [f.certainty for f in outputs] == ["settled"]
    assert named(judge(text.replace("BASES", "[l]")), "OUT001") == []


def test_families_are_per_version(judge: Judge) -> None:
    report = judge(f"""
project: {{purpose: research, fields: []}}
models:
  teacher: {{license: llama2, {LLM}}}
  start: {{license: llama3, {LLM}}}
  student: {{ours: true, base: start, trained_on: answers}}
datasets: {{answers: {{ours: true, generated_by: teacher}}}}
""")

    assert [f.license for f in named(report, "OUT001")] == ["llama2"]


@pytest.mark.parametrize(
    ("actor", "certainty"),
    [
        ("{monthly_users: {2023-06: 800_000_000}}", "settled"),
        ("{monthly_users: 800_000_000}", "unknown"),
        ("{}", "unknown"),
        ("{monthly_users: {2023-06: 5}}", None),
    ],
)
def test_users_count_at_the_date_the_text_names(
    judge: Judge, actor: str, certainty: str | None
) -> None:
    report = judge(
        f"project: {{purpose: commercial, fields: []}}\nactor: {actor}\nmodels: {{m: {{license:"
        f" llama2, {LLM}, used_for: run}}}}\n"
    )

    assert [f.certainty for f in named(report, "USR001")] == ([certainty] if certainty else [])


def test_received_inside_a_product_spares_the_threshold(judge: Judge) -> None:
    report = judge(f"""
project: {{purpose: commercial, fields: []}}
actor: {{monthly_users: {{2023-06: 800_000_000}}}}
models: {{m: {{license: llama2, {LLM}, received: product, used_for: run}}}}
""")

    assert named(report, "USR001") == []


def test_a_wide_field_meets_a_narrow_term_as_unknown_and_a_narrow_one_meets_a_wide_term(
    judge: Judge,
) -> None:
    text = (
        f"project: {{purpose: research, fields: [FIELD]}}\nmodels: {{m: {{license: llama2, {LLM},"
        " used_for: run}}\n"
    )

    assert [f.certainty for f in named(judge(text.replace("FIELD", "weapons")), "MIL001")] == [
        "settled"
    ]


def test_a_missing_answer_is_one_note_that_names_the_key(judge: Judge) -> None:
    report = judge(f"models: {{m: {{license: cc-by-nc-4.0, {LLM}, used_for: run}}}}\n")
    (finding,) = named(report, "NC001")

    assert (finding.severity, finding.certainty) == ("note", "unknown")
    assert "project.purpose" in finding.message
    assert finding.fix == ("answer `project.purpose` in the manifest",)


def test_a_service_may_have_a_purpose_of_its_own(judge: Judge) -> None:
    report = judge(f"""
project: {{purpose: research, fields: []}}
models: {{nc: {{license: cc-by-nc-4.0, {LLM}}}, m: {{ours: true, base: nc}}}}
services: {{shop: {{serves: m, purpose: commercial}}}}
""")

    assert [(f.artifact, f.certainty) for f in named(report, "NC001")] == [("shop", "settled")]
