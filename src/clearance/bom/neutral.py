"""The neutral form of a bill of materials: items, edges, license references; every format is
written from it.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import json
import os
import re
import uuid
from dataclasses import dataclass
from typing import Any

from clearance.bom.entries import carried, entry, head, implied
from clearance.bom.licensing import Declared, LicenseRef, Namer
from clearance.library.load import Library
from clearance.model import Project, Report, Thing
from clearance.problems import Problem
from clearance.text import clean, epoch_time

ROOT = "project"
NAMESPACE = "clearance:"
"""Prefix of every property and annotation of ours."""


@dataclass(frozen=True)
class Item:
    """One thing of the project, or the project itself (kind `project`)."""

    ref: str
    """letters, digits, dots and dashes; unique in the document"""
    name: str
    """the thing's name in the manifest, and the key that links use"""
    kind: str
    title: str
    version: str
    download: str
    """a URL, NONE where there is nothing to download, NOASSERTION where nobody said"""
    purl: str
    license: Declared
    notes: tuple[tuple[str, str], ...]
    """(key below NAMESPACE, JSON text)"""
    thing: Thing | None = None

    @property
    def supplier(self) -> str:
        """Return the account that hands the thing out, where its source names one."""
        scheme, _, rest = (self.thing.source if self.thing else "").partition(":")
        path = rest.removeprefix("datasets/").removeprefix("spaces/")
        return clean(path.partition("/")[0]) if scheme in ("hf", "github") and "/" in path else ""


@dataclass(frozen=True)
class Edge:
    """One link of the graph, between refs."""

    product: str
    kind: str
    object: str
    how: str
    known_from: str

    @property
    def comment(self) -> str:
        """Return the exact link, for formats that have fewer words than the manifest."""
        told = (
            {"link": self.kind}
            | ({"how": self.how} if self.how else {})
            | ({"known-from": self.known_from} if self.known_from else {})
        )
        return f"{NAMESPACE}link {encoded(told)}"


@dataclass(frozen=True)
class Bom:
    """A whole bill of materials."""

    name: str
    created: datetime.datetime
    items: tuple[Item, ...]
    edges: tuple[Edge, ...]
    licenses: tuple[LicenseRef, ...]

    @property
    def root(self) -> Item:
        """Return the project's own item."""
        return self.items[0]

    @functools.cached_property
    def made_from(self) -> dict[str, list[Edge]]:
        """Return ref -> the links whose product it is."""
        found: dict[str, list[Edge]] = {}
        for edge in self.edges:
            found.setdefault(edge.product, []).append(edge)
        return found

    @property
    def outward(self) -> list[Item]:
        """Return what the document is about: the project and what leaves it."""
        return [item for item in self.items if item.kind in ("project", "release", "service")]

    @property
    def used(self) -> list[Item]:
        """Return what the project itself uses, by no link."""
        return [item for item in self.items if item.thing and item.thing.used_for]

    @functools.cached_property
    def uuid(self) -> uuid.UUID:
        """Return an id that is the same for the same content, and another for another."""
        content = repr((self.created, self.items, self.edges, self.licenses))
        return uuid.uuid5(
            uuid.NAMESPACE_URL, hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()
        )

    @property
    def namespace(self) -> str:
        """Return what SPDX ids begin with."""
        return f"https://spdx.org/spdxdocs/clearance-{self.uuid}"


def collect(declared: Project, report: Report, known: Library) -> Bom:
    """Return the bill of materials of a project: `declared` as its manifest says, `report` with
    what is known beside it.

    Raises Problem when SOURCE_DATE_EPOCH is no number of seconds.
    """
    project = report.project
    declared = carried(declared, project)
    said = {thing.name: thing for thing in declared.things}
    namer = Namer(known)
    refs: dict[str, str] = {}
    taken = {ROOT}
    told = _told(report)
    items = [_root(declared, namer)]
    for thing in project.things:
        refs[thing.name] = _ref(thing, taken)
        taken.add(refs[thing.name])
        own = said.get(thing.name)
        notes: list[tuple[str, Any]] = [("kind", thing.kind), ("name", thing.name)]
        if own is None:
            notes.append(("known-from", "catalogue"))
        elif not implied(declared, own):
            notes.append(("entry", entry(declared, own)))
        items.append(
            _item(
                thing,
                refs[thing.name],
                namer,
                [*notes, *_openness(thing), *told.get(thing.name, [])],
            )
        )
    edges = tuple(
        Edge(refs[link.product], link.kind, refs[link.object], link.how, link.known_from)
        for link in project.links
    )
    return Bom(clean(declared.name), created(), tuple(items), edges, namer.refs)


