"""Short ways to read a report in a test."""

from __future__ import annotations

from clearance.model import Finding, Report


def named(report: Report, rule: str) -> list[Finding]:
    """Return the findings of one rule."""
    return [finding for finding in report.findings if finding.rule == rule]


def brief(report: Report) -> set[tuple[str, str, str, str]]:
    """Return (rule, severity, certainty, artifact) of every error and warning that is no unmet
    duty.
    """
    return {
        (f.rule, f.severity, f.certainty, f.artifact)
        for f in report.findings
        if f.severity != "note" and not f.rule.startswith("DUT")
    }
