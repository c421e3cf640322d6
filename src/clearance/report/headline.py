"""What a report says first: its counts, and one line on what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from clearance.model import Report, Several
from clearance.report.select import by_artifact
from clearance.text import clean, plural
from clearance.words import SEVERITIES, Certainty, Severity

MOST_NAMED = 5
"""Projects named in one line."""


class Headline(NamedTuple):
    """The first line of a report."""

    kind: Literal["errors", "warnings", "answers", "nothing"]
    """what the line is about: the worst of what was found, missing answers, or nothing to do"""
    line: str


def counts(report: Report) -> dict[str, int]:
    """Return how many findings of each severity there are, and how many are contested, unknown,
    accepted, and skipped.
    """
    severities = Counter(finding.severity for finding in report.findings)
    certainties = Counter(finding.certainty for finding in report.findings)
    things = [
        artifact
        for artifact in report.artifacts
        if artifact.kind not in ("release", "service") and artifact.known_from != "catalogue"
    ]
    return {
        **{severity: severities[severity] for severity in SEVERITIES},
        "contested": certainties["contested"],
        "unknown": certainties["unknown"],
        "accepted": len(report.accepted),
        "skipped": len(report.skipped),
        "duties": len(report.duties),
        "duties met": sum(duty.status == "met" for duty in report.duties),
        "things": len(things),
    }


def worst(report: Report) -> Severity | Literal[""]:
    """Return the highest severity among the findings; empty when there is none."""
    found = {finding.severity for finding in report.findings}
    return next((severity for severity in SEVERITIES if severity in found), "")


def headline(report: Report) -> str:
    """Return one line that says what to do."""
    return first_line(report).line


def first_line(report: Report) -> Headline:
    """Return what to do, and what kind of thing it is."""
    severity = worst(report)
    if severity == "error":
        return Headline("errors", _errors(report))
    if severity == "warning":
        return Headline("warnings", _warnings(report))
    answers = sum(bool(finding.missing) for finding in report.findings)
    if answers:
        missing = f"{plural(answers, 'answer')} missing"
        return Headline("answers", f"nothing is forbidden as far as the manifest tells; {missing}")
    return Headline("nothing", _nothing(report))


def _errors(report: Report) -> str:
    first = by_artifact(report)[0][1][0]
    todo = f"; start with {first.artifact}: {first.fix[0]}" if first.fix else ""
    return f"{plural(counts(report)['error'], 'error')} to mend{todo}"


def _warnings(report: Report) -> str:
    warnings = [row.certainty for row in report.findings if row.severity == "warning"]
    return (
        f"nothing is {_known(warnings)}forbidden; {plural(len(warnings), 'warning')}"
        f" {'to settle before release' if 'settled' in warnings else 'to look at'}"
    )


def _known(warnings: Sequence[Certainty]) -> str:
    return "known to be " if "unknown" in warnings else ""


def _nothing(report: Report) -> str:
    doubts = _doubts(report)
    rest = f"; {plural(doubts, 'note')} disputed or not known" if doubts else ""
    return (
        "nothing to do: every act that the manifest declares is allowed and every duty that files"
        f" can show is met{rest}"
    )


def _doubts(report: Report) -> int:
    return sum(finding.certainty != "settled" for finding in report.findings)


def label(report: Report) -> str:
    """Return how one project of several is told from the others: by its manifest, or its folder."""
    return clean(report.project.file or report.project.name or "project")


def summed(run: Several) -> dict[str, int]:
    """Return the counts of all reports together."""
    total: Counter[str] = Counter()
    for report in run.reports:
        total.update(counts(report))
    return dict(total)


def overall(run: Several) -> str:
    """Return one line that says what to do about several projects, and how many could not be
    checked.
    """
    missed = plural(len(run.unchecked), "path")
    if not run.reports:
        return f"no project was checked; {missed} could not be"
    rest = f"; {missed} could not be checked" if run.unchecked else ""
    return _over_all(run.reports) + rest


OVERALL = {"error": "errors to mend in", "warning": "nothing is forbidden; warnings in"}
"""Severity -> what the projects are named for of which it is the worst."""


def _over_all(reports: Sequence[Report]) -> str:
    many = plural(len(reports), "project")
    for severity, words in OVERALL.items():
        names = [label(report) for report in reports if worst(report) == severity]
        if names:
            return f"{words} {len(names)} of {many}: {_some(names)}"
    doubts = sum(map(_doubts, reports))
    if not doubts:
        return f"nothing to do in {many}"
    open_ = f"{plural(doubts, 'note')} disputed or not known"
    return f"nothing is forbidden in {many} as far as the manifests tell; {open_}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
