"""SPDX 3.0 as JSON-LD in the compact form that the specification fixes; read as plain JSON, without
a library.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from clearance.bom.read.common import (
    NO_LINK,
    Meaning,
    checked,
    kind_of,
    note,
    refuse_dangling,
    related,
    source_of,
)
from clearance.bom.read.jsonld import Element, flat, listed
from clearance.bom.read.licenses_spdx3 import Licenses, LicenseText, imported
from clearance.bom.read.part import UNSTATED, Part, Read, Relation
from clearance.problems import Problem
from clearance.text import clean

VERSIONS = ("3.0.0", "3.0.1")
TEXT = {"type": "string"}
TEXTS = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
"""JSON-LD lets one value stand for a list of one."""
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type"],
        "properties": {
            "type": TEXT,
            "spdxId": TEXT,
            "name": TEXT,
            "specVersion": TEXT,
            "comment": TEXT,
            "statement": TEXT,
            "subject": TEXT,
            "from": TEXT,
            "to": TEXTS,
            "relationshipType": TEXT,
            "scope": TEXT,
            "rootElement": TEXTS,
            "element": TEXTS,
            "software_primaryPurpose": TEXT,
            "software_downloadLocation": TEXT,
            "software_homePage": TEXT,
            "software_packageUrl": TEXT,
            "simplelicensing_licenseExpression": TEXT,
            "expandedlicensing_member": TEXTS,
            "expandedlicensing_subjectLicense": TEXT,
            "expandedlicensing_subjectExtendableLicense": TEXT,
            "expandedlicensing_subjectAddition": TEXT,
            "simplelicensing_customIdToUri": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["key"],
                    "properties": {"key": TEXT, "value": TEXT},
                },
            },
            "externalIdentifier": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"externalIdentifierType": TEXT, "identifier": TEXT},
                },
            },
            "import": {
                "type": "array",
                "items": {"type": "object", "properties": {"externalSpdxId": TEXT}},
            },
        },
        "if": {"properties": {"type": {"type": "string", "pattern": "Relationship$"}}},
        "then": {"required": ["from", "to", "relationshipType"]},
    },
}
"""What is read here, not the whole of SPDX."""
LINKS = {
    "trainedOn": Meaning("trained_on"),
    "testedOn": Meaning("evaluated_on"),
    "descendantOf": Meaning("ancestor"),
    "ancestorOf": Meaning("ancestor", turned=True),
    "hasVariant": Meaning("ancestor", turned=True),
    "generates": Meaning("", turned=True),
    "contains": Meaning("contains"),
    "hasStaticLink": Meaning("contains"),
    "hasDynamicLink": Meaning("contains"),
    "dependsOn": Meaning(""),
    "usesTool": Meaning("annotated_by"),
}
"""Relationship -> what it says in words of the manifest; every other one is no link."""
KIND = {"ai_AIPackage": "model", "dataset_DatasetPackage": "dataset", "dataset_Dataset": "dataset"}
"""Class -> kind, where it tells."""
PACKAGES = {*KIND, "software_Package"}
"""Classes whose elements are parts; a file is one only where it was trained or trained on."""
COLLECTIONS = ("SpdxDocument", "software_Sbom", "Bom", "Bundle")
MEANT = re.compile("software_|ai_|dataset_|simplelicensing_|expandedlicensing_")
"""Types whose ids are referred to here; that of a relationship or an agent may stand twice without
harm.
"""
INDIVIDUAL = re.compile(
    r"""
    https://spdx\.org/rdf/3\.0\.[01]/terms/Core/(NoneElement|NoAssertionElement|Spdx\w+)
    | NoneElement
    | NoAssertionElement
    """,
    re.VERBOSE,
)
"""What SPDX itself holds, and no document."""


@dataclass(frozen=True)
class _Graph:
    """The elements of a document, and how they are found."""

    elements: list[Element]
    """in the order of the document, the inner before the outer"""
    by_id: dict[str, Element]
    """spdxId -> element; what has no id is not in it"""
    relationships: list[Element]
    """the elements whose class is a relationship: each has from, to and relationshipType"""


def mentions(data: dict[str, Any]) -> bool:
    """Say whether a document calls itself SPDX 3."""
    context = str(data.get("@context", ""))[:2000]
    return "spdx.org/rdf/" in context or "spdx-context" in context


def read(data: Any, shown: str) -> Read:
    """Return an SPDX 3.0 document in neutral form; raise Problem for versions, types and references
    that are not SPDX 3.0's.
    """
    elements = flat(data, shown)
    _refuse_twice(elements, shown)
    _refuse_versions(data, elements, shown)
    checked(elements, SCHEMA, shown)
    graph = _graph(elements)
    _refuse_dangling(graph, shown)
    parts = _parts(graph, Licenses(graph.by_id, shown))
    _add_notes(parts, elements)
    return Read(_name(elements), parts, _relations(graph))


def _graph(elements: list[Element]) -> _Graph:
    return _Graph(
        elements,
        {element["spdxId"]: element for element in elements if "spdxId" in element},
        [element for element in elements if element["type"].endswith("Relationship")],
    )


def _refuse_twice(elements: list[Element], shown: str) -> None:
    """Raise Problem for an id that two elements have which are not the same: the one that was read
    would be a matter of chance.
    """
    seen: dict[str, Element] = {}
    for element in elements:
        ref = str(element.get("spdxId", ""))
        if ref and element != seen.get(ref, element) and MEANT.match(str(element.get("type"))):
            raise Problem(f'has the id "{clean(ref)}" twice', where=shown)
        seen[ref] = element


def _refuse_versions(data: Any, elements: list[Element], shown: str) -> None:
    """Raise Problem where the context or an element names a version that is not read, or none is
    named.
    """
    named = _versions(data, elements)
    unread = sorted(named - {*VERSIONS, "3.0"})
    if unread or not named:
        which = f"of version {unread[0][:20]!r}" if unread else "that names no version"
        raise Problem(f"is SPDX {which}; read are {', '.join(VERSIONS)}", where=shown)


def _versions(data: Any, elements: list[Element]) -> set[str]:
    in_context = {
        version
        for context in listed(data.get("@context"))
        for version in re.findall(r"/rdf/v?([0-9.]+)/", str(context))
    }
    return in_context.union(
        str(element["specVersion"]) for element in elements if "specVersion" in element
    )


def _refuse_dangling(graph: _Graph, shown: str) -> None:
    """Raise Problem for the first end of a relationship that is neither in the document nor said to
    be in another one.
    """
    ids = {*graph.by_id, *imported(graph.by_id)}
    for row in graph.relationships:
        for end in _ends(row):
            if not INDIVIDUAL.fullmatch(end):
                refuse_dangling(row["relationshipType"], end, ids, shown)


def _ends(row: Element) -> list[str]:
    """Return the ids at the ends of a relationship, but for licenses: Licenses looks for them."""
    if row["relationshipType"].endswith("License"):
        return [row["from"]]
    return [row["from"], *listed(row["to"])]


def _parts(graph: _Graph, licenses: Licenses) -> list[Part]:
    """Return the packages, data sets and trained files, in the order that the document gives them:
    a graph has none of its own, a list of elements has.
    """
    declared = _licensed(graph, "hasDeclaredLicense")
    concluded = _licensed(graph, "hasConcludedLicense")
    roots, trained = _roots(graph), _trained(graph)
    parts = [
        _part(
            element,
            KIND.get(element["type"]) or trained.get(ref, ""),
            (licenses.of(declared.get(ref, [])), licenses.of(concluded.get(ref, []))),
            root=ref in roots,
        )
        for ref, element in graph.by_id.items()
        if element["type"] in PACKAGES or (element["type"] == "software_File" and ref in trained)
    ]
    positions = _positions(graph.elements)
    return sorted(parts, key=lambda part: positions.get(part.ref, len(positions)))


def _licensed(graph: _Graph, kind: str) -> dict[str, list[str]]:
    """Return id -> the licenses that relationships of one type give it."""
    licenses: dict[str, list[str]] = {}
    for row in graph.relationships:
        if row["relationshipType"] == kind:
            licenses.setdefault(row["from"], []).extend(listed(row["to"]))
    return licenses


def _roots(graph: _Graph) -> set[str]:
    """Return what the document is about: root elements, through bills of materials, and what is
    described.
    """
    roots = {
        ref
        for element in graph.elements
        if element["type"] in COLLECTIONS
        for ref in listed(element.get("rootElement"))
    }
    return roots.union(
        ref
        for element in graph.elements
        if _describes_document(element, graph)
        for ref in listed(element["to"])
    )


def _describes_document(element: Element, graph: _Graph) -> bool:
    if element.get("relationshipType") != "describes":
        return False
    return graph.by_id.get(element["from"], {}).get("type") in COLLECTIONS


def _trained(graph: _Graph) -> dict[str, str]:
    """Return id -> kind of what was trained, and of what something was trained or tested on.

    A file among them speaks for itself; else its package does.
    """
    runs = [
        row for row in graph.relationships if row["relationshipType"] in ("trainedOn", "testedOn")
    ]
    kinds = {end: "dataset" for row in runs for end in listed(row["to"])}
    return kinds | {row["from"]: "model" for row in runs}


def _positions(elements: list[Element]) -> dict[str, int]:
    """Return id -> where it stands in a list of elements."""
    return {
        ref: at
        for element in elements
        if element["type"] in COLLECTIONS
        for at, ref in enumerate(listed(element.get("element")))
    }


def _part(
    element: Element, kind: str, licenses: tuple[LicenseText, LicenseText], *, root: bool
) -> Part:
    """Return a part; the licenses are the declared and the concluded, the kind is empty where only
    the element tells it.
    """
    where, purls = element.get("software_downloadLocation", ""), _purls(element)
    purpose = {"type": element.get("software_primaryPurpose", "")}
    declared, concluded = licenses
    return Part(
        element["spdxId"],
        element.get("name", "") or element["spdxId"],
        kind or kind_of(purpose, [where, *purls], root=root),
        source_of(where, purls) or source_of(element.get("software_homePage", ""), []),
        concluded.named if declared.named in UNSTATED else declared.named,
        declared=declared.written,
        root=root,
    )


def _purls(element: Element) -> list[str]:
    identifiers = [
        row.get("identifier", "")
        for row in element.get("externalIdentifier", [])
        if row.get("externalIdentifierType") == "packageUrl"
    ]
    return [element.get("software_packageUrl", ""), *identifiers]


def _add_notes(parts: list[Part], elements: list[Element]) -> None:
    by_ref = {part.ref: part for part in parts}
    for element in elements:
        if element["type"] == "Annotation" and element.get("subject") in by_ref:
            by_ref[element["subject"]].notes.update(note(element.get("statement", "")))


def _name(elements: list[Element]) -> str:
    names = (element.get("name", "") for element in elements if element["type"] == "SpdxDocument")
    return next(names, "")


def _relations(graph: _Graph) -> list[Relation]:
    return [
        related(_meaning(row), row["from"], end)
        for row in graph.relationships
        for end in listed(row["to"])
    ]


def _meaning(row: Element) -> Meaning:
    """Return what a relationship says; a tool that was used for a test evaluated the product."""
    if row["relationshipType"] == "usesTool" and row.get("scope") == "test":
        return Meaning("evaluated_with")
    return LINKS.get(row["relationshipType"], NO_LINK)