def created() -> datetime.datetime:
    """Return the time that documents bear: SOURCE_DATE_EPOCH where it is set, else now; whole
    seconds, UTC.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if seconds is None:
        return datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    time = epoch_time(seconds)
    if time is None:
        raise Problem(f"SOURCE_DATE_EPOCH is {seconds!r}, which is no number of seconds")
    return time


def encoded(value: Any) -> str:
    """Return JSON text without angle brackets, so that it may stand inside any markup and any tag."""
    return (
        json.dumps(value, ensure_ascii=True, sort_keys=False)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
    )


def _root(project: Project, namer: Namer) -> Item:
    licenses = (("", project.license),) if project.license else ()
    thing = Thing(project.name, "code", ours=True, license=licenses, license_from="manifest")
    license_ = namer.of(thing)
    notes = (
        ("kind", encoded(ROOT)),
        ("head", encoded(head(project))),
        ("declared", encoded(license_.declared)),
    )
    return Item(
        ROOT,
        project.name,
        ROOT,
        clean(project.name) or "project",
        "",
        "NOASSERTION",
        "",
        license_,
        notes,
    )


def _item(thing: Thing, ref: str, namer: Namer, notes: list[tuple[str, Any]]) -> Item:
    download, purl, version = location(thing)
    title = clean(thing.alias or thing.name.removeprefix("release:")) or ref
    license_ = namer.of(thing)
    notes = [*notes, ("declared", license_.declared)]
    return Item(
        ref,
        thing.name,
        thing.kind,
        title,
        version,
        download,
        purl,
        license_,
        tuple((key, encoded(value)) for key, value in notes),
        thing,
    )


def _openness(thing: Thing) -> list[tuple[str, Any]]:
    return [("openness", {one.part: one.level for one in thing.openness})] if thing.openness else []


def _told(report: Report) -> dict[str, list[tuple[str, Any]]]:
    """Return what the check says of each thing, findings and duties, for readers; not read back."""
    notes: dict[str, list[tuple[str, Any]]] = {}
    for one in report.findings:
        told = {
            "rule": one.rule,
            "severity": one.severity,
            "certainty": one.certainty,
            "message": one.message,
        }
        notes.setdefault(one.artifact, []).append(("finding", told))
    for duty in report.duties:
        owed = {
            "do": duty.do,
            "for": duty.source,
            "license": duty.license,
            "clause": duty.clause,
            "status": duty.status,
        }
        notes.setdefault(duty.artifact, []).append(("duty", owed))
    return notes


def _ref(thing: Thing, taken: set[str]) -> str:
    plain = (
        re.sub(r"[^A-Za-z0-9.]+", "-", thing.name.removeprefix("release:")).strip("-.") or "unnamed"
    )
    ref, count = f"{thing.kind}-{plain}", 1
    while ref in taken:
        count += 1
        ref = f"{thing.kind}-{plain}-{count}"
    return ref


def location(thing: Thing) -> tuple[str, str, str]:
    """Return (download location, package URL, version) of a thing's source."""
    scheme, _, rest = thing.source.partition(":")
    rest, _, version = rest.partition("@") if scheme in ("hf", "github") else (rest, "", "")
    if scheme == "hf":
        path = rest.removeprefix("datasets/").removeprefix("spaces/")
        folder = (
            "datasets/"
            if thing.kind == "dataset"
            else "spaces/"
            if rest.startswith("spaces/")
            else ""
        )
        return (
            _versioned(f"https://huggingface.co/{folder}{path}", version),
            _purl("huggingface", path, version) if thing.kind == "model" else "",
            version,
        )
    if scheme == "github":
        return (
            _versioned(f"https://github.com/{rest}", version),
            _purl("github", rest.lower(), version),
            version,
        )
    if scheme == "api":
        return "NONE", "", ""  # an API's model cannot be had
    if (
        scheme == "url"
        and re.fullmatch(r"https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,5}(:\d{1,5})?(/[\x21-\x7e]*)?", rest)
        and not re.search(r'[<>"\\^`{|}]', rest)
    ):
        return rest, "", ""
    return "NOASSERTION", "", ""


def _versioned(url: str, version: str) -> str:
    return f"git+{url}@{version}" if version else url


def _purl(kind: str, path: str, version: str) -> str:
    return f"pkg:{kind}/{path}" + (f"@{version}" if version else "")
