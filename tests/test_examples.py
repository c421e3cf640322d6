"""The examples are real cases: their reports are what they say, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"
CODES = {
    "student": 1,
    "alpaca": 1,
    "wikipedia": 1,
    "product": 1,
    "pythia": 0,
    "bert-squad": 0,
    "clean-release": 0,
}
UPDATE = os.environ.get("UPDATE_EXPECTED")


def check(name: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clearance", "check", name, *args],
        capture_output=True,
        text=True,
        cwd=EXAMPLES,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("name", CODES)
def test_example_reports_what_it_says(name: str) -> None:
    done = check(name)
    expected = EXAMPLES / name / "expected.txt"
    if UPDATE:
        expected.write_text(done.stdout)

    assert done.stdout == expected.read_text(), (
        "if the change is meant: UPDATE_EXPECTED=1 pytest tests/test_examples.py"
    )
    assert done.returncode == CODES[name]


def test_every_folder_of_examples_is_tested() -> None:
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir()} == set(CODES)


def test_an_ordinary_repository_stays_on_one_screen() -> None:
    done = check("bert-squad")

    assert len(done.stdout.splitlines()) <= 25
    assert "error" not in done.stdout.splitlines()[0]
    assert done.stdout.splitlines()[0].startswith("nothing is")


def test_the_clean_release_is_clean() -> None:
    assert check("clean-release").stdout.startswith("nothing to do")


def test_the_students_error_is_the_outputs_clause() -> None:
    out = check("student").stdout

    assert "error OUT001 student is trained on answers" in out
    assert "§1.b.v" in out
