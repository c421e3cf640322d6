"""Shared helpers: judge a manifest given as text, in an empty folder, on a fixed day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clearance.check import Options, check_project
from clearance.manifest import loads
from clearance.model import Finding, Report

TODAY = "2026-11-01"


@pytest.fixture
def judge(tmp_path: Path) -> Callable[[str], Report]:
    """Return a function from manifest text to report."""

    def run(text: str) -> Report:
        return check_project(loads(text, "clearance.yaml", tmp_path), Options(today=TODAY))

    return run


def named(report: Report, rule: str) -> list[Finding]:
    """Return the findings of one rule."""
    return [finding for finding in report.findings if finding.rule == rule]


def brief(report: Report) -> set[tuple[str, str, str, str]]:
    """Return (rule, severity, certainty, artifact) of every error and warning that is no unmet duty."""
    return {
        (f.rule, f.severity, f.certainty, f.artifact) for f in report.findings if f.severity != "note" and not f.rule.startswith("DUT")
    }
