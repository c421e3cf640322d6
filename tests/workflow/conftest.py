"""A copy of the project as a git repository, as a user of the hook or the Action gets it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PARTS = (
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "action.yml",
    ".pre-commit-hooks.yaml",
    "src",
    "rules",
    "licenses",
)


def git(folder: Path, *args: str) -> str:
    who = (
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.org",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "init.defaultBranch=main",
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        ["git", *who, *args], cwd=folder, check=True, capture_output=True, text=True, env=env
    ).stdout.strip()


def commit(folder: Path) -> str:
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x", "--no-verify", "--allow-empty")
    return git(folder, "rev-parse", "HEAD")


def recipes() -> list[str]:
    """Return the YAML blocks of docs/ci.md: GitHub, GitLab, pre-commit."""
    return re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "ci.md").read_text("utf-8"), re.DOTALL)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkout")
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, folder / name)
    commit(folder)
    return folder
