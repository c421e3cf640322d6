"""The JSON Schema of the JSON report."""

from __future__ import annotations

from typing import Any

from clearance import words as w
from clearance.report.json_ import FORMAT

_STRING = {"type": "string"}
_BOOLEAN = {"type": "boolean"}


def _enum(kind: object, *more: str) -> dict[str, Any]:
    return {"enum": [*w.words(kind), *more]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has all of these properties and no other."""
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


def _map(keys: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "propertyNames": keys, "additionalProperties": item}


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_GAP = _object(
    {
        "kind": _STRING,
        "where": _STRING,
        "why": _STRING,
        "what_to_do": _STRING,
        "hides": {"enum": ["references", "thing"]},
    }
)
_COUNT = {"type": "integer", "minimum": 0}
_PLACE = _object({"file": _STRING, "line": _COUNT, "column": _COUNT})
_STEP = _object(
    {
        "thing": _STRING,
        "link": _STRING,
        "how": _STRING,
        "by_us": _BOOLEAN,
        "reach": _STRING,
        "license": _STRING,
        "place": _PLACE,
    }
)
_FINDING = _object(
    {
        "rule": _STRING,
        "title": _STRING,
        "severity": _enum(w.Severity),
        "certainty": _enum(w.Certainty),
        "verdict": _enum(w.Verdict, "silent", ""),
        "topic": _enum(w.Topic),
        "message": _STRING,
        "artifact": _STRING,
        "source": _STRING,
        "sources": _list(_STRING),
        "license": _STRING,
        "clause": _STRING,
        "term": _STRING,
        "chain": _list(_STEP),
        "place": _PLACE,
        "fix": _list(_STRING),
        "key": _STRING,
        "accepted": {"type": ["string", "null"]},
    }
)
_DUTY = _object(
    {
        "topic": _enum(w.Topic),
        "do": _enum(w.Do),
        "artifact": _STRING,
        "source": _STRING,
        "license": _STRING,
        "clause": _STRING,
        "says": _STRING,
        "strings": _list(_STRING),
        "status": {"enum": ["met", "unmet", "uncheckable"]},
        "certainty": _enum(w.Certainty),
        "place": _PLACE,
        "expected": _STRING,
        "evidence": _STRING,
    }
)
_LEVEL = _object(
    {
        "level": _enum(w.Level),
        "because": _STRING,
        "source": _STRING,
        "gated": _BOOLEAN,
        "arguable": _enum(w.Level, ""),
    }
)
_EFFECTIVE = _object(
    {
        "own": _enum(w.Level, ""),
        "level": _enum(w.Level, "unknown"),
        "license_open": {"enum": ["osi", "open", "no", "unknown"]},
        "presumed": _BOOLEAN,
        "gated": _BOOLEAN,
        "arguable": _enum(w.Level, ""),
        "because": _STRING,
    }
)
_ARTIFACT = _object(
    {
        "id": _STRING,
        "kind": _enum(w.Kind),
        "ours": _BOOLEAN,
        "source": _STRING,
        "license": {"type": "object", "additionalProperties": _STRING},
        "license_from": _STRING,
        "openness": _map(_enum(w.Part), _LEVEL),
        "effective": _map(_enum(w.Part), _EFFECTIVE),
        "reach": _list(
            _object(
                {
                    "source": _STRING,
                    "license": _STRING,
                    "reach": _enum(w.Reach),
                    "certainty": _enum(w.Certainty),
                }
            )
        ),
        "place": _PLACE,
    }
)
_VERSION = {"const": FORMAT}
_REPORT = _object(
    {
        "version": _VERSION,
        "clearance": _STRING,
        "project": {"type": "object", "required": ["name", "file", "license", "purpose", "fields"]},
        "summary": {
            "type": "object",
            "required": ["error", "warning", "note", "headline"],
            "properties": {"headline": _STRING},
            "additionalProperties": _COUNT,
        },
        "findings": _list(_FINDING),
        "duties": _list(_DUTY),
        "accepted": _list(_FINDING),
        "artifacts": _list(_ARTIFACT),
        "assumptions": _list(_STRING),
        "skipped": _list(_object({"path": _STRING, "why": _STRING})),
        "gaps": _list(_GAP),
        "data_versions": {"type": "object", "additionalProperties": _STRING},
    }
)
_PROBLEM = _object(
    {"message": _STRING, "where": _STRING, "hint": _STRING, "code": {"enum": [2, 4]}}
)
_UNCHECKED = _object({"version": _VERSION, "path": _STRING, "problem": _PROBLEM})
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Clearance report",
    "description": (
        "One project: a report. Several paths in one run: a list of reports, and of paths that"
        " could not be checked."
    ),
    "$defs": {"report": _REPORT, "unchecked": _UNCHECKED},
    "if": {"type": "array"},
    "then": {
        "items": {
            "if": {"required": ["problem"]},
            "then": {"$ref": "#/$defs/unchecked"},
            "else": {"$ref": "#/$defs/report"},
        }
    },
    "else": {"$ref": "#/$defs/report"},
}
"""Draft 2020-12; `clearance schema report` prints it."""
