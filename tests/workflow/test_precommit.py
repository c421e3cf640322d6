"""The hooks with the real pre-commit, on a repository made here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import commit, git, recipes

pytestmark = pytest.mark.installs
GOOD = (
    "project: {purpose: research, fields: []}\nmodels: {m: {source: 'hf:lab/m', license: mit, task:"
    " text-generation, used_for: run}}\n"
)
BAD = GOOD.replace("research", "commercial").replace("mit", "cc-by-nc-4.0")
CODE = 'from transformers import AutoModel\nAutoModel.from_pretrained("lab/m")\n'


def pre_commit(repository: Path, home: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "PRE_COMMIT"))
    } | {"PRE_COMMIT_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *args],
        cwd=repository,
        capture_output=True,
        text=True,
        env=env,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("pre_commit", reason="pre-commit is not installed: its tests did not run")
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def repository(tmp_path: Path, checkout: Path) -> Path:
    rev = git(checkout, "rev-parse", "HEAD")
    config = (
        recipes()[2]
        .replace("https://github.com/YOUR-ORG/clearance", str(checkout))
        .replace("v0.1.0", rev)
    )
    (tmp_path / ".pre-commit-config.yaml").write_text(config)
    (tmp_path / "clearance.yaml").write_text(GOOD)
    (tmp_path / "run.py").write_text(CODE)
    commit(tmp_path)
    return tmp_path


def test_a_clean_project_passes(repository: Path, home: Path) -> None:
    done = pre_commit(repository, home, "run", "--all-files")

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == 2


def test_a_violation_fails_with_the_finding_shown(repository: Path, home: Path) -> None:
    (repository / "clearance.yaml").write_text(BAD)
    git(repository, "add", "clearance.yaml")
    done = pre_commit(repository, home, "run", "clearance-check")

    assert done.returncode == 1
    assert "error NC001 " in done.stdout


def test_scan_looks_at_the_changed_files_and_no_others(repository: Path, home: Path) -> None:
    (repository / "other.py").write_text(CODE.replace("lab/m", "lab/other"))
    commit(repository)
    (repository / "new.py").write_text(CODE.replace("lab/m", "lab/new"))
    git(repository, "add", "new.py")
    done = pre_commit(repository, home, "run", "clearance-scan", "--verbose")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "lab/new" in done.stdout
    assert "lab/other" not in done.stdout


def test_an_installed_hook_stops_the_commit(repository: Path, home: Path) -> None:
    assert pre_commit(repository, home, "install").returncode == 0
    (repository / "clearance.yaml").write_text(BAD)
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
        "PRE_COMMIT_HOME": str(home)
    }
    done = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qam", "x"],
        cwd=repository,
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )

    assert done.returncode == 1
    assert "NC001" in done.stderr + done.stdout


def test_try_repo_runs_the_hook(repository: Path, home: Path, checkout: Path) -> None:
    done = pre_commit(repository, home, "try-repo", str(checkout), "clearance-check", "--all-files")

    assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout + done.stderr
