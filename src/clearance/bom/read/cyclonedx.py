"""CycloneDX 1.4 to 1.7 as JSON."""

from __future__ import annotations

from typing import Any

from clearance.bom.neutral import NAMESPACE
from clearance.bom.read.common import checked, kind_of, refuse_dangling, source_of, value
from clearance.bom.read.part import Part, Read
from clearance.problems import Problem

VERSIONS = ("1.4", "1.5", "1.6", "1.7")
TEXT = {"type": "string"}
SCHEMA = {
    "type": "object",
    "required": ["bomFormat", "specVersion"],
    "properties": {
        "metadata": {"type": "object", "properties": {"component": {"$ref": "#/$defs/component"}}},
        "components": {"type": "array", "items": {"$ref": "#/$defs/component"}},
        "dependencies": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["ref"],
                "properties": {"ref": TEXT, "dependsOn": {"type": "array", "items": TEXT}},
            },
        },
    },
    "$defs": {
        "component": {
            "type": "object",
            "required": ["name", "type"],
            "properties": {
                "bom-ref": TEXT,
                "name": TEXT,
                "type": TEXT,
                "version": TEXT,
                "group": TEXT,
                "purl": TEXT,
                "licenses": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "expression": TEXT,
                            "license": {"type": "object", "properties": {"id": TEXT, "name": TEXT}},
                        },
                    },
                },
                "properties": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["name"],
                        "properties": {"name": TEXT, "value": TEXT},
                    },
                },
                "externalReferences": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"url": TEXT, "type": TEXT}},
                },
                "modelCard": {
                    "type": "object",
                    "properties": {
                        "modelParameters": {
                            "type": "object",
                            "properties": {
                                "datasets": {"type": "array", "items": {"type": "object"}}
                            },
                        }
                    },
                },
                "pedigree": {
                    "type": "object",
                    "properties": {
                        "ancestors": {"type": "array", "items": {"$ref": "#/$defs/component"}}
                    },
                },
                "components": {"type": "array", "items": {"$ref": "#/$defs/component"}},
            },
        }
    },
}
"""What is read here, not the whole of CycloneDX."""


def read(data: Any, shown: str) -> Read:
    """Return a CycloneDX document in neutral form; raise Problem for versions and types that are
    not CycloneDX's.
    """
    version = data.get("specVersion")
    if version not in VERSIONS:
        raise Problem(
            f"is CycloneDX of version {version!r}; read are {', '.join(VERSIONS)}", where=shown
        )
    checked(data, SCHEMA, shown)
    root = data.get("metadata", {}).get("component")
    parts: list[Part] = []
    links: list[tuple[str, str, str]] = []
    if root:
        parts.append(_part(root, len(parts), root=True))
    for one in data.get("components", []):
        _add(one, "", parts, links)
    known = {part.title: part.ref for part in parts}
    for one in data.get("components", []):
        links += _links(one, known)
    links += [
        (row["ref"], "", other)
        for row in data.get("dependencies", [])
        for other in row.get("dependsOn", [])
    ]
    ids = _ids(data) | {part.ref for part in parts}
    for start, link, other in links:
        for end in (start, other):
            if end and not end.startswith("urn:cdx:"):  # a link to another document
                refuse_dangling(link or "dependsOn", end, ids, shown)
    return Read(root["name"] if root else "", parts, _once(links))


def _ids(value: Any) -> set[str]:
    """Return every bom-ref of a document: services and tools have them, too."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            found |= {one["bom-ref"]} if isinstance(one.get("bom-ref"), str) else set()
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return found


def _add(
    one: dict[str, Any], parent: str, parts: list[Part], links: list[tuple[str, str, str]]
) -> None:
    part = _part(one, len(parts), root=False)
    parts.append(part)
    if parent:
        links.append((parent, "contains", part.ref))
    for inner in one.get("components", []):
        _add(inner, part.ref, parts, links)


def _part(one: dict[str, Any], at: int, *, root: bool) -> Part:
    purl = one.get("purl", "")
    where = next(
        (
            ref.get("url", "")
            for ref in one.get("externalReferences", [])
            if ref.get("type") in ("distribution", "vcs", "website")
        ),
        "",
    )
    title = f"{one['group']}/{one['name']}" if one.get("group") else one["name"]
    names = [
        row.get("expression")
        or row.get("license", {}).get("id")
        or row.get("license", {}).get("name")
        or ""
        for row in one.get("licenses", [])
    ]
    names = [name for name in names if name]
    license_ = (
        names[0]
        if len(names) == 1
        else " AND ".join(f"({name})" if " OR " in name else name for name in names)
    )
    ref = one.get("bom-ref") or f"component-{at}"
    part = Part(
        ref,
        title,
        kind_of(one, [where, purl], root=root),
        source_of(where, [purl]),
        license_,
        license_,
        root=root,
    )
    for row in one.get("properties", []):
        if row["name"].startswith(NAMESPACE) and row["name"] != f"{NAMESPACE}link":
            part.notes.update(value(row["name"].removeprefix(NAMESPACE), row.get("value", "")))
    if part.notes.get("declared") in ("NONE", "NOASSERTION") and not license_:
        part.license = part.declared = part.notes["declared"]
    return part


def _links(one: dict[str, Any], known: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return what a model card and a pedigree say: data sets by reference, ancestors by reference
    or name.
    """
    ref = one.get("bom-ref", "")
    datasets = one.get("modelCard", {}).get("modelParameters", {}).get("datasets", [])
    rows = [(ref, "trained_on", row["ref"]) for row in datasets if isinstance(row.get("ref"), str)]
    for ancestor in one.get("pedigree", {}).get("ancestors", []):
        rows.append((ref, "ancestor", ancestor.get("bom-ref") or known.get(ancestor["name"], "")))
    return rows


def _once(links: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Drop dependencies that a surer link says already."""
    told = {(product, other) for product, link, other in links if link}
    return [row for row in dict.fromkeys(links) if row[1] or (row[0], row[2]) not in told]
