"""SARIF 2.1.0 as GitHub code scanning takes it: every result has a location, a rule with help, and
a stable fingerprint.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from clearance import __version__
from clearance.library.load import Rule, library
from clearance.model import Finding, Gap, Place, Report, Several, Step, Unchecked
from clearance.report.common import LINK_WORDS, NOT_LEGAL_ADVICE, excuse, located
from clearance.report.headline import label
from clearance.text import clean, escaped_json
from clearance.words import SEVERITIES

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST = 5000
"""Results a run may have before GitHub refuses or cuts it; the worst come first."""
Row = tuple[Finding, Report]
"""A finding, accepted or not, and the report that it is from."""


def render(report: Report, **_: object) -> str:
    """Return the SARIF text with sorted, stable content."""
    return _document(
        Several((report,)), [clean(assumption.text) for assumption in report.assumptions]
    )


def several(run: Several, **_: object) -> str:
    """Return the SARIF text of several projects as one run: GitHub refuses a file with two runs of
    one tool and category.
    """
    return _document(
        run,
        [
            f"{label(report)}: {clean(assumption.text)}"
            for report in run.reports
            for assumption in report.assumptions
        ],
    )


def _document(run: Several, assumptions: list[str]) -> str:
    rows = _worst_first(run)
    document = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [_run(run, rows[:MOST], _properties(run, assumptions, len(rows) - MOST))],
    }
    return escaped_json(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"


def _worst_first(run: Several) -> list[Row]:
    rows = [
        (finding, report)
        for report in run.reports
        for finding in (*report.findings, *report.accepted)
    ]
    return sorted(rows, key=lambda row: _weight(row[0]))


def _weight(finding: Finding) -> tuple[int, str, str, str]:
    return (
        SEVERITIES.index(finding.severity),
        finding.rule,
        finding.artifact,
        finding.key,
    )


def _properties(run: Several, assumptions: list[str], left_out: int) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "dataVersions": dict(run.reports[0].data_versions) if run.reports else {},
        "assumptions": assumptions,
        "note": NOT_LEGAL_ADVICE,
    }
    return properties | ({"left_out": left_out} if left_out > 0 else {})


def _run(run: Several, rows: list[Row], properties: dict[str, Any]) -> dict[str, Any]:
    first = {finding.rule: (finding, report) for finding, report in reversed(rows)}
    ids = sorted(first)
    driver = {
        "name": "Clearance",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(*first[rule]) for rule in ids],
    }
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, ids.index(finding.rule), report) for finding, report in rows],
        "invocations": [*map(_invocation, run.reports), *map(_missed, run.unchecked)],
        "properties": properties,
    }


def _invocation(report: Report) -> dict[str, Any]:
    notes = [{"level": "note", "message": {"text": clean(_left_out(gap))}} for gap in report.gaps]
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}


def _left_out(gap: Gap) -> str:
    verb = "skipped" if gap.kind == "file" else "not checked"
    return f"{verb} {gap.where}: {gap.why}" + (f"; {gap.what_to_do}" if gap.what_to_do else "")


def _missed(path: Unchecked) -> dict[str, Any]:
    return {
        "executionSuccessful": False,
        "exitCode": path.code,
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": _plain(excuse(path))}}
        ],
    }


def _rule(finding: Finding, report: Report) -> dict[str, Any]:
    """Return the rule of a finding as SARIF knows it; its help is the text of the rule's file, also
    of a pack's.
    """
    rule = library(*report.packs).rule(finding.rule)
    if rule is None:
        title = clean(finding.title)
        name, severity, text = finding.rule, finding.severity, title
    else:
        title, severity, text = rule.form.title, rule.form.severity, _help(rule)
        name = "".join(part.capitalize() for part in rule.form.name.split("-"))
    return {
        "id": finding.rule,
        "name": name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": severity},
        "properties": {"tags": ["license", clean(finding.topic)], "precision": "high"},
    }


def _help(rule: Rule) -> str:
    parts = [f"# {rule.id}: {rule.form.title}", rule.body.split("## Cases")[0].strip()]
    if rule.form.fix:
        parts += ["## Fix", "\n".join(f"- {fix}" for fix in rule.form.fix)]
    return "\n\n".join([*parts, f"`clearance explain {rule.id}`"])


def _result(finding: Finding, index: int, report: Report) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": _plain(_message(finding))},
        "locations": [_location(finding.place, report)],
        "partialFingerprints": {"clearance/v1": finding.key},
        "properties": {
            "certainty": finding.certainty,
            "verdict": finding.verdict,
            "topic": finding.topic,
            "license": clean(finding.license),
            "clause": clean(finding.clause),
        },
    }
    if len(finding.chain) > 1:
        locations = [{"location": _step(step, report)} for step in finding.chain]
        result["codeFlows"] = [{"threadFlows": [{"locations": locations}]}]
    if finding.accepted:
        reason = clean(finding.accepted)
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": reason}
        ]
    return result


def _message(finding: Finding) -> str:
    mark = "" if finding.certainty == "settled" else f"[{finding.certainty}] "
    return "\n".join(
        [clean(mark + finding.message), *(f"fix: {clean(fix)}" for fix in finding.fix)]
    )


def _plain(text: str) -> str:
    """Escape brackets, which SARIF would read as links to locations."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _step(step: Step, report: Report) -> dict[str, Any]:
    how = f" ({step.how})" if step.how else ""
    words = f"{LINK_WORDS.get(step.link, step.link)}{how}" if step.link else step.license
    return {
        **_location(step.place, report),
        "message": {"text": _plain(clean(f"{step.thing}: {words}".removesuffix(": ")))},
    }


def _location(place: Place, report: Report) -> dict[str, Any]:
    """Return a place in the repository; what stands in the catalogue, or nowhere, points to the
    manifest.
    """
    place = located(place, report)
    region = {"startLine": max(1, place.line)}
    if place.line and place.column:
        region["startColumn"] = place.column
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, "region": region}}


def _uri(file: str) -> str:
    """Return a path as URI: relative where it was given so, percent-encoded."""
    if Path(file).is_absolute():
        return f"file://{quote(file, errors='replace')}"
    return quote(Path(file or ".").as_posix(), errors="replace")
