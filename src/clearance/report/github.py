"""GitHub annotations: one workflow command a finding, errors first, since GitHub shows only the
first ones of a step.
"""

from __future__ import annotations

from clearance.model import Finding, Report, Several
from clearance.report.common import excuse, headline, label, located, overall, steps
from clearance.text import clean
from clearance.words import SEVERITIES

LEVEL = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report, **_: object) -> str:
    """Return the workflow commands, and a plain last line that says what to do."""
    return "\n".join([*_commands((report,)), f"clearance: {clean(headline(report))}"]) + "\n"


def several(told: Several, **_: object) -> str:
    """Return the workflow commands of several projects, what could not be checked and the errors of
    all first.
    """
    missed = [f"::error title=Not checked::{_data(excuse(one))}" for one in told.unchecked]
    last = [f"clearance: {label(report)}: {clean(headline(report))}" for report in told.reports]
    return (
        "\n".join([*missed, *_commands(told.reports), *last, f"clearance: {clean(overall(told))}"])
        + "\n"
    )


def _commands(reports: tuple[Report, ...]) -> list[str]:
    rows = [(row, report) for report in reports for row in report.findings]
    rows.sort(
        key=lambda one: (SEVERITIES.index(one[0].severity), one[0].place, one[0].rule, one[0].key)
    )
    return [_command(row, report) for row, report in rows]


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
