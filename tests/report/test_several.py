"""Several paths in one run: one document of each format, nothing lost because of one bad path, the
worst exit code.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import junitparser
import pytest
import sarif_pydantic
from test_formats import Text
from test_hostile import HOSTILE, report, shape

from clearance.model import Report, Several, Unchecked
from clearance.report import FORMATS, render, render_several
from clearance.report.schema import SCHEMA
from clearance.text import UNSAFE

GOOD = (
    "project: {purpose: research, fields: []}\nmodels: {m: {license: mit, task: text-generation,"
    " used_for: run}}\n"
)
BAD = (
    "project: {name: second, purpose: commercial, fields: []}\nmodels: {m: {license: cc-by-nc-4.0,"
    " task: text-generation, used_for: run}}\n"
)


def clearance(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clearance", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a clean project, one with an error, a broken one and an empty one."""
    root = tmp_path_factory.mktemp("several")
    for name, text in (("good", GOOD), ("bad", BAD), ("broken", "models: [\n"), ("empty", "")):
        (root / name).mkdir()
        if text:
            (root / name / "clearance.yaml").write_text(text)
    return root


@pytest.mark.parametrize(
    ("paths", "code"),
    [
        (("good", "good"), 0),
        (("good", "bad"), 1),
        (("good", "empty"), 4),
        (("bad", "empty"), 1),
        (("bad", "broken", "good"), 2),
        (("nowhere", "empty"), 2),
    ],
)
@pytest.mark.parametrize("fmt", ["text", "sarif"])
def test_the_exit_code_is_the_worst_one(
    folder: Path, paths: tuple[str, ...], code: int, fmt: str
) -> None:
    assert clearance(folder, "check", *paths, "--format", fmt).returncode == code


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_bad_path_is_told_and_loses_no_report(folder: Path, fmt: str) -> None:
    done = clearance(
        folder,
        "check",
        "broken",
        "bad",
        "nowhere",
        "good",
        "--format",
        fmt,
        "--output",
        "report.out",
    )
    text = (folder / "report.out").read_text()

    assert (done.returncode, done.stdout) == (2, "")
    assert "clearance: nowhere: does not exist" in done.stderr
    assert "nowhere" in text.replace("\\", "")
    assert "NC001" in text


def test_text_says_what_to_do_over_all_first(folder: Path) -> None:
    lines = clearance(folder, "check", "good", "bad").stdout.splitlines()

    assert lines[0] == "errors to mend in 1 of 2 projects: bad/clearance.yaml"
    assert [line for line in lines if line.startswith("project ")] == [
        "project good/clearance.yaml",
        "project bad/clearance.yaml",
    ]
    assert lines[-1].startswith("2 projects checked: 1 error")


def test_json_is_a_list_that_fits_the_schema(folder: Path) -> None:
    told = json.loads(
        clearance(folder, "check", "good", "broken", "bad", "--format", "json").stdout
    )

    jsonschema.Draft202012Validator(SCHEMA).validate(told)
    assert [one.get("project", {}).get("file") for one in told] == [
        "good/clearance.yaml",
        "bad/clearance.yaml",
        None,
    ]
    assert (told[2]["path"], told[2]["problem"]["code"]) == ("broken", 2)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate([{"version": "1"}])


def test_sarif_is_one_run_whose_results_lie_in_their_own_files(folder: Path) -> None:
    text = clearance(folder, "check", "good", "broken", "bad", "--format", "sarif").stdout
    sarif_pydantic.Sarif.model_validate_json(text)
    (run,) = json.loads(text)["runs"]

    assert {
        row["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for row in run["results"]
    } == {"bad/clearance.yaml"}
    assert [one["executionSuccessful"] for one in run["invocations"]] == [True, True, False]
    assert all(
        run["tool"]["driver"]["rules"][row["ruleIndex"]]["id"] == row["ruleId"]
        for row in run["results"]
    )


def test_junit_has_a_suite_a_project_and_an_error_for_a_bad_path(folder: Path) -> None:
    parsed = junitparser.JUnitXml.fromstring(
        clearance(folder, "check", "good", "bad", "broken", "--format", "junit").stdout.encode()
    )

    assert [(suite.name, suite.failures, suite.errors) for suite in parsed] == [
        ("good/clearance.yaml", 0, 0),
        ("bad/clearance.yaml", 1, 0),
        ("broken", 0, 1),
    ]
    assert (parsed.failures, parsed.errors, parsed.tests) == (
        1,
        1,
        sum(suite.tests for suite in parsed),
    )


def test_github_tells_the_errors_of_all_projects_first_and_writes_one_summary(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary.md"))
    lines = clearance(
        folder, "check", "good", "bad", "broken", "--format", "github"
    ).stdout.splitlines()

    assert lines[0].startswith("::error title=Not checked::broken/clearance.yaml")
    assert lines[1].startswith("::error file=bad/clearance.yaml,")
    assert (folder / "summary.md").read_text().count("\n# ") + 1 == 1


def test_one_page_holds_the_verdict_of_all_the_list_and_each_project(full: Report) -> None:
    page = Text(
        render_several(
            Several((full, replace(full, project=replace(full.project, file="b/clearance.yaml")))),
            "html",
        )
    )

    assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    assert page.headings.count(1) == 1
    assert len(page.ids) == len(set(page.ids))
    assert {one[1:] for one in page.targets if one.startswith("#")} <= set(page.ids)
    assert {"p1", "p2", "p1-graph", "p2-graph", "p1-arrow", "p2-arrow"} <= set(page.ids)


def test_paths_given_twice_are_checked_once(folder: Path) -> None:
    assert clearance(folder, "check", "good", "good").stdout.count("thing checked") == 1


@pytest.mark.parametrize("fmt", FORMATS)
def test_one_project_is_told_as_ever(full: Report, fmt: str) -> None:
    assert render(full, fmt) != render_several(Several((full,)), fmt) or fmt in ("junit", "sarif")


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_foreign_text_in_several_reports_is_harmless(full: Report, fmt: str, name: str) -> None:
    bad = HOSTILE[name]
    told = Several((report(bad, full), full), (Unchecked(bad, bad, bad, bad, 2),))
    text = render_several(told, fmt)
    lines = [line for line in text.splitlines() if line.lstrip().startswith("::")]

    assert UNSAFE.findall(text) == []
    assert len(lines) == (
        1 + sum(len(one.findings) for one in told.reports) if fmt == "github" else 0
    )
    if fmt == "html":
        named = Several((report("name", full), full), (Unchecked("a", "b", "c", "d", 2),))
        assert shape(text) <= shape(render_several(named, fmt))
    if fmt == "json":
        jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text)[-1:])


def test_help_of_a_rule_in_a_pack_is_the_text_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "pack" / "rules").mkdir(parents=True)
    (tmp_path / "pack" / "rules" / "HSE001.md").write_text(
        "---\nid: HSE001\nname: house-license\ntitle: The house takes no such license\nseverity:"
        " error\nsince: 0.1.0\nfact: term\nwhen: {verdict: forbid, topic: commercial-use}\nmessage:"
        ' "{target} uses {source}"\n---\n## What it checks\nWhat the house wants.\n## Why it'
        " matters\n## Cases\n"
    )
    (tmp_path / "clearance.yaml").write_text(BAD)
    (run,) = json.loads(
        clearance(tmp_path, "check", ".", "--pack", "pack", "--format", "sarif").stdout
    )["runs"]
    rules = {row["id"]: row for row in run["tool"]["driver"]["rules"]}

    assert rules["HSE001"]["name"] == "HouseLicense"
    assert "What the house wants." in rules["HSE001"]["help"]["markdown"]
