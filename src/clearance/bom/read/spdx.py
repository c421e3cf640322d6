"""SPDX 2.2 and 2.3 in their JSON form (YAML and tag-value arrive as the same data)."""

from __future__ import annotations

from typing import Any

from clearance.bom.read.common import checked, kind_of, named, note, refuse_dangling, source_of
from clearance.bom.read.part import Part, Read
from clearance.problems import Problem

VERSIONS = ("SPDX-2.2", "SPDX-2.3")
SCHEMA = {
    "type": "object",
    "required": ["spdxVersion", "packages"],
    "properties": {
        "spdxVersion": {"type": "string"},
        "name": {"type": "string"},
        "packages": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["SPDXID", "name"],
                "properties": {
                    "SPDXID": {"type": "string"},
                    "name": {"type": "string"},
                    "downloadLocation": {"type": "string"},
                    "licenseDeclared": {"type": "string"},
                    "licenseConcluded": {"type": "string"},
                    "versionInfo": {"type": "string"},
                    "externalRefs": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"referenceLocator": {"type": "string"}},
                        },
                    },
                    "annotations": {"$ref": "#/$defs/annotations"},
                },
            },
        },
        "annotations": {"$ref": "#/$defs/annotations"},
        "relationships": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["spdxElementId", "relationshipType", "relatedSpdxElement"],
                "additionalProperties": {"type": "string"},
            },
        },
        "hasExtractedLicensingInfos": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["licenseId"],
                "properties": {"licenseId": {"type": "string"}, "name": {"type": "string"}},
            },
        },
    },
    "$defs": {
        "annotations": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["comment"],
                "properties": {"comment": {"type": "string"}, "SPDXID": {"type": "string"}},
            },
        }
    },
}
"""What is read here, not the whole of SPDX: a document may say more, and must say this in the right
types.
"""
LINKS = {
    "DESCENDANT_OF": ("ancestor", False),
    "ANCESTOR_OF": ("ancestor", True),
    "GENERATED_FROM": ("", False),
    "GENERATES": ("", True),
    "VARIANT_OF": ("ancestor", False),
    "CONTAINS": ("contains", False),
    "CONTAINED_BY": ("contains", True),
    "DEPENDS_ON": ("", False),
    "DEPENDENCY_OF": ("", True),
    "TEST_DEPENDENCY_OF": ("evaluated_on", True),
    "TEST_TOOL_OF": ("evaluated_with", True),
}
"""Relationship -> (link, whether it runs from object to product)."""


def read(data: Any, shown: str) -> Read:
    """Return an SPDX document in neutral form; raise Problem for versions and types that are not
    SPDX 2's.
    """
    version = data.get("spdxVersion")
    if version not in VERSIONS:
        raise Problem(
            f"is SPDX of version {version!r}; read are {', '.join(VERSIONS)}", where=shown
        )
    checked(data, SCHEMA, shown)
    _refuse_dangling(data, shown)
    described = {
        row["relatedSpdxElement"]
        for row in data.get("relationships", [])
        if row["relationshipType"] == "DESCRIBES"
    }
    described |= {one for one in data.get("documentDescribes", []) if isinstance(one, str)}
    names = {
        one["licenseId"]: one.get("name", "") for one in data.get("hasExtractedLicensingInfos", [])
    }
    parts = [_part(one, described, names) for one in data["packages"]]
    by_ref = {part.ref: part for part in parts}
    for one in data.get("annotations", []):
        if one.get("SPDXID") in by_ref:
            by_ref[one["SPDXID"]].notes.update(note(one["comment"]))
    return Read(data.get("name", ""), parts, _links(data))


def _refuse_dangling(data: dict[str, Any], shown: str) -> None:
    """Raise Problem for the first end of a relationship that is neither in the document nor in one
    that it names.
    """
    held = [
        one
        for section in ("packages", "files", "snippets")
        for one in data.get(section) or []
        if isinstance(one, dict)
    ]
    ids = {
        "NONE",
        "NOASSERTION",
        "SPDXRef-DOCUMENT",
        *(str(one.get("SPDXID")) for one in [data, *held]),
    }
    for row in data.get("relationships", []):
        for end in (row["spdxElementId"], row["relatedSpdxElement"]):
            if not end.startswith("DocumentRef-"):
                refuse_dangling(row["relationshipType"], end, ids, shown)


def _part(one: dict[str, Any], described: set[str], names: dict[str, str]) -> Part:
    purls = [
        ref["referenceLocator"]
        for ref in one.get("externalRefs", [])
        if ref.get("referenceLocator", "").startswith("pkg:")
    ]
    where = one.get("downloadLocation", "")
    declared = one.get("licenseDeclared", "")
    license_ = declared if declared not in ("", "NOASSERTION") else one.get("licenseConcluded", "")
    root = one["SPDXID"] in described
    part = Part(
        one["SPDXID"],
        one["name"],
        kind_of(one, [where, *purls], root=root),
        source_of(where, purls),
        named(license_, names),
        declared,
        root=root,
    )
    for annotation in one.get("annotations", []):
        part.notes.update(note(annotation["comment"]))
    return part


def _links(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    rows = []
    for row in data.get("relationships", []):
        link, turned = LINKS.get(row["relationshipType"], ("-", False))
        ends = (row["spdxElementId"], row["relatedSpdxElement"])
        rows.append((ends[1], link, ends[0]) if turned else (ends[0], link, ends[1]))
    return rows
