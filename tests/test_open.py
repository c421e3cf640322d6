"""The project at a path: found from below and from above, with packs, without a manifest."""

from __future__ import annotations

from pathlib import Path

import pytest

from clearance.check import check
from clearance.problems import NOTHING, Problem
from clearance.project.open import find_manifest, open_project

MANIFEST = "project: {purpose: research, fields: []}\nmodels: {m: {license: mit, used_for: run}}\n"
PACK_LICENSE = """---
id: house-1
title: House License 1
spdx: LicenseRef-House-1
rung: permissive
made_for: [model]
read: full
url: https://example.org/house-1
terms:
  - id: grant
    says: Anybody may do anything with the model.
    clause: "1"
    verdict: permit
    act: any
    reach: [in-hand, output, trained]
    topic: redistribution
---
## In short
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "clearance.yaml").write_text(MANIFEST)
    (tmp_path / "src" / "deep").mkdir(parents=True)
    return tmp_path


def test_the_manifest_of_a_folder_above_is_found_and_said(repository: Path) -> None:
    report = check(repository / "src" / "deep")

    assert [thing.name for thing in report.project.things] == ["m"]
    assert any("folder above" in assumption.text for assumption in report.assumptions)


def test_the_manifest_of_the_folder_itself_is_nobody_elses(repository: Path) -> None:
    report = check(repository)

    assert not any("folder above" in assumption.text for assumption in report.assumptions)


def test_outside_a_repository_nothing_above_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "clearance.yaml").write_text(MANIFEST)
    (tmp_path / "src").mkdir()

    assert find_manifest(tmp_path / "src") is None


def test_above_the_repository_nothing_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "clearance.yaml").write_text(MANIFEST)
    (tmp_path / "repository" / ".git").mkdir(parents=True)

    assert find_manifest(tmp_path / "repository") is None


def test_manifests_below_are_named_and_not_checked(repository: Path) -> None:
    (repository / "src" / "clearance.yaml").write_text(MANIFEST.replace("{m:", "{other:"))

    report = check(repository)

    assert [thing.name for thing in report.project.things] == ["m"]
    assert [(gap.kind, gap.where, gap.hides) for gap in report.gaps] == [
        ("manifest", "src/clearance.yaml", "thing")
    ]
    assert report.gaps[0].what_to_do == "clearance check src"


def test_a_file_that_was_not_read_is_a_gap_and_skipped(tmp_path: Path) -> None:
    (tmp_path / "clearance.yaml").write_text(MANIFEST)
    (tmp_path / "broken.py").write_text("load_dataset('acme/owl')\ndef (:\n")

    report = check(tmp_path)

    assert [(gap.kind, gap.where) for gap in report.gaps] == [("file", "broken.py")]
    assert [(file.path, file.why) for file in report.skipped] == [
        (gap.where, gap.why) for gap in report.gaps
    ]


def test_packs_that_the_manifest_names_are_known(tmp_path: Path) -> None:
    (tmp_path / "house" / "licenses").mkdir(parents=True)
    (tmp_path / "house" / "licenses" / "house-1.md").write_text(PACK_LICENSE)
    text = MANIFEST.replace("license: mit", "license: house-1") + "packs: [house]\n"
    (tmp_path / "clearance.yaml").write_text(text)

    report = check(tmp_path)

    assert report.artifacts[0].license == (("", "house-1"),)
    assert report.packs == (str(tmp_path / "house"),)
    assert report.findings == ()


def test_a_pack_that_is_not_there_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "clearance.yaml").write_text(MANIFEST + "packs: [house]\n")

    with pytest.raises(Problem, match='there is no folder "house"') as caught:
        open_project(tmp_path)

    assert caught.value.where.startswith("clearance.yaml:3:")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('manifset = "x.yaml"', 'no key "manifset"'),
        ("packs = []", 'no key "packs"'),
        ('manifest = "nowhere.yaml"', "which is no file"),
    ],
)
def test_what_pyproject_says_of_clearance_is_checked(
    table: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.clearance]\n{table}\n")

    with pytest.raises(Problem, match=message):
        open_project(tmp_path)


@pytest.mark.parametrize("tool", ["tool = 1", "[tool]\nclearance = 1", "tool = []"])
def test_a_pyproject_of_another_shape_is_no_crash(tool: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(tool + "\n")

    with pytest.raises(Problem):
        open_project(tmp_path)


def test_without_a_manifest_the_sources_are_the_project(tmp_path: Path) -> None:
    (tmp_path / "run.py").write_text(
        "from transformers import AutoModel\nAutoModel.from_pretrained('openai-community/gpt2')\n"
    )

    opened = open_project(tmp_path)

    assert [thing.known_from for thing in opened.declared.things] == ["sources"]
    assert opened.compared is None


def test_with_neither_there_is_nothing_to_check(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="nothing to check") as caught:
        open_project(tmp_path)

    assert caught.value.code == NOTHING
