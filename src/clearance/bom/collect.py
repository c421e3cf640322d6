"""A project and what a check says of it, collected as a bill of materials."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable
from typing import Any

from clearance.bom.entries import carried, entry, head, implied
from clearance.bom.licensing import NOASSERTION, Namer
from clearance.bom.location import location
from clearance.bom.names import free
from clearance.bom.neutral import ROOT, Bom, Edge, Item, encoded
from clearance.library.load import Library
from clearance.model import Duty, Finding, LicenseOf, Project, Report, Thing, alias_of
from clearance.problems import Problem
from clearance.text import clean, epoch_time

Note = tuple[str, Any]
"""(key below NAMESPACE, plain data)"""


def collect(declared: Project, report: Report, known: Library) -> Bom:
    """Return the bill of materials of a project: `declared` as its manifest says, `report` with
    what is known beside it.

    Raises Problem when SOURCE_DATE_EPOCH is no number of seconds.
    """
    project = report.project
    declared = carried(declared, project)
    namer = Namer(known)
    refs = _refs(project.things)
    remarks = _remarks(report)
    items = [_root(declared, namer)]
    for thing in project.things:
        notes = [*_identity(declared, thing), *_openness(thing), *remarks.get(thing.name, [])]
        items.append(_item(thing, refs[thing.name], namer, notes))
    edges = [
        Edge(refs[link.product], link.kind, refs[link.object], link.how, link.known_from)
        for link in project.links
    ]
    return Bom(clean(declared.name), created(), tuple(items), tuple(edges), namer.refs)


def created() -> datetime.datetime:
    """Return the time that documents bear: SOURCE_DATE_EPOCH where it is set, else now; whole
    seconds, UTC.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    time = epoch_time(epoch)
    if time is None:
        raise Problem(f"SOURCE_DATE_EPOCH is {epoch!r}, which is no number of seconds")
    return time


def _refs(things: Iterable[Thing]) -> dict[str, str]:
    """Return name -> ref, each once in the document."""
    refs: dict[str, str] = {}
    taken = {ROOT}
    for thing in things:
        ref = free(_ref(thing), taken.__contains__)
        taken.add(ref)
        refs[thing.name] = ref
    return refs


def _ref(thing: Thing) -> str:
    name = re.sub(r"[^A-Za-z0-9.]+", "-", thing.name.removeprefix("release:")).strip("-.")
    return f"{thing.kind}-{name or 'unnamed'}"


def _root(project: Project, namer: Namer) -> Item:
    licenses = (LicenseOf("", project.license),) if project.license else ()
    thing = Thing(project.name, "code", ours=True, license=licenses, license_from="manifest")
    license_ = namer.of(thing)
    notes: list[Note] = [("kind", ROOT), ("head", head(project)), ("declared", license_.declared)]
    return Item(
        ROOT,
        project.name,
        ROOT,
        title=clean(project.name) or "project",
        version="",
        download=NOASSERTION,
        purl="",
        license=license_,
        notes=_encoded(notes),
    )


def _item(thing: Thing, ref: str, namer: Namer, notes: list[Note]) -> Item:
    place, license_ = location(thing), namer.of(thing)
    return Item(
        ref,
        thing.name,
        thing.kind,
        title=clean(alias_of(thing) or thing.name.removeprefix("release:")) or ref,
        version=place.version,
        download=place.download,
        purl=place.purl,
        license=license_,
        notes=_encoded([*notes, ("declared", license_.declared)]),
        thing=thing,
    )


def _encoded(notes: list[Note]) -> tuple[tuple[str, str], ...]:
    return tuple((key, encoded(value)) for key, value in notes)


def _identity(declared: Project, thing: Thing) -> list[Note]:
    """Return kind and name, and what the manifest says of a thing; what only the catalogue knows of
    is marked.
    """
    notes: list[Note] = [("kind", thing.kind), ("name", thing.name)]
    own = declared.named.get(thing.name)
    if own is None:
        return [*notes, ("known-from", "catalogue")]
    return notes if implied(declared, own) else [*notes, ("entry", entry(declared, own))]


def _openness(thing: Thing) -> list[Note]:
    levels = {openness.part: openness.level for openness in thing.openness}
    return [("openness", levels)] if levels else []


def _remarks(report: Report) -> dict[str, list[Note]]:
    """Return name -> what the check says of a thing, findings and duties; for readers, and not read
    back.
    """
    notes: dict[str, list[Note]] = {}
    for finding in report.findings:
        notes.setdefault(finding.artifact, []).append(("finding", _finding(finding)))
    for duty in report.duties:
        notes.setdefault(duty.artifact, []).append(("duty", _duty(duty)))
    return notes


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "certainty": finding.certainty,
        "message": finding.message,
    }


def _duty(duty: Duty) -> dict[str, str]:
    return {
        "do": duty.do,
        "for": duty.source,
        "license": duty.license,
        "clause": duty.clause,
        "status": duty.status,
    }
