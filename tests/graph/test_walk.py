"""The path that is walked: chains, diamonds, circles."""

from __future__ import annotations

from collections.abc import Callable

from reading import brief, named

from clearance.model import Report

Judge = Callable[[str], Report]
LLM = "task: text-generation"


def test_the_chain_is_the_path_that_was_walked(judge: Judge) -> None:
    report = judge(f"""
project: {{purpose: research}}
models:
  teacher: {{license: llama2, {LLM}}}
  student: {{ours: true, {LLM}, trained_on: clean}}
datasets:
  clean: {{ours: true, derived_from: raw}}
  raw: {{ours: true, generated_by: teacher}}
""")
    (finding,) = named(report, "OUT001")

    assert [(step.thing, step.link) for step in finding.chain] == [
        ("student", "trained_on"),
        ("clean", "derived_from"),
        ("raw", "generated_by"),
        ("teacher", ""),
    ]
    assert [step.place.line for step in finding.chain] == [5, 7, 8, 4]


def test_a_self_training_loop_is_walked_and_ends(judge: Judge) -> None:
    report = judge(f"""
project: {{purpose: research, fields: []}}
models:
  start: {{license: llama2, {LLM}}}
  student: {{ours: true, base: start, trained_on: samples}}
datasets: {{samples: {{ours: true, generated_by: student}}}}
""")

    assert brief(report) == set()


def test_twenty_diamonds_are_quick_and_give_one_finding(judge: Judge) -> None:
    rows = ["  d0: {license: cc-by-nc-4.0}"]
    for i in range(20):
        rows += [
            f"  l{i}: {{ours: true, derived_from: d{i}}}",
            f"  r{i}: {{ours: true, derived_from: d{i}}}",
            f"  d{i + 1}: {{ours: true, derived_from: [l{i}, r{i}]}}",
        ]
    report = judge(
        "project: {purpose: commercial}\ndatasets:\n"
        + "\n".join(rows)
        + "\nreleases: [{artifact: d20, license: proprietary}]\n"
    )

    (finding,) = [f for f in named(report, "NC001") if f.artifact == "release:d20"]
    assert len(finding.chain) == 42


def test_a_settled_path_beats_a_shorter_contested_one(judge: Judge) -> None:
    report = judge(f"""
project: {{purpose: commercial, fields: []}}
models:
  nc: {{license: cc-by-nc-4.0, {LLM}}}
  short: {{ours: true, base: {{nc: adapter}}}}
  long: {{ours: true, base: nc}}
  m: {{ours: true, base: [short, long], how: merge}}
services: {{s: {{serves: m}}}}
""")
    finding = next(f for f in named(report, "NC001") if f.artifact == "s")

    assert finding.certainty == "settled"
    assert "long" in [step.thing for step in finding.chain]
