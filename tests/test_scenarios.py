"""Worked uses of licensed material come out as a careful reader of the license would say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from clearance.check import Options, check_project
from clearance.manifest.load import loads
from clearance.model import Report

SCENARIOS = yaml.safe_load((Path(__file__).parent / "data" / "scenarios.yaml").read_text("utf-8"))


def shows(report: Report, kind: str, topic: str, *, settled: bool) -> bool:
    """Return whether a report shows an entry of that kind and topic."""
    findings = [finding for finding in report.findings if finding.topic == topic]
    if kind == "forbidden":
        return any(
            f.severity == "error" and (f.certainty == "settled" or not settled) for f in findings
        )
    if kind == "warning":
        return any(f.certainty != "settled" or f.severity == "warning" for f in findings)
    if kind == "obligation":
        return any(duty.topic == topic for duty in report.duties)
    return not any(f.severity != "note" for f in findings)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[one["id"] for one in SCENARIOS])
def test_scenario(scenario: dict[str, Any], tmp_path: Path) -> None:
    text = yaml.safe_dump(scenario["manifest"], sort_keys=False)
    report = check_project(loads(text, "clearance.yaml", tmp_path), Options(today="2026-11-01"))
    missing = [
        one
        for one in scenario["expect"]
        if not shows(report, one["kind"], one["topic"], settled=scenario["settled"])
    ]
    wrong = [
        one
        for one in scenario.get("must_not", [])
        if shows(report, one["kind"], one["topic"], settled=scenario["settled"])
    ]

    assert (missing, wrong) == ([], []), [
        (f.rule, f.severity, f.certainty, f.topic, f.message) for f in report.findings
    ]
