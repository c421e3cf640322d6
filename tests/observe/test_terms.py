"""Which terms meet our acts: whose act, which reach, whom a term binds, silence."""

from __future__ import annotations

from collections.abc import Callable

from reading import brief, named

from clearance.model import Report

Judge = Callable[[str], Report]
LLM = "task: text-generation"


def test_evaluating_with_somebody_elses_distilled_model_is_clean(judge: Judge) -> None:
    report = judge(f"""
project: {{purpose: research, fields: []}}
models:
  gpt: {{license: openai-terms, {LLM}}}
  vicuna: {{license: apache-2.0, {LLM}, distilled_from: gpt, used_for: [evaluate]}}
""")

    assert brief(report) == set()


def test_our_student_on_a_public_data_set_of_api_outputs_is_contested(judge: Judge) -> None:
    report = judge(f"""
project: {{purpose: research, fields: []}}
models:
  gpt: {{license: openai-terms, {LLM}}}
  student: {{ours: true, {LLM}, trained_on: ultrachat}}
datasets: {{ultrachat: {{license: mit, generated_by: gpt}}}}
""")

    assert brief(report) == {("OUT002", "warning", "contested", "student")}


def test_our_own_generation_is_settled(judge: Judge) -> None:
    report = judge(f"""
project: {{purpose: research, fields: []}}
models:
  gpt: {{license: openai-terms, {LLM}}}
  student: {{ours: true, {LLM}, trained_on: answers}}
datasets: {{answers: {{ours: true, generated_by: gpt}}}}
""")

    assert brief(report) == {("OUT002", "error", "settled", "student")}


def test_outputs_of_a_derivative_are_outputs_and_settled(judge: Judge) -> None:
    """A student on a Llama 2 base writes the data of the next one: the derivative's outputs are
    outputs of Llama 2.
    """
    report = judge(f"""
project: {{purpose: research, fields: []}}
models:
  teacher: {{license: llama2, {LLM}}}
  start: {{license: llama2, {LLM}}}
  first: {{ours: true, base: start, trained_on: a}}
  second: {{ours: true, {LLM}, trained_on: b}}
datasets:
  a: {{ours: true, generated_by: teacher}}
  b: {{ours: true, generated_by: first}}
""")

    assert ("OUT001", "error", "settled", "second") in brief(
        report
    )  # first is a Llama 2 derivative: its outputs are outputs
    assert not [f for f in named(report, "OUT001") if f.artifact == "first"]


def test_two_generations_of_gemma_outputs_stay_contested(judge: Judge) -> None:
    report = judge(f"""
project: {{purpose: research, fields: []}}
models:
  gemma: {{license: gemma, {LLM}}}
  one: {{ours: true, {LLM}, trained_on: a}}
  two: {{ours: true, {LLM}, trained_on: b}}
datasets: {{a: {{ours: true, generated_by: gemma}}, b: {{ours: true, generated_by: one}}}}
releases: [{{artifact: two, license: apache-2.0}}]
""")

    assert {f.certainty for f in named(report, "REL001")} == {"contested"}


def test_what_others_did_upstream_is_not_our_violation(judge: Judge) -> None:
    """Somebody else trained on books without a license; we only run their model."""
    report = judge(f"""
project: {{purpose: research}}
models: {{theirs: {{license: apache-2.0, {LLM}, trained_on: books, used_for: [run]}}}}
datasets: {{books: {{license: none}}}}
""")

    assert brief(report) == set()


def test_silence_is_settled_for_handing_out_and_contested_for_training(judge: Judge) -> None:
    report = judge("""
project: {purpose: research}
datasets: {news: {license: none}}
models: {m: {ours: true, trained_on: news}}
releases: [{artifact: news, license: cc-by-4.0}, {artifact: m, license: apache-2.0}]
""")

    assert {(f.artifact, f.severity, f.certainty) for f in named(report, "LIC001")} == {
        ("m", "warning", "contested"),
        ("release:news", "error", "settled"),
    }
    assert [(f.artifact, f.severity, f.certainty) for f in named(report, "TRN001")] == [
        ("release:m", "note", "contested")
    ]


def test_what_is_not_known_is_never_fine_on_a_release(judge: Judge) -> None:
    report = judge(
        "project: {purpose: research}\nmodels: {x: {license: my-own}, m: {ours: true, base:"
        " x}}\nreleases: [{artifact: m, license: mit}]\n"
    )

    assert [(f.severity, f.certainty) for f in named(report, "LIC003")] == [("error", "unknown")]


def test_what_is_not_known_of_one_part_is_said_beside_what_another_part_lacks(judge: Judge) -> None:
    project = (
        "project: {purpose: research}\ndatasets: {d: {license: {data: unknown, contents: none},"
        " used_for: run}}\n"
    )

    assert {rule for rule, *_ in brief(judge(project))} == {"LIC001", "LIC004"}
    assert "LIC003" in {
        rule for rule, *_ in brief(judge(project + "releases: [{artifact: d, license: mit}]\n"))
    }


def test_an_or_is_judged_branch_by_branch(judge: Judge) -> None:
    text = """
project: {purpose: commercial, license: proprietary}
code: {lib: {license: "GPL-3.0-only OR MIT"CHOSEN}}
releases: [{artifact: repository, license: proprietary, contains: {lib: combined}}]
"""

    assert named(judge(text.replace("CHOSEN", "")), "SHA001") == []
    assert len(named(judge(text.replace("CHOSEN", ", chosen: GPL-3.0-only")), "SHA001")) == 1


def test_an_and_binds_both(judge: Judge) -> None:
    report = judge("""
project: {purpose: commercial, license: proprietary}
code: {lib: {license: "MIT AND GPL-3.0-only"}}
releases: [{artifact: repository, license: proprietary, contains: {lib: combined}}]
""")

    assert len(named(report, "SHA001")) == 1


def test_licenses_per_part_go_their_own_ways(judge: Judge) -> None:
    """Weights are non-commercial, code is Apache: a commercial run meets the weights' license only."""
    report = judge(f"""
project: {{purpose: commercial, fields: []}}
models: {{g: {{license: {{weights: cc-by-nc-4.0, code: apache-2.0}}, {LLM}, used_for: [run]}}}}
""")

    assert [f.license for f in named(report, "NC001")] == ["cc-by-nc-4.0"]


def test_statistics_carry_nothing(judge: Judge) -> None:
    report = judge("""
project: {purpose: commercial}
datasets: {d: {license: cc-by-sa-4.0}, charts: {ours: true, derived_from: {d: analysis}}}
releases: [{artifact: charts, license: proprietary}]
""")

    assert brief(report) == set()
