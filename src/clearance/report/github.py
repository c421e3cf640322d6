"""GitHub annotations: one workflow command a finding, errors first, since GitHub shows only the first ones of a step."""

from __future__ import annotations

from clearance.model import Finding, Report
from clearance.report.common import SEVERITIES, clean, headline, located, steps

LEVEL = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report, **_: object) -> str:
    """Return the workflow commands, and a plain last line that says what to do."""
    rows = sorted(report.findings, key=lambda one: (SEVERITIES.index(one.severity), one.place, one.rule, one.key))
    lines = [_command(row, report) for row in rows]
    return "\n".join([*lines, f"clearance: {clean(headline(report))}"]) + "\n"


def _command(row: Finding, report: Report) -> str:
    place = located(row.place, report)
    where = {"file": clean(place.file), "line": str(max(1, place.line))}
    if place.line and place.column:
        where["col"] = str(place.column)
    where["title"] = f"{row.rule} {clean(row.title)}"
    told = ",".join(f"{name}={_property(value)}" for name, value in where.items())
    return f"::{LEVEL[row.severity]} {told}::{_data(_message(row))}"


def _message(row: Finding) -> str:
    mark = "" if row.certainty == "settled" else f"[{row.certainty}] "
    lines = [clean(mark + row.message)]
    if len(row.chain) > 1:
        lines += [f"  {clean(f'{words} {step.thing}'.strip())}" for words, step in steps(row)]
    return "\n".join([*lines, *(clean(f"fix: {fix}") for fix in row.fix)])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
