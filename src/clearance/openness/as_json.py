"""The openness of a project as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from clearance.model import Step
from clearance.openness.effective import Effective
from clearance.openness.evidence import Answer, Named
from clearance.openness.mof import Result
from clearance.openness.survey import Row, Survey
from clearance.openness.wording import because
from clearance.text import escaped_json

FORMAT = "1"


def as_json(survey: Survey) -> str:
    """Return the survey as JSON."""
    document = {
        "version": FORMAT,
        "project": survey.project,
        "things": [_thing(row) for row in survey.rows],
        "claims": [asdict(claim) for claim in survey.claims],
        "evidence": [_evidence(named, answer) for named, answer in survey.evidence.items()],
    }
    return escaped_json(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"


def _thing(row: Row) -> dict[str, Any]:
    return {
        "id": row.thing.name,
        "kind": row.thing.kind,
        "ours": row.thing.ours,
        "source": row.thing.source,
        "claims": list(row.claims),
        "parts": {part.part: _part(part) for part in row.parts},
        "mof": _mof(row.mof) if row.mof else None,
    }


def _part(part: Effective) -> dict[str, Any]:
    own = part.own
    return {
        "declared": own.level if own else None,
        "effective": part.level,
        "at_most": part.at_most,
        "because": own.because if own else "",
        "source": own.source if own else "",
        "gated": own.gated if own else None,
        "arguable": (own.arguable or None) if own else None,
        "license": part.license,
        "license_open": part.license_open,
        "lowered_by": because(part) if part.steps else None,
        "steps": [_step(step) for step in part.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    place = asdict(step.place)
    return {"thing": step.thing, "link": step.link, "how": step.how, "place": place}


def _mof(result: Result) -> dict[str, Any]:
    return {
        "class": result.class_,
        "label": result.label,
        "progress": {str(number): round(percent, 1) for number, percent in result.progress},
        "missing": list(result.missing),
        "not_open": list(result.closed),
        "components": [asdict(component) for component in result.components],
    }


def _evidence(named: Named, answer: Answer) -> dict[str, Any]:
    return {
        "thing": named.thing.name,
        "part": named.part,
        "evidence": named.text,
        "state": answer.state,
        "why": answer.why,
        "place": asdict(named.place),
    }
