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
from clearance.model import Finding, Place, Report, Several, Step, Unchecked
from clearance.report.common import LINK_WORDS, NOT_LEGAL_ADVICE, excuse, label, located
from clearance.text import clean, escaped_json
from clearance.words import SEVERITIES

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST = 5000
"""Results a run may have before GitHub refuses or cuts it; the worst come first."""


def render(report: Report, **_: object) -> str:
    """Return the SARIF text with sorted, stable content."""
    return _document(Several((report,)), [clean(one.text) for one in report.assumptions])


def several(told: Several, **_: object) -> str:
    """Return the SARIF text of several projects as one run: GitHub refuses a file with two runs of
    one tool and category.
    """
    return _document(
        told,
        [
            f"{label(report)}: {clean(one.text)}"
            for report in told.reports
            for one in report.assumptions
        ],
    )


def _document(told: Several, assumptions: list[str]) -> str:
    every = [
        (row, report) for report in told.reports for row in (*report.findings, *report.accepted)
    ]
    every.sort(
        key=lambda one: (
            SEVERITIES.index(one[0].severity),
            one[0].rule,
            one[0].artifact,
            one[0].key,
        )
    )
    rows = every[:MOST]
    ids = sorted({row.rule for row, _ in rows})
    driver = {
        "name": "Clearance",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(*next(pair for pair in rows if pair[0].rule == one)) for one in ids],
    }
    properties: dict[str, Any] = {
        "dataVersions": dict(told.reports[0].data_versions) if told.reports else {},
        "assumptions": assumptions,
        "note": NOT_LEGAL_ADVICE,
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(row, ids.index(row.rule), report) for row, report in rows],
        "invocations": [*map(_invocation, told.reports), *map(_missed, told.unchecked)],
        "properties": properties | ({"left_out": len(every) - MOST} if len(every) > MOST else {}),
    }
    return (
        escaped_json(
            json.dumps(
                {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False
            )
        )
        + "\n"
    )


def _missed(one: Unchecked) -> dict[str, Any]:
    return {
        "executionSuccessful": False,
        "exitCode": one.code,
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": _plain(excuse(one))}}
        ],
    }


def _invocation(report: Report) -> dict[str, Any]:
    told = [
        {"level": "note", "message": {"text": clean(f"skipped {one.path}: {one.why}")}}
        for one in report.skipped
    ]
    return {"executionSuccessful": True, "toolExecutionNotifications": told}


def _rule(row: Finding, report: Report) -> dict[str, Any]:
    """Return the rule of a finding as SARIF knows it; its help is the text of the rule's file, also
    of a pack's.
    """
    rule_id = row.rule
    rule = library(*report.packs).rule(rule_id)
    severity = rule.form.severity if rule else row.severity
    text = _help(rule) if rule else clean(row.title)
    return {
        "id": rule_id,
        "name": (
            "".join(part.capitalize() for part in rule.form.name.split("-")) if rule else rule_id
        ),
        "shortDescription": {"text": rule.form.title if rule else clean(row.title)},
        "fullDescription": {"text": rule.form.title if rule else clean(row.title)},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": severity},
        "properties": {"tags": ["license", clean(row.topic)], "precision": "high"},
    }


def _help(rule: Rule) -> str:
    body = rule.body.split("## Cases")[0].strip()
    fixes = "\n".join(f"- {fix}" for fix in rule.form.fix)
    return (
        f"# {rule.id}: {rule.form.title}\n\n{body}"
        + (f"\n\n## Fix\n\n{fixes}" if fixes else "")
        + f"\n\n`clearance explain {rule.id}`"
    )


def _result(row: Finding, index: int, report: Report) -> dict[str, Any]:
    mark = "" if row.certainty == "settled" else f"[{row.certainty}] "
    fixes = "".join(f"\nfix: {clean(fix)}" for fix in row.fix)
    told: dict[str, Any] = {
        "ruleId": row.rule,
        "ruleIndex": index,
        "level": row.severity,
        "message": {"text": _plain(clean(mark + row.message) + fixes)},
        "locations": [_location(row.place, report)],
        "partialFingerprints": {"clearance/v1": row.key},
        "properties": {
            "certainty": row.certainty,
            "verdict": row.verdict,
            "topic": row.topic,
            "license": clean(row.license),
            "clause": clean(row.clause),
        },
    }
    if len(row.chain) > 1:
        told["codeFlows"] = [
            {
                "threadFlows": [
                    {"locations": [{"location": _step(step, report)} for step in row.chain]}
                ]
            }
        ]
    if row.accepted:
        told["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": clean(row.accepted)}
        ]
    return told


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
