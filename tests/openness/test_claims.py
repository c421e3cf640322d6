"""Claims, policies, evidence and contamination: what a check says of openness."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clearance.manifest.load import loads
from clearance.model import Finding, Report
from clearance.problems import Problem

Judge = Callable[[str], Report]
OPEN = "openness: {weights: open, inference: open, training: open, data: open}"


def of_rule(report: Report, rule: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def test_a_ban_on_military_or_commercial_use_is_no_open_source(judge: Judge) -> None:
    form = f"""
project: {{purpose: research}}
models: {{b: {{license: %s, {OPEN}}}, m: {{ours: true, base: b, how: finetune, {OPEN}}}}}
releases: [{{artifact: m, license: %s, claims: [open-source]}}]
"""
    (barred,) = of_rule(judge(form % ("cc-by-nc-4.0", "cc-by-nc-4.0")), "OPN001")
    assert barred.severity == "warning"
    assert "NonCommercial" in barred.message
    assert of_rule(judge(form % ("llama2", "llama2")), "OPN001")
    assert of_rule(judge(form % ("mit", "mit")), "OPN001") == []


def test_described_data_are_enough_for_open_source_and_not_for_fully_open(judge: Judge) -> None:
    form = """
project: {purpose: research}
models:
  m:
    ours: true
    openness: {weights: open, inference: open, training: open, data: described}
releases: [{artifact: m, license: mit, claims: [%s]}]
"""
    assert of_rule(judge(form % "open-source"), "OPN001") == []
    assert "data are described" in of_rule(judge(form % "fully-open"), "OPN001")[0].message


def test_a_level_that_one_may_argue_makes_it_a_contested_note(judge: Judge) -> None:
    report = judge("""
project: {purpose: research}
models:
  b: {source: "hf:google-bert/bert-base-uncased"}
  m:
    ours: true
    base: b
    how: quantize
    openness: {weights: open, inference: open, training: open}
releases: [{artifact: m, license: apache-2.0, claims: [fully-open]}]
""")
    (finding,) = of_rule(report, "OPN001")

    assert (finding.severity, finding.certainty) == ("note", "contested")
    assert "data are described in effect" in finding.message


def test_reproducible_is_contradicted_by_a_closed_model_upstream(judge: Judge) -> None:
    form = f"""
project: {{purpose: research}}
models:
  gpt: {{source: "api:openai/gpt-4"}}
  m: {{ours: true, trained_on: d, {OPEN}, claims: [reproducible]}}
datasets: {{d: {{ours: true, openness: {{data: open}}%s}}}}
"""
    assert of_rule(judge(form % ""), "OPN001") == []
    assert (
        "it takes gpt, whose weights are closed"
        in of_rule(judge(form % ", annotated_by: gpt"), "OPN001")[0].message
    )


def test_a_repository_is_not_reproducible_with_a_closed_judge(judge: Judge) -> None:
    form = """
project: {purpose: research, license: MIT}
models: {judge: {source: "%s", license: mit, used_for: [evaluate]}}
releases: [{artifact: repository, claims: [reproducible]}]
"""
    assert of_rule(judge(form % "api:openai/gpt-4"), "OPN001")
    assert of_rule(judge(form % "hf:acme/unheard-of"), "OPN001") == []


@pytest.mark.parametrize(
    ("claim", "certainty"),
    [
        ("open-source", ""),
        ("reproducible", ""),
        ("open-weights", "unknown"),
        ("open-data", "unknown"),
        ("fully-open", "unknown"),
    ],
)
def test_what_is_said_of_weights_and_data_is_not_said_of_code(
    judge: Judge, claim: str, certainty: str
) -> None:
    report = judge(
        "project: {purpose: research, license: MIT}\nreleases: [{artifact: repository, license:"
        f" mit, claims: [{claim}]}}]"
    )

    assert [f.certainty for f in of_rule(report, "OPN001")] == ([certainty] if certainty else [])


README = """
project: {purpose: research}
models: {m: {ours: true, openness: {weights: open, inference: open, training: open, data: closed}}}
releases: [{artifact: m, license: mit, as: my-lab/tiny-one}]
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We release tiny-one, a fully open model.", "fully-open"),
        ("Our model is open source.", "open-source"),
        ("This is a truly open language model.", "truly-open"),
        ("The model is **reproducible**.", "reproducible"),
        ("tiny-one has open weights.", ""),
        ("The model is not fully open.", ""),
        ("Unlike other models, fully open ones can be searched.", ""),
        ("An open-source library for training.", ""),
        ("Results are reproducible with seed 3.", ""),
        ("```\nOur model is open source.\n```", ""),
        ("> Our model is open source.", ""),
    ],
)
def test_claims_of_the_readme(judge: Judge, tmp_path: Path, text: str, found: str) -> None:
    (tmp_path / "README.md").write_text(f"# Title\n\n{text}\n")
    findings = of_rule(judge(README), "OPN001")

    assert [(f.place.file, f.place.line) for f in findings] == ([("README.md", 3)] if found else [])
    assert all(f'"{found}"' in f.message for f in findings)


