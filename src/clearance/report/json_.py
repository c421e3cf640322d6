"""JSON: the whole report, versioned; its schema is printed by `clearance schema report`."""

from __future__ import annotations

import json
from typing import Any

from clearance.model import (
    ArtifactReport,
    Duty,
    Finding,
    Place,
    Project,
    Report,
    Several,
    Unchecked,
)
from clearance.report.common import counts, headline
from clearance.text import escaped_json

FORMAT = "1"


def render(report: Report, **_: object) -> str:
    """Return the report as JSON text with sorted, stable content."""
    return _text(as_data(report))


def several(run: Several, **_: object) -> str:
    """Return a list: one report for each project, then one entry with a `problem` for each path
    that could not be checked.
    """
    return _text([*map(as_data, run.reports), *map(_unchecked, run.unchecked)]) + "\n"


def _text(data: object) -> str:
    return escaped_json(json.dumps(data, indent=2, ensure_ascii=False))


def as_data(report: Report) -> dict[str, Any]:
    """Return the report as plain data, in the form of DESIGN section 6."""
    return {
        "version": FORMAT,
        "clearance": report.version,
        "project": _project(report.project),
        "summary": {**counts(report), "headline": headline(report)},
        "findings": [finding(one) for one in report.findings],
        "duties": [_duty(one) for one in report.duties],
        "accepted": [finding(one) for one in report.accepted],
        "artifacts": [_thing(one) for one in report.artifacts],
        "assumptions": list(report.assumptions),
        "skipped": [{"path": one.path, "why": one.why} for one in report.skipped],
        "data_versions": dict(report.data_versions),
    }


def _unchecked(path: Unchecked) -> dict[str, Any]:
    return {"version": FORMAT, "path": path.path, "problem": _without(path, "path")}


def _project(project: Project) -> dict[str, Any]:
    return {
        "name": project.name,
        "file": project.file,
        "license": project.license,
        "purpose": project.purpose or "unknown",
        "fields": list(project.fields) if project.fields is not None else None,
    }


def finding(one: Finding) -> dict[str, Any]:
    """Return one finding as plain data."""
    return {
        "rule": one.rule,
        "title": one.title,
        "severity": one.severity,
        "certainty": one.certainty,
        "verdict": one.verdict,
        "topic": one.topic,
        "message": one.message,
        "artifact": one.artifact,
        "source": one.source,
        "sources": list(one.sources),
        "license": one.license,
        "clause": one.clause,
        "term": one.term,
        "chain": [{**vars(step), "place": place(step.place)} for step in one.chain],
        "place": place(one.place),
        "fix": list(one.fix),
        "key": one.key,
        "accepted": one.accepted or None,
    }


def _duty(duty: Duty) -> dict[str, Any]:
    return {**vars(duty), "strings": list(duty.strings), "place": place(duty.place)}


def _thing(thing: ArtifactReport) -> dict[str, Any]:
    return {
        "id": thing.id,
        "kind": thing.kind,
        "ours": thing.ours,
        "source": thing.source,
        "license": {part or "whole": name for part, name in thing.license},
        "license_from": thing.license_from,
        "openness": {one.part: _without(one, "part", "place") for one in thing.openness},
        "effective": {one.part: _without(one, "part") for one in thing.effective},
        "reach": [
            {"source": source, "license": name, "reach": reach, "certainty": certainty}
            for source, name, reach, certainty in thing.reach
        ],
        "place": place(thing.place),
    }


def place(one: Place) -> dict[str, Any]:
    """Return a place as plain data."""
    return {"file": one.file, "line": one.line, "column": one.column}


def _without(value: object, *names: str) -> dict[str, Any]:
    """Return the fields of a value without some."""
    return {name: field for name, field in vars(value).items() if name not in names}
