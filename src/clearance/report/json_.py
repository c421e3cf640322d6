"""JSON: the whole report, versioned; its schema is printed by `clearance schema report`."""

from __future__ import annotations

import json
from dataclasses import asdict
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
from clearance.report.headline import counts, headline
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
        "findings": list(map(_finding, report.findings)),
        "duties": list(map(_duty, report.duties)),
        "accepted": list(map(_finding, report.accepted)),
        "artifacts": list(map(_thing, report.artifacts)),
        "assumptions": [assumption.text for assumption in report.assumptions],
        "skipped": [{"path": file.path, "why": file.why} for file in report.skipped],
        "gaps": [asdict(gap) for gap in report.gaps],
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


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "title": finding.title,
        "severity": finding.severity,
        "certainty": finding.certainty,
        "verdict": finding.verdict,
        "topic": finding.topic,
        "message": finding.message,
        "artifact": finding.artifact,
        "source": finding.source,
        "sources": list(finding.sources),
        "license": finding.license,
        "clause": finding.clause,
        "term": finding.term,
        "chain": [{**vars(step), "place": _place(step.place)} for step in finding.chain],
        "place": _place(finding.place),
        "fix": list(finding.fix),
        "key": finding.key,
        "accepted": finding.accepted or None,
    }


def _duty(duty: Duty) -> dict[str, Any]:
    return {**vars(duty), "strings": list(duty.strings), "place": _place(duty.place)}


def _thing(thing: ArtifactReport) -> dict[str, Any]:
    return {
        "id": thing.id,
        "kind": thing.kind,
        "ours": thing.ours,
        "source": thing.source,
        "license": {part or "whole": name for part, name in thing.license},
        "license_from": thing.license_from,
        "openness": {
            level.part: _without(level, "part", "place", "known_from") for level in thing.openness
        },
        "effective": {level.part: _without(level, "part") for level in thing.effective},
        "reach": [
            {"source": source, "license": name, "reach": reach, "certainty": certainty}
            for source, name, reach, certainty in thing.reach
        ],
        "place": _place(thing.place),
    }


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}


def _without(value: object, *names: str) -> dict[str, Any]:
    """Return the fields of a value without some."""
    return {name: field for name, field in vars(value).items() if name not in names}
