"""`clearance explain` for a known model or data set: what it is, what each purpose may do, what is
owed, how open it is.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from clearance.catalogue.lookup import find, served
from clearance.commands.printed import as_json
from clearance.library.load import Library, library
from clearance.text import clean

if TYPE_CHECKING:
    from clearance.catalogue.lookup import Entry, Part
    from clearance.model import Finding, Report

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
"""Ordinary use of a model -> the manifest of a project that does nothing else."""
DATA_USES = {
    "read": "datasets: {{'{name}': {{source: '{source}', used_for: [run]}}}}",
    "train on it": (
        "datasets: {{'{name}': {{source: '{source}'}}}}\nmodels: {{your model: {{ours: true,"
        " trained_on: '{name}'}}}}"
    ),
    "hand on": "datasets: {{'{name}': {{source: '{source}'}}}}\nreleases: [{{artifact: '{name}'}}]",
}
"""The same for a data set."""
API_USES = {use: USES[use] for use in ("run", "train on its outputs")}
"""What one can do with a model that is only had behind an API."""
ORDER = list(USES | DATA_USES)
SCHEMES = {"api-model": "api", "code": "github"}
"""Kind of an entry -> scheme of its source; the others are on the Hub."""
LINEAGE = ("trained_on", "generated_by", "contains", "derived_from")
MOST_NAMED = 8
"""Names in one line of lineage."""
LONGEST_REASON = 70
"""Characters."""


class Answer(NamedTuple):
    """Whether a purpose may use a thing in one way."""

    answer: str
    """yes, no, depends, mind, contested or unknown"""
    why: str
    """empty for a plain yes that owes nothing"""


Answers = Mapping[str, Mapping[str, Answer]]
"""Purpose -> use -> answer."""


def find_entry(what: str) -> Entry | None:
    """Return the catalogue's entry of an id, of a source, or of a bare name of an API's model."""
    from clearance.scan.names import provider

    return find(what) or served(what) or served(f"api:{provider(what)}/{what}")


def explain(entry: Entry, fmt: str, purpose: str, packs: Sequence[str]) -> str:
    """Return the explanation of a catalogue entry, for one purpose or for all of them."""
    purposes = (purpose,) if purpose else PURPOSES
    answers = {name: _answers(entry, name, packs) for name in purposes}
    if fmt == "json":
        uses = {name: _as_data(by_use) for name, by_use in answers.items()}
        return as_json({**data(entry), "uses": uses})
    lines = [*_head(entry, library(*packs)), "", *_uses(answers), ""]
    lines += [*_openness(entry), *_rest(entry)]
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
        "openness": {part.name: _part_data(part) for part in entry.openness},
        "status": entry.status,
        "confirmed": entry.confirmed,
        "checked": entry.checked,
        "source": entry.source,
        "note": entry.note,
    }


def _part_data(part: Part) -> dict[str, Any]:
    return {
        "level": part.level,
        "reason": part.because,
        "source": part.source,
        "gated": part.gated,
        "arguable": part.arguable or None,
    }


def _as_data(answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {use: answer._asdict() for use, answer in answers.items()}


def _answers(entry: Entry, purpose: str, packs: Sequence[str]) -> dict[str, Answer]:
    """Return use -> answer for one purpose."""
    given = {"source": _source(entry), "name": entry.id.split("/")[-1]}
    head = f"project: {{purpose: {purpose}, fields: []}}\n"
    return {
        use: _answer(_checked(head + form.format(**given), packs))
        for use, form in _forms(entry).items()
    }


def _source(entry: Entry) -> str:
    """Return an entry's source as a manifest writes it."""
    if entry.kind in SCHEMES:
        return f"{SCHEMES[entry.kind]}:{entry.id}"
    is_on_hub = entry.id.count("/") <= 1 and ":" not in entry.id
    return f"{'hf' if is_on_hub else 'url'}:{entry.id}"


def _forms(entry: Entry) -> dict[str, str]:
    if entry.kind == "dataset":
        return DATA_USES
    return API_USES if entry.kind == "api-model" else USES


def _checked(manifest: str, packs: Sequence[str]) -> Report:
    from clearance.check import Options, check_project
    from clearance.manifest.load import loads

    project = loads(manifest, "explain", Path("/nonexistent"))
    return check_project(project, Options(packs=tuple(packs)))


