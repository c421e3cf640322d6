"""Shared helper: scan one file given as text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from clearance.scan import ScanResult, scan

Scanner = Callable[[str, str], ScanResult]


@pytest.fixture
def scan_text(tmp_path: Path) -> Scanner:
    """Return a function from file name and text to the result of a scan."""

    def run(name: str, text: str) -> ScanResult:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return scan(tmp_path, [path])

    return run


@pytest.fixture
def ids(scan_text: Scanner) -> Callable[[str, str], set[str]]:
    """Return a function from file name and text to `kind id` of what is used."""

    def run(name: str, text: str) -> set[str]:
        return {
            f"{one.kind} {one.id}" for one in scan_text(name, text).references if one.role == "use"
        }

    return run
