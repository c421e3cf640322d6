"""The steps of action.yml run as scripts, with the environment that a GitHub runner gives."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from clearance.cli import FORMATS

from .conftest import ROOT

GOOD = "project: {purpose: research, fields: []}\nmodels: {m: {license: mit, task: text-generation, used_for: run}}\n"
BAD = GOOD.replace("research", "commercial").replace("mit", "cc-by-nc-4.0")
WARN = "project: {purpose: research}\nmodels: {m: {license: other, used_for: run}}\n"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())


def run(step: dict, folder: Path, runner: Path, checkout: Path, inputs: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run one step; inputs reach the script through its environment only."""
    told = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()} | inputs
    values = {f"inputs.{name}": value for name, value in told.items()} | {"github.action_path": str(checkout)}
    env = {name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: values[found.group(1)], text) for name, text in step["env"].items()}
    files = {"GITHUB_OUTPUT": str(runner / "output"), "GITHUB_STEP_SUMMARY": str(runner / "summary"), "RUNNER_TEMP": str(runner)}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(command, cwd=folder, env=os.environ | files | env, capture_output=True, text=True, timeout=600, check=False)


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
    ("text", "inputs", "code"), [(GOOD, {}, 0), (BAD, {}, 1), (WARN, {}, 0), (WARN, {"fail-on": "warning"}, 1), (WARN, {"strict": "true"}, 1)]
)
def test_the_steps_write_sarif_summary_and_annotations(tmp_path: Path, runner: Path, checkout: Path, text: str, inputs: dict[str, str], code: int) -> None:
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "clearance.yaml").write_text(text)
    (runner / "summary").unlink(missing_ok=True)
    done = run(ACTION["runs"]["steps"][1], tmp_path, runner, checkout, {"path": "a b", **inputs})
    sarif = Path((runner / "output").read_text().splitlines()[-1].removeprefix("sarif="))

    assert done.returncode == code, done.stdout + done.stderr
    assert len(json.loads(sarif.read_text())["runs"][0]["results"]) == done.stdout.count("file=a b/clearance.yaml")
    assert (runner / "summary").read_text().startswith("# License and openness audit")
