"""The steps of action.yml run as scripts, with the environment that a GitHub runner gives."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from clearance.cli import FORMATS

from .conftest import ROOT, recipes

GOOD = (
    "project: {purpose: research, fields: []}\nmodels: {m: {license: mit, task: text-generation,"
    " used_for: run}}\n"
)
BAD = GOOD.replace("research", "commercial").replace("mit", "cc-by-nc-4.0")
WARN = "project: {purpose: research}\nmodels: {m: {license: other, used_for: run}}\n"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())


def run(
    step: dict, folder: Path, runner: Path, checkout: Path, inputs: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run one step; inputs reach the script through its environment only."""
    told = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()} | inputs
    values = {f"inputs.{name}": value for name, value in told.items()} | {
        "github.action_path": str(checkout)
    }
    env = {
        name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: values[found.group(1)], text)
        for name, text in step["env"].items()
    }
    files = {
        "GITHUB_OUTPUT": str(runner / "output"),
        "GITHUB_STEP_SUMMARY": str(runner / "summary"),
        "RUNNER_TEMP": str(runner),
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | files | env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_scripts_hold_no_expressions_that_a_foreign_value_could_break_out_of() -> None:
    assert [step["name"] for step in ACTION["runs"]["steps"] if "${{" in step["run"]] == []


def test_inputs_are_the_promised_ones() -> None:
    assert set(ACTION["inputs"]) == {"path", "fail-on", "format", "strict"}
    assert ACTION["inputs"]["format"]["default"] in FORMATS


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Path:
    folder = tmp_path_factory.mktemp("runner")
    done = run(ACTION["runs"]["steps"][0], folder, folder, checkout, {})
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.installs
@pytest.mark.parametrize(
    ("text", "inputs", "code"),
    [
        (GOOD, {}, 0),
        (BAD, {}, 1),
        (WARN, {}, 0),
        (WARN, {"fail-on": "warning"}, 1),
        (WARN, {"strict": "true"}, 1),
    ],
)
def test_the_steps_write_sarif_summary_and_annotations(
    tmp_path: Path, runner: Path, checkout: Path, text: str, inputs: dict[str, str], code: int
) -> None:
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "clearance.yaml").write_text(text)
    (runner / "summary").unlink(missing_ok=True)
    (runner / "output").unlink(missing_ok=True)
    done = run(ACTION["runs"]["steps"][1], tmp_path, runner, checkout, {"path": "a b", **inputs})
    sarif = Path((runner / "output").read_text().splitlines()[-1].removeprefix("sarif="))

    assert done.returncode == code, done.stdout + done.stderr
    assert len(json.loads(sarif.read_text())["runs"][0]["results"]) == done.stdout.count(
        "file=a b/clearance.yaml"
    )
    assert (runner / "summary").read_text().startswith("# License and openness audit")


@pytest.mark.installs
def test_several_paths_make_one_file_and_a_path_that_cannot_be_read_leaves_the_output_empty(
    tmp_path: Path, runner: Path, checkout: Path
) -> None:
    for name, text in (("a", GOOD), ("b c", BAD)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "clearance.yaml").write_text(text)
    (runner / "output").unlink(missing_ok=True)
    done = run(ACTION["runs"]["steps"][1], tmp_path, runner, checkout, {"path": "a\nb c\n"})
    assert (done.returncode, (runner / "output").read_text()) == (
        1,
        f"sarif={runner}/clearance.sarif\n",
    ), done.stdout + done.stderr

    (runner / "output").unlink()
    done = run(ACTION["runs"]["steps"][1], tmp_path, runner, checkout, {"path": "a\nnowhere\n"})
    assert (done.returncode, (runner / "output").exists()) == (2, False)
    assert "::error title=Not checked::nowhere" in done.stdout


@pytest.mark.installs
@pytest.mark.parametrize(
    ("schema", "name"),
    [
        ("github-actions", "action.yml"),
        ("github-workflows", "workflow.yml"),
        ("gitlab-ci", "gitlab.yml"),
    ],
)
def test_action_and_recipes_fit_the_schemas_of_their_services(
    tmp_path: Path, schema: str, name: str
) -> None:
    checker = pytest.importorskip(
        "check_jsonschema", reason="check-jsonschema is not installed: its tests did not run"
    )
    workflow, gitlab, _ = recipes()
    (tmp_path / name).write_text(
        {
            "action.yml": (ROOT / name).read_text() if name == "action.yml" else "",
            "workflow.yml": workflow,
            "gitlab.yml": gitlab,
        }[name]
    )
    command = [
        sys.executable,
        "-m",
        checker.__name__,
        "--builtin-schema",
        f"vendor.{schema}",
        str(tmp_path / name),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_of_the_documents_uses_inputs_and_outputs_that_exist() -> None:
    job = yaml.safe_load(recipes()[0])["jobs"]["clearance"]
    ours = next(step for step in job["steps"] if step.get("id") == "clearance")

    assert set(ours["with"]) <= set(ACTION["inputs"])
    assert set(re.findall(r"steps\.clearance\.outputs\.(\w+)", json.dumps(job))) <= set(
        ACTION["outputs"]
    )
    assert job["permissions"]["security-events"] == "write"


@pytest.mark.installs
def test_the_gitlab_script_runs_as_it_stands(tmp_path: Path, checkout: Path) -> None:
    (tmp_path / "clearance.yaml").write_text(BAD)
    job = yaml.safe_load(recipes()[1])["clearance"]
    script = "\n".join(job["script"]).replace(
        "git+https://github.com/YOUR-ORG/clearance@v0.1.0", f"git+file://{checkout}"
    )
    commands = f'"{sys.executable}" -m venv .venv && . .venv/bin/activate\nset -e\n{script}'
    done = subprocess.run(
        ["bash", "-c", commands],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert done.returncode == 1, done.stdout + done.stderr
    assert all(
        (tmp_path / name).exists()
        for name in (*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"])
    )
