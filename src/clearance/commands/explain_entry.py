"""`clearance explain` for a known model or data set: what it is, what each purpose may do, what is
owed, how open it is.
"""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearance.catalogue.lookup import find, served
from clearance.library.load import library
from clearance.text import clean

if TYPE_CHECKING:
    from clearance.catalogue.lookup import Entry
    from clearance.model import Report

PURPOSES = ("research", "personal", "internal", "commercial")
USES = {
    "run": "models: {{'{name}': {{source: '{source}', used_for: [run]}}}}",
    "finetune": (
        "models: {{'{name}': {{source: '{source}'}}, your model: {{ours: true, base: '{name}'}}}}"
    ),
    "train on its outputs": (
        "models: {{'{name}': {{source: '{source}'}}, your model: {{ours: true, task:"
        " text-generation, trained_on: your data}}}}\ndatasets: {{your data: {{ours: true,"
        " generated_by: '{name}'}}}}"
    ),
    "serve": (
        "models: {{'{name}': {{source: '{source}'}}}}\nservices: {{your service: {{serves:"
        " '{name}'}}}}"
    ),
    "hand on": "models: {{'{name}': {{source: '{source}'}}}}\nreleases: [{{artifact: '{name}'}}]",
}
DATA_USES = {
    "read": "datasets: {{'{name}': {{source: '{source}', used_for: [run]}}}}",
    "train on it": (
        "datasets: {{'{name}': {{source: '{source}'}}}}\nmodels: {{your model: {{ours: true,"
        " trained_on: '{name}'}}}}"
    ),
    "hand on": "datasets: {{'{name}': {{source: '{source}'}}}}\nreleases: [{{artifact: '{name}'}}]",
}
API_USES = ("run", "train on its outputs")


def explain(what: str, fmt: str, purpose: str) -> str:
    """Return the explanation of a catalogue entry, or an empty text when the catalogue does not
    know the id.
    """
    from clearance.scan.names import provider

    entry = find(what) or served(what) or served(f"api:{provider(what)}/{what}")
    if entry is None:
        return ""
    told = data(entry)
    uses = {one: _uses(entry, one) for one in ((purpose,) if purpose else PURPOSES)}
    if fmt == "json":
        return json.dumps({**told, "uses": uses}, indent=2, ensure_ascii=False) + "\n"
    lines = [*_head(entry), "", *_table(uses), "", *_openness(entry), *_rest(entry)]
    return "\n".join(lines).rstrip() + "\n"