def test_no_claim_is_read_where_two_releases_may_be_meant(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(
        "Our models are fully open. Of these tiny-one is open source.\n"
    )
    text = README.replace("data: closed}}}", "data: closed}}, n: {ours: true}}").replace(
        "tiny-one}]", "tiny-one}, {artifact: n, license: mit}]"
    )

    assert [f.artifact for f in of_rule(judge(text), "OPN001")] == ["release:my-lab/tiny-one"]


POLICY = """
project: {purpose: research}
models:
  b: {license: mit, openness: {weights: open, data: closed}}
  m: {ours: true, base: b, how: finetune, evaluated_on: test, openness: {weights: open, data: open}}
datasets: {test: {license: mit, openness: {data: described}}}
releases: [{artifact: m, license: mit}]
policy: {require_openness: %s}
"""


@pytest.mark.parametrize(
    ("policy", "below"),
    [
        ("{weights: open}", []),
        ("{data: described}", ["b", "m"]),
        ("{evaluated_on: {data: open}}", ["test"]),
        ("{evaluated_on: {data: described}}", []),
        ("{released: {weights: open}}", []),
        ("{released: {data: open}}", ["m"]),
        ("{base: {data: described}}", ["b"]),
        ("{b: {data: described}}", ["b"]),
        ("{data: closed, ours: {data: described}}", ["m"]),
    ],
)
def test_policies_for_all_for_a_role_and_for_one_thing(
    judge: Judge, policy: str, below: list[str]
) -> None:
    findings = of_rule(judge(POLICY % policy), "OPN002")

    assert [f.artifact for f in findings] == below
    assert all(f.severity == "error" for f in findings)


def test_a_policy_asks_nothing_of_what_the_catalogue_knows_upstream(judge: Judge) -> None:
    report = judge("""
project: {purpose: research}
models: {b: {source: "hf:EleutherAI/pythia-6.9b", used_for: [run]}}
policy: {require_openness: {data: open}}
""")
    assert of_rule(report, "OPN002") == []


def test_a_level_nobody_states_is_a_warning_that_names_the_key(judge: Judge) -> None:
    (finding,) = of_rule(
        judge(
            "models: {m: {license: mit, used_for: run}}\npolicy: {require_openness: {data: open}}"
        ),
        "OPN002",
    )

    assert (finding.severity, finding.certainty, finding.fix) == (
        "warning",
        "unknown",
        ("answer `m.openness.data` in the manifest",),
    )


def test_a_policy_for_nobody_is_refused() -> None:
    with pytest.raises(Problem, match='"evaluted_on", which is neither a role nor declared'):
        loads(
            "models: {m: {ours: true}}\npolicy: {require_openness: {evaluted_on: {data: open}}}",
            "clearance.yaml",
            Path("/nonexistent"),
        )


def test_evidence_that_is_a_path_must_exist_in_the_repository(judge: Judge, tmp_path: Path) -> None:
    form = (
        "models: {m: {license: mit, used_for: run, openness: {training: {level: open, evidence:"
        " '%s'}}}}"
    )
    (tmp_path / "train.py").write_text("print()\n")
    (tmp_path.parent / "outside.py").write_text("print()\n")

    assert of_rule(judge(form % "train.py"), "OPN004") == []
    assert of_rule(judge(form % "https://example.org/train.py"), "OPN004") == []
    assert of_rule(judge(form % "hf:acme/m/train.py"), "OPN004") == []
    for wrong in ("tain.py", "../outside.py", "path:tain.py"):
        assert [f.severity for f in of_rule(judge(form % wrong), "OPN004")] == ["warning"]


def test_evidence_of_a_component_must_exist_too(judge: Judge) -> None:
    report = judge(
        "models: {m: {ours: true, components: {model-card: {license: CC-BY-4.0, evidence:"
        " CARD.md}}}}"
    )

    assert "CARD.md" in of_rule(report, "OPN004")[0].message


def test_a_closed_judge_and_a_closed_base_cannot_exclude_contamination(judge: Judge) -> None:
    report = judge("""
project: {purpose: research}
models:
  gpt: {source: "api:openai/gpt-4"}
  b: {source: "hf:mistralai/Mistral-7B-v0.1"}
  m:
    ours: true
    base: b
    how: finetune
    evaluated_on: test
    evaluated_with: gpt
    openness: {data: open}
datasets: {test: {license: mit}}
""")
    findings = of_rule(report, "OPN005")

    assert {f.source for f in findings} == {"m", "gpt"}
    assert {f.severity for f in findings} == {"note"}


def test_described_or_unknown_data_give_no_word_of_contamination(judge: Judge) -> None:
    form = "models: {m: {ours: true, evaluated_on: test%s}}\ndatasets: {test: {license: mit}}"

    assert of_rule(judge(form % ""), "OPN005") == []
    assert of_rule(judge(form % ", openness: {data: described}"), "OPN005") == []
    assert len(of_rule(judge(form % ", openness: {data: closed}"), "OPN005")) == 1


def test_a_role_is_one_in_our_work_and_not_in_that_of_others(judge: Judge) -> None:
    text = """
project: {purpose: research}
models:
  b: {license: mit, trained_on: far}
  m: {ours: true, base: b, how: finetune, trained_on: near}
datasets:
  far: {license: mit, openness: {data: closed}}
  near: {license: mit, openness: {data: closed}}
policy: {require_openness: {trained_on: {data: open}}}
"""
    assert [f.artifact for f in of_rule(judge(text), "OPN002")] == ["near"]


def test_the_longest_words_of_a_claim_count_once(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Our model is fully open source.\n")

    assert ['"fully-open"' in f.message for f in of_rule(judge(README), "OPN001")] == [True]


def test_lowered_levels_are_a_note_with_the_steps(judge: Judge) -> None:
    (finding,) = of_rule(judge(POLICY % "{}"), "OPN003")

    assert (finding.severity, [step.thing for step in finding.chain]) == ("note", ["m", "b"])
    assert finding.place.line == 5
