"""Shared helpers: judge a manifest given as text, in an empty folder, on a fixed day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clearance.check import Options, check_project
from clearance.manifest.load import loads
from clearance.model import Report

TODAY = "2026-11-01"
SLOW = {
    "bom",
    "hub",
    "oracles",
    "workflow",
    "openness/test_evidence.py",
    "report/test_hostile.py",
    "report/test_progress.py",
    "report/test_several.py",
    "report/test_terminal.py",
    "test_cases.py",
    "test_cli.py",
    "test_identify.py",
    "test_wheel.py",
}
"""Folders and files that the quick run leaves out: they start servers, processes and environments,
or run every format on every text.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that the quick run leaves out."""
    here = Path(__file__).parent
    for item in items:
        path = item.path.relative_to(here)
        if {path.as_posix(), path.parts[0]} & SLOW:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def judge(tmp_path: Path) -> Callable[[str], Report]:
    """Return a function from manifest text to report."""

    def run(text: str) -> Report:
        return check_project(loads(text, "clearance.yaml", tmp_path), Options(today=TODAY))

    return run
