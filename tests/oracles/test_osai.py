"""The comparison with the European Open Source AI Index, on a clone made up here: what it counts
and when it fails.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from clearance.catalogue.lookup import find

if TYPE_CHECKING:
    import pytest

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "osai.py"))
ORACLE: dict[str, Any] = yaml.safe_load(SCRIPT["ORACLE"].read_text("utf-8"))


def test_every_model_that_is_compared_is_in_the_catalogue() -> None:
    assert [
        one for ids in ORACLE["models"].values() for one in ids.values() if find(one) is None
    ] == []


def test_every_difference_is_of_a_feature_and_has_one_reason() -> None:
    rows = [where for places in ORACLE["differences"].values() for where in places]

    assert len(rows) == len(set(rows))
    assert [
        row
        for row in rows
        if row.rpartition(".")[0] not in ORACLE["models"]
        or row.rpartition(".")[2] not in ORACLE["parts"]
    ] == []


def test_grades_are_counted_and_one_without_a_reason_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "projects").mkdir()
    grades = {
        "llmdata": {"class": "open"},
        "llmweights": {"class": "open"},
        "rldata": {"class": "partial"},
        "rlweights": {"class": None},
        "opencode": {"class": "closed"},
    }
    (tmp_path / "projects" / "olmo-7b-instruct.yaml").write_text(yaml.safe_dump(grades))

    code = SCRIPT["main"](str(tmp_path))
    lines = capsys.readouterr().out.splitlines()

    assert code == 1
    assert lines[0] == "grades: 4; 2 same, 0 arguable, 2 differs"
    assert (
        "no reason: olmo-7b-instruct.opencode allenai/OLMo-7B-Instruct training: closed there, open"
        " here" in lines
    )
    assert "no difference any more: alpaca.llmdata" in lines
