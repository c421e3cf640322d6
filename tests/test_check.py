"""How verdicts come about: whose act, which reach, whom a term binds, families, conditions,
grounds, doubt.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
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


def test_what_others_did_upstream_is_not_our_violation(judge: Judge) -> None:
    """Somebody else trained on books without a license; we only run their model."""
    report = judge(f"""
project: {{purpose: research}}
models: {{theirs: {{license: apache-2.0, {LLM}, trained_on: books, used_for: [run]}}}}
datasets: {{books: {{license: none}}}}
""")

    assert brief(report) == set()


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


def test_what_is_not_known_of_one_part_is_said_beside_what_another_part_lacks(judge: Judge) -> None:
    project = (
        "project: {purpose: research}\ndatasets: {d: {license: {data: unknown, contents: none},"
        " used_for: run}}\n"
    )

    assert {rule for rule, *_ in brief(judge(project))} == {"LIC001", "LIC004"}
    assert "LIC003" in {
        rule for rule, *_ in brief(judge(project + "releases: [{artifact: d, license: mit}]\n"))
    }


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


def test_permission_in_writing_lifts_what_it_names_and_no_more(judge: Judge) -> None:
    text = """
project: {purpose: commercial}
datasets: {news: {license: none, basis: {permission: {from: A. Editor, date: 2026-01-01, document: letter, acts: [ACTS]}}}}
models: {m: {ours: true, trained_on: news}}
releases: [{artifact: news}]
"""
    trained = judge(text.replace("ACTS", "train"))

    assert [f.rule for f in trained.findings if f.artifact == "m"] == ["GRD001"]
    assert [f.certainty for f in named(trained, "LIC001") if f.artifact == "release:news"] == [
        "settled"
    ]
    assert named(judge(text.replace("ACTS", "train, distribute")), "LIC001") == []


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


def test_statistics_carry_nothing(judge: Judge) -> None:
    report = judge("""
project: {purpose: commercial}
datasets: {d: {license: cc-by-sa-4.0}, charts: {ours: true, derived_from: {d: analysis}}}
releases: [{artifact: charts, license: proprietary}]
""")

    assert brief(report) == set()


def test_a_service_may_have_a_purpose_of_its_own(judge: Judge) -> None:
    report = judge(f"""
project: {{purpose: research, fields: []}}
models: {{nc: {{license: cc-by-nc-4.0, {LLM}}}, m: {{ours: true, base: nc}}}}
services: {{shop: {{serves: m, purpose: commercial}}}}
""")

    assert [(f.artifact, f.certainty) for f in named(report, "NC001")] == [("shop", "settled")]


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


def test_met_duties_show_their_evidence(judge: Judge, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "LICENSE").write_text("Apache License\nVersion 2.0, January 2004\n")
    (folder / "README.md").write_text(
        "Finetuned from start (modified weights). Copyright and license of start: Apache-2.0.\n"
    )
    report = judge(f"""
project: {{purpose: research}}
models: {{start: {{license: apache-2.0, {LLM}}}, m: {{ours: true, base: start}}}}
releases: [{{artifact: m, license: apache-2.0}}]
""")

    assert {duty.status for duty in report.duties} <= {"met", "uncheckable"}
    assert {duty.evidence for duty in report.duties if duty.do == "include-license"} == {"LICENSE"}


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
