"""What a report tells first, what it gathers into one list, asks as one question, or folds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clearance.model import Finding, Report
from clearance.words import CERTAINTIES, SEVERITIES

FOLD_AFTER = 3
"""Contested and unknown lines shown for one thing before the rest is a counted line."""
FEWEST = 3
"""Fewer things alike are told one by one."""


def weight(finding: Finding) -> tuple[int, int]:
    """Return the order of findings: the most severe first, of these the surest."""
    return SEVERITIES.index(finding.severity), CERTAINTIES.index(finding.certainty)


def by_artifact(report: Report) -> list[tuple[str, list[Finding]]]:
    """Return the findings grouped by thing of ours, the group with the worst finding first."""
    groups: dict[str, list[Finding]] = {}
    for finding in report.findings:
        groups.setdefault(finding.artifact, []).append(finding)
    for findings in groups.values():
        findings.sort(key=lambda finding: (*weight(finding), finding.rule, finding.source))
    return sorted(groups.items(), key=lambda group: (*weight(group[1][0]), group[0]))


def gathered(report: Report, *, ours: bool = False) -> list[Finding]:
    """Return the findings that are told together, as one list for each rule; with `ours` also those
    that touch things of ours.
    """
    listed = [finding for finding in report.findings if _may_be_listed(finding, ours=ours)]
    sources: dict[str, set[str]] = {}
    for finding in listed:
        sources.setdefault(finding.rule, set()).add(finding.source)
    return [finding for finding in listed if len(sources[finding.rule]) >= FEWEST]


def _may_be_listed(finding: Finding, *, ours: bool) -> bool:
    gather = finding.telling.gather
    if gather is None or finding.severity == "error":
        return False
    return ours or gather.ours or finding.artifact == finding.source


def lists(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Return gathered findings as one list for each rule, the most severe first."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    worst = {
        rule: min(SEVERITIES.index(finding.severity) for finding in alike)
        for rule, alike in groups.items()
    }
    return [groups[rule] for rule in sorted(groups, key=lambda rule: worst[rule])]


def asked(report: Report) -> list[Finding]:
    """Return the notes that wait for an answer in the manifest: told as one line a question."""
    return [row for row in report.findings if row.severity == "note" and row.missing]


def without(findings: Iterable[Finding], others: Iterable[Finding]) -> list[Finding]:
    """Return findings less others."""
    keys = {finding.key for finding in others}
    return [finding for finding in findings if finding.key not in keys]


def folded(
    findings: Sequence[Finding], *, verbose: bool = False
) -> tuple[list[Finding], list[Finding]]:
    """Return (shown, folded away) of the findings on one thing: what is firm is shown, of the rest
    the first few, contested notes last.
    """
    if verbose:
        return list(findings), []
    shown = [row for row in findings if _is_firm(row) and row.severity != "note"]
    doubts = [row for row in findings if not _is_firm(row)]
    notes = [row for row in findings if _is_firm(row) and row.severity == "note"]
    disputed = [row for row in doubts if _is_disputed_note(row)]
    room = without((*doubts, *notes), disputed)
    return shown + room[:FOLD_AFTER], room[FOLD_AFTER:] + disputed


def _is_disputed_note(finding: Finding) -> bool:
    return finding.severity == "note" and finding.certainty == "contested"


def _is_firm(finding: Finding) -> bool:
    return finding.certainty == "settled" or finding.severity == "error"


def blocks(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Return findings one by one, those together that their rule tells as one block: what is owed
    towards one source under one license.
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for row in findings:
        joins = row.telling.together and row.certainty == "settled"
        key = (row.rule, row.severity, row.source, row.license) if joins else (row.key,)
        groups.setdefault(key, []).append(row)
    return list(groups.values())
