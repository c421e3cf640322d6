"""clearance openness: the table in its formats."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from clearance.cli import cli
from clearance.model import InEffect
from clearance.openness.table import broad, lines
from clearance.problems import Problem
from clearance.report.schema import SCHEMA

TEXT = """
project: {name: demo, license: MIT, purpose: research}
models:
  b:
    license: llama2
    openness:
      weights: {level: open, gated: true}
      inference: open
      training: closed
      data: closed
  m:
    ours: true
    base: b
    how: finetune
    trained_on: d
    openness:
      weights: open
      inference: open
      training: open
      data: {level: open, because: all of it, evidence: data}
datasets:
  d: {source: 'hf:acme/unheard-of-data', license: cc-by-4.0}
releases: [{artifact: m, as: lab/m-7b, license: llama2, claims: [open-weights]}]
"""


def run(folder: Path, *args: str) -> Result:
    (folder / "clearance.yaml").write_text(TEXT)
    return CliRunner().invoke(cli, ["openness", str(folder), *args], catch_exceptions=False)


def test_text_shows_own_and_effective_level_and_license(tmp_path: Path) -> None:
    lines = run(tmp_path).output.splitlines()

    assert lines[0].split() == ["weights", "inference", "training", "data"]
    assert lines[1].split() == ["b", "open", "gated", "no", "open", "no", "closed", "closed"]
    assert lines[2].split() == ["m", "open", "no", "open", "osi", "open>closed", "open>closed"]
    assert lines[3].split() == ["d", "-", "-", "-", "open~", "od"]
    assert "m data: closed in effect; m is made from b (closed)" in lines


def test_json_holds_everything(tmp_path: Path) -> None:
    told = json.loads(run(tmp_path, "--format", "json").output)
    things = {one["id"]: one for one in told["things"]}
    data = things["m"]["parts"]["data"]

    assert (told["version"], told["project"], list(things)) == ("1", "demo", ["b", "m", "d"])
    assert (data["declared"], data["effective"], data["because"], data["source"]) == (
        "open",
        "closed",
        "all of it",
        "data",
    )
    assert [(step["thing"], step["link"]) for step in data["steps"]] == [("m", "base"), ("b", "")]
    assert things["b"]["parts"]["weights"]["gated"] is True
    assert things["m"]["claims"] == ["open-weights"]
    assert things["m"]["mof"]["class"] == 0
    assert "model-parameters-final" in things["m"]["mof"]["not_open"]


def test_markdown_is_a_table_and_foreign_names_stay_text(tmp_path: Path) -> None:
    lines = run(tmp_path, "--format", "markdown").output.splitlines()

    assert lines[:2] == ["| | weights | inference | training | data |", "|---|---|---|---|---|"]
    assert "| m | open no | open osi | open\\>closed | open\\>closed |" in lines


def test_the_card_is_of_one_thing_of_ours(tmp_path: Path) -> None:
    text = run(tmp_path, "--format", "card").output

    assert text.startswith("## Openness\n\n| part | level | license | where or why |\n")
    assert "| weights | open | llama2 (not open) |  |" in text
    assert (
        "| data | closed in effect (open of its own) | cc-by-4.0 (open) | m is made from b"
        " (closed); all of it; data |" in text
    )
    assert run(tmp_path, "--format", "card", "--artifact", "lab/m-7b").output == text


def test_wrong_names_and_empty_projects(tmp_path: Path) -> None:
    with pytest.raises(Problem, match='no model or data set "mm"'):
        run(tmp_path, "--artifact", "mm")
    with pytest.raises(Problem, match="a card is of one thing of ours"):
        run(tmp_path, "--format", "card", "--artifact", "b")


def test_upstream_shows_what_the_catalogue_knows(tmp_path: Path) -> None:
    (tmp_path / "clearance.yaml").write_text(
        "models: {m: {source: 'hf:EleutherAI/llemma_7b', used_for: run}}"
    )
    short = CliRunner().invoke(cli, ["openness", str(tmp_path)]).output
    long = CliRunner().invoke(cli, ["openness", str(tmp_path), "--upstream"]).output

    assert "\ncodellama/CodeLlama-7b-hf " not in short
    assert "\ncodellama/CodeLlama-7b-hf " in long


def test_the_check_reports_levels_in_effect(tmp_path: Path) -> None:
    run(tmp_path)
    told = json.loads(CliRunner().invoke(cli, ["check", str(tmp_path), "--format", "json"]).output)
    model = next(one for one in told["artifacts"] if one["id"] == "m")

    assert model["openness"]["data"]["level"] == "open"
    assert model["effective"]["data"] == {
        "own": "open",
        "level": "closed",
        "license_open": "open",
        "presumed": False,
        "gated": False,
        "arguable": "",
        "because": "m is made from b (closed)",
    }
    assert (
        model["effective"]["training"]["level"],
        model["effective"]["training"]["license_open"],
    ) == ("closed", "osi")
    jsonschema.validate(told, SCHEMA)


def test_the_reports_of_a_check_show_the_same_table(tmp_path: Path) -> None:
    table = run(tmp_path).output.splitlines()[:4]
    loud = CliRunner().invoke(cli, ["check", str(tmp_path), "--verbose"]).output.splitlines()
    marked = CliRunner().invoke(cli, ["check", str(tmp_path), "--format", "markdown"]).output

    assert [line.rstrip() for line in loud if line.strip() in {row.strip() for row in table}] == [
        f"  {row}" for row in table
    ]
    assert all(word in marked for word in ("open\\>closed", "m is made from b"))
    assert "openness:" not in CliRunner().invoke(cli, ["check", str(tmp_path)]).output


def test_each_claim_is_told_with_its_verdict_and_what_it_misses(tmp_path: Path) -> None:
    run(tmp_path)
    (tmp_path / "README.md").write_text("# m-7b\n\nOur model is fully open.\n")
    (tmp_path / "clearance.yaml").write_text(
        TEXT.replace(
            "claims: [open-weights]}",
            "claims: [open-weights]}, {artifact: repository, claims: [open-data, opn-data]}",
        )
    )
    lines = CliRunner().invoke(cli, ["openness", str(tmp_path)]).output.splitlines()
    told = json.loads(
        CliRunner().invoke(cli, ["openness", str(tmp_path), "--format", "json"]).output
    )["claims"]

    assert [(one["claim"], one["verdict"]) for one in told] == [
        ("open-weights", "holds"),
        ("open-data", "not known"),
        ("opn-data", "not known"),
        ("fully-open", "contradicted"),
    ]
    assert next(line for line in lines if "open-weights" in line).endswith(
        "holds; what it misses: everything else, how the model was made, from what, and what the"
        " license allows"
    )
    assert next(line for line in lines if "fully-open" in line).startswith(
        "release:lab/m-7b claims fully-open (README.md:3): contradicted; training code is closed in"
        " effect"
    )
    assert [one["misses"] for one in told if one["claim"] == "fully-open"] == [
        "whether the run that they describe gives the same model again"
    ]


PARTS = (InEffect("weights", "open", "open", "osi"), InEffect("data", "open", "closed", "no"))


@pytest.mark.parametrize("width", [0, 40, 100])
def test_names_of_any_length_and_script_leave_the_columns_straight(width: int) -> None:
    names = ["m", "x" * 120, "\u6a21\u578b", "e\u0301", "a\u202eb\x1b[31m", "::error::x"]
    table = lines([(name, PARTS) for name in names], width)
    at = [broad(line[: line.index("open osi")]) for line in table if "open osi" in line]

    assert len(at) == len(names)
    assert len(set(at)) == 1
    assert "x" * 120 in table
    assert not any(mark in "".join(table) for mark in ("\u202e", "\x1b"))
    assert not any(line.lstrip().startswith("::") for line in table)


def test_three_hundred_things_are_three_hundred_rows(tmp_path: Path) -> None:
    models = "".join(
        f"  m{i}: {{license: mit, used_for: run, openness: {{weights: open}}}}\n"
        for i in range(150)
    )
    sets = "".join(f"  d{i}: {{license: cc0-1.0, used_for: run}}\n" for i in range(150))
    (tmp_path / "clearance.yaml").write_text(f"models:\n{models}datasets:\n{sets}")

    assert (
        len(CliRunner().invoke(cli, ["openness", str(tmp_path)]).output.splitlines()) == 1 + 300 + 3
    )
    assert (
        len(
            json.loads(
                CliRunner().invoke(cli, ["openness", str(tmp_path), "--format", "json"]).output
            )["things"]
        )
        == 300
    )
