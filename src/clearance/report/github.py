"""GitHub annotations: one workflow command a finding, errors first, since GitHub shows only the
first ones of a step.
"""

from __future__ import annotations

from collections.abc import Iterable

from clearance.model import Finding, Place, Report, Several
from clearance.report.common import excuse, located, steps
from clearance.report.headline import headline, label, overall
from clearance.text import clean
from clearance.words import SEVERITIES

LEVEL = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report, **_: object) -> str:
    """Return the workflow commands, and a plain last line that says what to do."""
    return _text([*_commands((report,)), f"clearance: {clean(headline(report))}"])


def several(run: Several, **_: object) -> str:
    """Return the workflow commands of several projects, what could not be checked and the errors of
    all first.
    """
    missed = (f"::error title=Not checked::{_data(excuse(path))}" for path in run.unchecked)
    last = (f"clearance: {label(report)}: {clean(headline(report))}" for report in run.reports)
    return _text([*missed, *_commands(run.reports), *last, f"clearance: {clean(overall(run))}"])


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def _commands(reports: Iterable[Report]) -> list[str]:
    rows = [(finding, report) for report in reports for finding in report.findings]
    rows.sort(key=lambda row: _weight(row[0]))
    return [_command(finding, located(finding.place, report)) for finding, report in rows]


def _weight(finding: Finding) -> tuple[int, Place, str, str]:
    return SEVERITIES.index(finding.severity), finding.place, finding.rule, finding.key


def _command(finding: Finding, place: Place) -> str:
    properties = {"file": clean(place.file), "line": str(max(1, place.line))}
    if place.line and place.column:
        properties["col"] = str(place.column)
    properties["title"] = f"{finding.rule} {clean(finding.title)}"
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{LEVEL[finding.severity]} {written}::{_data(_message(finding))}"


def _message(finding: Finding) -> str:
    mark = "" if finding.certainty == "settled" else f"[{finding.certainty}] "
    lines = [clean(mark + finding.message)]
    if len(finding.chain) > 1:
        lines += [f"  {clean(f'{words} {step.thing}'.strip())}" for words, step in steps(finding)]
    return "\n".join([*lines, *(clean(f"fix: {fix}") for fix in finding.fix)])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
