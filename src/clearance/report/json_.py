"""JSON: the whole report, versioned; its schema is printed by `clearance schema report`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from clearance.model import Finding, Place, Report, Several
from clearance.report.common import counts, headline
from clearance.text import escaped_json

FORMAT = "1"


def render(report: Report, **_: object) -> str:
    """Return the report as JSON text with sorted, stable content."""
    return escaped_json(json.dumps(as_data(report), indent=2, ensure_ascii=False))


def several(told: Several, **_: object) -> str:
    """Return a list: one report for each project, then one entry with a `problem` for each path
    that could not be checked.
    """
    rows = [as_data(report) for report in told.reports]
    rows += [
        {
            "version": FORMAT,
            "path": one.path,
            "problem": {key: value for key, value in asdict(one).items() if key != "path"},
        }
        for one in told.unchecked
    ]
    return escaped_json(json.dumps(rows, indent=2, ensure_ascii=False)) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    """Return the report as plain data, in the form of DESIGN section 6."""
    return {
        "version": FORMAT,
        "clearance": report.version,
        "project": {
            "name": report.project.name,
            "file": report.project.file,
            "license": report.project.license,
            "purpose": report.project.purpose or "unknown",
            "fields": list(report.project.fields) if report.project.fields is not None else None,
        },
        "summary": {**counts(report), "headline": headline(report)},
        "findings": [finding(one) for one in report.findings],
        "duties": [
            {**asdict(one), "strings": list(one.strings), "place": place(one.place)}
            for one in report.duties
        ],
        "accepted": [finding(one) for one in report.accepted],
        "artifacts": [
            {
                "id": one.id,
                "kind": one.kind,
                "ours": one.ours,
                "source": one.source,
                "license": {part or "whole": name for part, name in one.license},
                "license_from": one.license_from,
                "openness": {
                    o.part: {
                        "level": o.level,
                        "because": o.because,
                        "source": o.source,
                        "gated": o.gated,
                        "arguable": o.arguable,
                    }
                    for o in one.openness
                },
                "effective": {
                    o.part: {key: value for key, value in asdict(o).items() if key != "part"}
                    for o in one.effective
                },
                "reach": [
                    {"source": s, "license": name, "reach": r, "certainty": c}
                    for s, name, r, c in one.reach
                ],
                "place": place(one.place),
            }
            for one in report.artifacts
        ],
        "assumptions": [one.text for one in report.assumptions],
        "skipped": [asdict(one) for one in report.skipped],
        "data_versions": dict(report.data_versions),
    }


def finding(one: Finding) -> dict[str, Any]:
    """Return one finding as plain data."""
    told = asdict(one)
    del told["telling"], told["missing"]
    told["place"] = place(one.place)
    told["sources"] = list(one.sources)
    told["fix"] = list(one.fix)
    told["accepted"] = one.accepted or None
    told["chain"] = [{**asdict(step), "place": place(step.place)} for step in one.chain]
    return told


def place(one: Place) -> dict[str, Any]:
    """Return a place as plain data."""
    return {"file": one.file, "line": one.line, "column": one.column}