def data(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain data, in the form of DESIGN section 6."""
    return {
        "id": entry.id,
        "name": entry.name,
        "kind": entry.kind,
        "task": entry.task,
        "licenses": {part or "whole": name for part, name in entry.license},
        "base": list(entry.linked("base")),
        "trained_on": list(entry.linked("trained_on")),
        "generated_by": list(entry.linked("generated_by")),
        "contains": list(entry.linked("contains")),
        "openness": {
            part.name: {
                "level": part.level,
                "reason": part.because,
                "source": part.source,
                "gated": part.gated,
                "arguable": part.arguable or None,
            }
            for part in entry.openness
        },
        "status": entry.status,
        "confirmed": entry.confirmed,
        "checked": entry.checked,
        "source": entry.source,
        "note": entry.note,
    }


def _uses(entry: Entry, purpose: str) -> dict[str, dict[str, Any]]:
    """Return for each ordinary use the answer for one purpose: yes, no, contested or unknown, and
    why.
    """
    from clearance.check import check_project
    from clearance.manifest.load import loads

    scheme = {"api-model": "api", "code": "github"}.get(entry.kind, "hf")
    forms = (
        DATA_USES
        if entry.kind == "dataset"
        else {k: v for k, v in USES.items() if entry.kind != "api-model" or k in API_USES}
    )
    if scheme == "hf" and (entry.id.count("/") > 1 or ":" in entry.id):
        scheme = "url"
    answers = {}
    for name, form in forms.items():
        text = f"project: {{purpose: {purpose}, fields: []}}\n" + form.format(
            source=f"{scheme}:{entry.id}", name=entry.id.split("/")[-1]
        )
        report = check_project(loads(text, "explain", Path("/nonexistent")))
        answers[name] = _answer(report)
    return answers


def _answer(report: Report) -> dict[str, Any]:
    rows = [f for f in report.findings if "entry" not in f.telling.quiet]
    loud = [f for f in rows if f.severity != "note"]
    if any(f.severity == "error" and f.certainty == "settled" for f in loud):
        worst = next(f for f in loud if f.severity == "error" and f.certainty == "settled")
        return {
            "answer": "no",
            "why": f"{worst.license} §{worst.clause}" if worst.clause else worst.message,
        }
    if loud:
        return {
            "answer": loud[0].certainty if loud[0].certainty != "settled" else "mind",
            "why": loud[0].message,
        }
    # an answer that hangs on something not stated is no plain yes; the license of a copy is the
    # reader's own choice
    open_ = sorted(
        {f.topic for f in rows if f.certainty == "unknown" and f.missing != "releases.license"}
    )
    owed = sorted({duty.do for duty in report.duties if duty.certainty == "settled"})
    why = [f"on {', '.join(open_)}"] * bool(open_) + [f"owes {', '.join(owed)}"] * bool(owed)
    return {"answer": "depends" if open_ else "yes", "why": "; ".join(why)}


def _head(entry: Entry) -> list[str]:
    licenses = (
        ", ".join(
            f"{part + ': ' if part else ''}{name} ({_title(name)})" for part, name in entry.license
        )
        or "no license known"
    )
    lines = [
        f"# {entry.name}",
        "",
        clean(
            f"`{entry.id}`, {entry.kind}{', ' + entry.task if entry.task else ''},"
            f" {entry.developer}"
        ),
        f"license: {licenses}",
    ]
    if entry.source:
        lines.append(f"written in: {entry.source}")
    if entry.status != "available":
        lines.append(f"status: {entry.status}")
    if not entry.confirmed:
        lines.append("unconfirmed: no source could be read")
    lines += [f"made from: {', '.join(entry.linked('base'))}"] if entry.linked("base") else []
    return lines


def _title(name: str) -> str:
    known = library()
    found = known.find(name)
    return known.license(found).form.title if found else "not in the library"


def _table(uses: dict[str, dict[str, dict[str, Any]]]) -> list[str]:
    lines = ["## What you may do", ""]
    rows: dict[tuple[str, str, str], list[str]] = {}
    for purpose, answers in uses.items():
        for use, answer in answers.items():
            why = textwrap.shorten(clean(answer["why"]), 70, placeholder=" …")
            rows.setdefault((use, answer["answer"], why), []).append(purpose)
    for (use, answer_, why), purposes in sorted(
        rows.items(), key=lambda row: list(USES | DATA_USES).index(row[0][0])
    ):
        who = "any purpose" if len(purposes) == len(uses) > 1 else ", ".join(purposes)
        lines.append(f"{use:<21} {answer_:<10} {who}{': ' + why if why else ''}")
    return lines


def _openness(entry: Entry) -> list[str]:
    if not entry.openness:
        return []
    lines = ["## How open", ""]
    for part in entry.openness:
        extra = (" (gated)" if part.gated else "") + (
            f" (arguable: {part.arguable})" if part.arguable else ""
        )
        lines.append(clean(f"{part.name:<10} {part.level}{extra}: {part.because}"))
    return [*lines, ""]


def _rest(entry: Entry) -> list[str]:
    lines = []
    for kind in ("trained_on", "generated_by", "contains", "derived_from"):
        if entry.linked(kind):
            rows = entry.linked(kind)
            lines.append(
                clean(
                    f"{kind.replace('_', ' ')}:"
                    f" {', '.join(rows[:8])}{f' and {len(rows) - 8} more' if len(rows) > 8 else ''}"
                )
            )
    lines += [f"note: {entry.note}"] if entry.note else []
    lines += [f"facts checked: {entry.checked}"]
    return lines