def _answer(report: Report) -> Answer:
    findings = [finding for finding in report.findings if "entry" not in finding.telling.quiet]
    return _forbidden(findings) or _warned(findings) or _allowed(findings, report)


def _forbidden(findings: list[Finding]) -> Answer | None:
    """Return the no of the first error that is settled."""
    for finding in findings:
        if finding.severity == "error" and finding.certainty == "settled":
            clause = f"{finding.license} §{finding.clause}" if finding.clause else ""
            return Answer("no", clause or finding.message)
    return None


def _warned(findings: list[Finding]) -> Answer | None:
    """Return what the first finding says that is more than a note."""
    for finding in findings:
        if finding.severity != "note":
            is_settled = finding.certainty == "settled"
            return Answer("mind" if is_settled else finding.certainty, finding.message)
    return None


def _allowed(findings: list[Finding], report: Report) -> Answer:
    """Return the yes. An answer that hangs on something not stated is no plain yes; the license of
    a copy is the reader's own choice.
    """
    open_topics = {
        finding.topic
        for finding in findings
        if finding.certainty == "unknown" and finding.missing != "releases.license"
    }
    owed = {duty.do for duty in report.duties if duty.certainty == "settled"}
    why = [f"on {', '.join(sorted(open_topics))}"] if open_topics else []
    why += [f"owes {', '.join(sorted(owed))}"] if owed else []
    return Answer("depends" if open_topics else "yes", "; ".join(why))


def _head(entry: Entry, known: Library) -> Iterator[str]:
    licenses = ", ".join(_license(part, name, known) for part, name in entry.license)
    task = f", {entry.task}" if entry.task else ""
    bases = ", ".join(entry.linked("base"))
    yield from (f"# {entry.name}", "")
    yield clean(f"`{entry.id}`, {entry.kind}{task}, {entry.developer}")
    yield f"license: {licenses or 'no license known'}"
    if entry.source:
        yield f"written in: {entry.source}"
    if entry.status != "available":
        yield f"status: {entry.status}"
    if not entry.confirmed:
        yield "unconfirmed: no source could be read"
    if bases:
        yield f"made from: {bases}"


def _license(part: str, name: str, known: Library) -> str:
    key = known.find(name)
    title = known.license(key).form.title if key else "not in the library"
    return f"{f'{part}: ' if part else ''}{name} ({title})"


def _uses(answers: Answers) -> Iterator[str]:
    """Yield a line for each use and answer, with the purposes that it holds for."""
    yield from ("## What you may do", "")
    for (use, answer), purposes in _alike(answers):
        is_for_all = len(purposes) == len(answers) > 1
        who = "any purpose" if is_for_all else ", ".join(purposes)
        why = f": {answer.why}" if answer.why else ""
        yield f"{use:<21} {answer.answer:<10} {who}{why}"


def _alike(answers: Answers) -> list[tuple[tuple[str, Answer], list[str]]]:
    """Return ((use, answer), the purposes that have it), in the order of uses."""
    purposes: dict[tuple[str, Answer], list[str]] = {}
    for purpose, uses in answers.items():
        for use, answer in uses.items():
            why = textwrap.shorten(clean(answer.why), LONGEST_REASON, placeholder=" …")
            purposes.setdefault((use, Answer(answer.answer, why)), []).append(purpose)
    return sorted(purposes.items(), key=lambda row: ORDER.index(row[0][0]))


def _openness(entry: Entry) -> Iterator[str]:
    if entry.openness:
        yield from ("## How open", "")
        yield from map(_part, entry.openness)
        yield ""


def _part(part: Part) -> str:
    gated = " (gated)" if part.gated else ""
    arguable = f" (arguable: {part.arguable})" if part.arguable else ""
    return clean(f"{part.name:<10} {part.level}{gated}{arguable}: {part.because}")


def _rest(entry: Entry) -> Iterator[str]:
    for kind in LINEAGE:
        names = entry.linked(kind)
        if names:
            more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
            shown = ", ".join(names[:MOST_NAMED])
            yield clean(f"{kind.replace('_', ' ')}: {shown}{more}")
    if entry.note:
        yield f"note: {entry.note}"
    yield f"facts checked: {entry.checked}"
