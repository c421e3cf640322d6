"""SPDX 2.2 and 2.3 in their JSON form (YAML and tag-value arrive as the same data)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clearance.bom.licensing import NOASSERTION, NONE
from clearance.bom.read.common import (
    NO_LINK,
    Meaning,
    checked,
    kind_of,
    named,
    note,
    refuse_dangling,
    refuse_version,
    related,
    source_of,
)
from clearance.bom.read.part import UNSTATED, Part, Read, Relation

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
    "DESCENDANT_OF": Meaning("ancestor"),
    "ANCESTOR_OF": Meaning("ancestor", turned=True),
    "GENERATED_FROM": Meaning(""),
    "GENERATES": Meaning("", turned=True),
    "VARIANT_OF": Meaning("ancestor"),
    "CONTAINS": Meaning("contains"),
    "CONTAINED_BY": Meaning("contains", turned=True),
    "DEPENDS_ON": Meaning(""),
    "DEPENDENCY_OF": Meaning("", turned=True),
    "TEST_DEPENDENCY_OF": Meaning("evaluated_on", turned=True),
    "TEST_TOOL_OF": Meaning("evaluated_with", turned=True),
}
"""Relationship -> what it says in words of the manifest; every other one is no link."""


def read(data: Any, shown: str) -> Read:
    """Return an SPDX document in neutral form; raise Problem for versions and types that are not
    SPDX 2's.
    """
    refuse_version("SPDX", data.get("spdxVersion"), VERSIONS, shown)
    checked(data, SCHEMA, shown)
    _refuse_dangling(data, shown)
    described, names = _described(data), _license_names(data)
    parts = [_part(package, described, names) for package in data["packages"]]
    _add_notes(parts, data.get("annotations", []))
    return Read(data.get("name", ""), parts, [_relation(row) for row in _relationships(data)])


def _relationships(data: dict[str, Any]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = data.get("relationships", [])
    return rows


def _refuse_dangling(data: dict[str, Any], shown: str) -> None:
    """Raise Problem for the first end of a relationship that is neither in the document nor in one
    that it names.
    """
    ids = {NONE, NOASSERTION, "SPDXRef-DOCUMENT", *_ids(data)}
    for row in _relationships(data):
        for end in (row["spdxElementId"], row["relatedSpdxElement"]):
            if not end.startswith("DocumentRef-"):
                refuse_dangling(row["relationshipType"], end, ids, shown)


def _ids(data: dict[str, Any]) -> Iterator[str]:
    """Yield the id of the document and of everything in it that has one."""
    yield str(data.get("SPDXID"))
    for section in ("packages", "files", "snippets"):
        for element in data.get(section) or []:
            if isinstance(element, dict):
                yield str(element.get("SPDXID"))


def _described(data: dict[str, Any]) -> set[str]:
    """Return the ids of what the document is about: SPDX has two ways to say it."""
    by_relationship = {
        row["relatedSpdxElement"]
        for row in _relationships(data)
        if row["relationshipType"] == "DESCRIBES"
    }
    return by_relationship.union(
        ref for ref in data.get("documentDescribes", []) if isinstance(ref, str)
    )


def _license_names(data: dict[str, Any]) -> dict[str, str]:
    """Return LicenseRef -> the name that the document gives it; empty where it gives none."""
    return {
        info["licenseId"]: info.get("name", "")
        for info in data.get("hasExtractedLicensingInfos", [])
    }


def _part(package: dict[str, Any], described: set[str], names: dict[str, str]) -> Part:
    ref, where, purls = package["SPDXID"], package.get("downloadLocation", ""), _purls(package)
    part = Part(
        ref,
        package["name"],
        kind_of(package, [where, *purls], root=ref in described),
        source_of(where, purls),
        named(_license(package), names),
        package.get("licenseDeclared", ""),
        root=ref in described,
    )
    for annotation in package.get("annotations", []):
        part.notes.update(note(annotation["comment"]))
    return part


def _purls(package: dict[str, Any]) -> list[str]:
    locators = (row.get("referenceLocator", "") for row in package.get("externalRefs", []))
    return [locator for locator in locators if locator.startswith("pkg:")]


def _license(package: dict[str, Any]) -> str:
    """Return the declared license, or the concluded one where none is declared."""
    declared: str = package.get("licenseDeclared", "")
    return package.get("licenseConcluded", "") if declared in UNSTATED else declared


def _add_notes(parts: list[Part], annotations: list[dict[str, str]]) -> None:
    """Add the notes that stand beside the packages, and name theirs."""
    by_ref = {part.ref: part for part in parts}
    for annotation in annotations:
        part = by_ref.get(annotation.get("SPDXID", ""))
        if part:
            part.notes.update(note(annotation["comment"]))


def _relation(row: dict[str, str]) -> Relation:
    meaning = LINKS.get(row["relationshipType"], NO_LINK)
    return related(meaning, row["spdxElementId"], row["relatedSpdxElement"])
