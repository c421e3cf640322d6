"""What the catalogue knows of a source comes into the graph; what the manifest says stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reading import brief, named

from clearance.model import Report
from clearance.project import from_catalogue as join

if TYPE_CHECKING:
    import pytest

Judge = Callable[[str], Report]


def test_a_known_source_brings_its_license(judge: Judge) -> None:
    report = judge("""
project: {purpose: research, fields: []}
models:
  teacher: {source: "hf:meta-llama/Llama-2-7b-chat-hf"}
  student: {ours: true, task: text-generation, trained_on: answers}
datasets: {answers: {ours: true, generated_by: teacher}}
""")

    assert ("OUT001", "error", "settled", "student") in brief(report)
    assert next(one for one in report.artifacts if one.id == "teacher").license_from == "catalogue"


def test_an_api_model_that_is_not_listed_has_its_providers_terms_and_that_is_said(
    judge: Judge,
) -> None:
    report = judge("""
project: {purpose: research, fields: []}
models:
  teacher: {source: "api:openai/gpt-99-nano", obtained: 2026-11-01}
  student: {ours: true, task: text-generation, trained_on: answers}
datasets: {answers: {ours: true, generated_by: teacher}}
""")

    assert any(
        finding.rule == "OUT002" and finding.license == "openai-services-agreement"
        for finding in report.findings
    )
    assert "teacher is not in the catalogue: the terms are those of its provider's API" in [
        one.text for one in report.assumptions
    ]


def test_a_base_came_along_on_the_day_its_derivative_did(judge: Judge) -> None:
    report = judge("""
project: {purpose: research, fields: []}
models: {m: {source: "hf:google/gemma-2-9b-it", obtained: 2025-06-01}}
services: {s: {serves: [m]}}
""")

    assert {duty.license for duty in report.duties} == {"gemma-2025-03-24"}
    assert [finding.source for finding in named(report, "DUT001")] == ["m"]


def test_an_api_whose_terms_are_not_known_is_told_those_that_are(judge: Judge) -> None:
    (found,) = named(
        judge(
            'project: {purpose: research}\nmodels: {m: {source: "api:acme/gpt-4", used_for: run}}\n'
        ),
        "LIC004",
    )

    assert "api:anthropic" in found.message
    assert "api:openai" in found.message


def test_two_developers_that_the_catalogue_does_not_tell_apart_are_not_one(judge: Judge) -> None:
    report = judge("""
project: {purpose: research}
models:
  v: {source: "hf:pyp1/VoiceCraft", license: llama2}
  x: {source: "hf:xlnet/xlnet-base-cased", license: mit, base: v, used_for: run}
""")

    assert [(finding.artifact, finding.source) for finding in named(report, "UPS001")] == [
        ("x", "v")
    ]


def test_a_lineage_that_is_cut_off_is_said(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "MOST", 1)
    report = judge(
        'project: {purpose: research}\nmodels: {math: {source: "hf:EleutherAI/llemma_7b", used_for:'
        " run}}\n"
    )

    assert any("was left out" in one.text for one in report.assumptions)


def test_the_lineage_above_it_comes_too(judge: Judge) -> None:
    report = judge("""
project: {purpose: commercial, fields: []}
models: {math: {source: "hf:EleutherAI/llemma_7b", used_for: run}}
""")

    assert {"math", "codellama/CodeLlama-7b-hf"} <= {one.id for one in report.artifacts}
    math = next(one for one in report.artifacts if one.id == "math")
    assert ("meta-llama/Llama-2-7b-hf", "llama2", "derivative", "settled") in math.reach


def test_an_override_that_contradicts_the_catalogue_is_a_finding(judge: Judge) -> None:
    report = judge(
        "project: {purpose: research}\nmodels: {m: {source: 'hf:meta-llama/Llama-2-7b-hf', license:"
        " mit, used_for: run}}\n"
    )

    (finding,) = named(report, "DRF003")
    assert "mit" in finding.message
    assert "llama2" in finding.message


def test_the_license_in_force_when_it_was_obtained_counts(judge: Judge) -> None:
    text = (
        "project: {purpose: research}\ndatasets: {d: {source: 'hf:allenai/dolma', obtained:"
        " DATE}}\nmodels: {m: {ours: true, trained_on: d}}\n"
    )

    def license_on(date: str) -> tuple[tuple[str, str], ...]:
        return next(
            one for one in judge(text.replace("DATE", date)).artifacts if one.id == "d"
        ).license

    assert "ai2-impact-mr" in dict(license_on("2024-01-01")).values()
    assert "ai2-impact-mr" not in dict(license_on("2024-06-01")).values()


def test_an_unknown_id_is_unresolved_and_never_fine(judge: Judge) -> None:
    report = judge(
        "project: {purpose: research}\nmodels: {m: {source: 'hf:nobody/knows-this', used_for:"
        " run}}\n"
    )

    assert [f.certainty for f in named(report, "LIC004")] == ["unknown"]


def test_a_bare_key_that_the_catalogue_knows_is_suggested(judge: Judge) -> None:
    report = judge("project: {purpose: research}\nmodels: {gpt-4: {used_for: evaluate}}\n")

    assert "did you mean `source: api:openai/gpt-4`?" in named(report, "LIC004")[0].message


def test_explaining_a_model_never_answers_yes_where_something_is_not_known() -> None:
    import json

    from clearance.commands.explain import explain

    llama = json.loads(explain("meta-llama/Llama-2-7b-hf", "json", "commercial"))["uses"][
        "commercial"
    ]
    pythia = json.loads(explain("EleutherAI/pythia-6.9b", "json", "research"))["uses"]["research"]

    assert llama["run"] == {"answer": "depends", "why": "on user-threshold; owes follow-policy"}
    assert llama["train on its outputs"]["answer"] == "no"
    assert {use: one["answer"] for use, one in pythia.items()} == dict.fromkeys(pythia, "yes")


def test_naming_a_version_of_the_license_the_catalogue_gives_is_no_disagreement(
    judge: Judge,
) -> None:
    text = (
        "project: {purpose: research}\nmodels: {m: {source: 'api:openai/gpt-3.5-turbo', license:"
        " openai-terms@2023-03-14, used_for: run}}\n"
    )

    assert named(judge(text), "DRF003") == []
