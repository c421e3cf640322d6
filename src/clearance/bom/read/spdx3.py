"""SPDX 3.0 as JSON-LD in the compact form that the specification fixes; read as plain JSON, without
a library.
"""

from __future__ import annotations

import re
from typing import Any

from clearance.bom.read.common import checked, kind_of, note, refuse_dangling, source_of
from clearance.bom.read.licenses_spdx3 import Licenses
from clearance.bom.read.part import Part, Read
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
    "trainedOn": ("trained_on", False),
    "testedOn": ("evaluated_on", False),
    "descendantOf": ("ancestor", False),
    "ancestorOf": ("ancestor", True),
    "hasVariant": ("ancestor", True),
    "generates": ("", True),
    "contains": ("contains", False),
    "hasStaticLink": ("contains", False),
    "hasDynamicLink": ("contains", False),
    "dependsOn": ("", False),
    "usesTool": ("annotated_by", False),
}
"""Relationship -> (link, whether it runs from object to product)."""
KIND = {"ai_AIPackage": "model", "dataset_DatasetPackage": "dataset", "dataset_Dataset": "dataset"}
NAMES = {"@id": "spdxId", "@type": "type"}
"""Words of JSON-LD -> words of its compact form."""
DEEPEST = 50
COLLECTIONS = ("SpdxDocument", "software_Sbom", "Bom", "Bundle")
MEANT = re.compile("software_|ai_|dataset_|simplelicensing_|expandedlicensing_")
"""Types whose ids are referred to here; that of a relationship or an agent may stand twice without
harm.
"""
INDIVIDUAL = re.compile(
    r"https://spdx\.org/rdf/3\.0\.[01]/terms/Core/(NoneElement|NoAssertionElement|Spdx\w+)|(NoneElement|NoAssertionElement)"
)


def mentions(data: dict[str, Any]) -> bool:
    """Say whether a document calls itself SPDX 3."""
    return (
        "spdx.org/rdf/" in str(data.get("@context", ""))[:2000]
        or "spdx-context" in str(data.get("@context", ""))[:2000]
    )


def read(data: Any, shown: str) -> Read:
    """Return an SPDX 3.0 document in neutral form; raise Problem for versions, types and references
    that are not SPDX 3.0's.
    """
    elements = _flat(data, shown)
    _version(data, elements, shown)
    checked(elements, SCHEMA, shown)
    by_id = {str(one["spdxId"]): one for one in elements if "spdxId" in one}
    relations = [row for row in elements if row["type"].endswith("Relationship")]
    _refuse_dangling(relations, by_id, shown)
    licenses = Licenses(by_id, shown)
    declared, concluded = (
        _licensed(relations, "hasDeclaredLicense"),
        _licensed(relations, "hasConcludedLicense"),
    )
    roots = _roots(elements, by_id)
    # a file speaks for itself where it was trained, or something was trained or tested on it; else
    # its package does
    runs = [row for row in relations if row["relationshipType"] in ("trainedOn", "testedOn")]
    files = {end: "dataset" for row in runs for end in listed(row["to"])} | {
        row["from"]: "model" for row in runs
    }
    parts = [
        _part(
            one,
            KIND.get(one["type"]) or files.get(ref, ""),
            (licenses.of(declared.get(ref, [])), licenses.of(concluded.get(ref, []))),
            root=ref in roots,
        )
        for ref, one in by_id.items()
        if one["type"] in KIND
        or one["type"] == "software_Package"
        or (one["type"] == "software_File" and ref in files)
    ]
    told = {
        ref: at
        for one in elements
        if one["type"] in COLLECTIONS
        for at, ref in enumerate(listed(one.get("element")))
    }
    parts.sort(
        key=lambda part: told.get(part.ref, len(told))
    )  # the graph has no order of its own; a list of elements has
    by_ref = {part.ref: part for part in parts}
    for one in elements:
        if one["type"] == "Annotation" and one.get("subject") in by_ref:
            by_ref[one["subject"]].notes.update(note(one.get("statement", "")))
    document = next((one for one in elements if one["type"] == "SpdxDocument"), {})
    return Read(document.get("name", ""), parts, _links(relations))


def listed(value: Any) -> list[Any]:
    """Return a value that JSON-LD lets stand alone as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _flat(data: Any, shown: str) -> list[dict[str, Any]]:
    """Return every element, those that stand inside others too, each of them replaced by its id
    where it stood.
    """
    graph = data.get("@graph", [data])
    if not isinstance(graph, list):
        raise Problem("@graph is no list", where=shown)
    found: list[dict[str, Any]] = []
    for at, one in enumerate(graph):
        if not isinstance(one, dict):
            raise Problem(f"@graph.{at} is no object", where=shown)
        _take(one, found, 0, shown)
    seen: dict[str, dict[str, Any]] = {}
    for one in found:
        ref = str(one.get("spdxId", ""))
        if ref in seen and one != seen[ref] and MEANT.match(str(one.get("type"))):
            raise Problem(f'has the id "{clean(ref)}" twice', where=shown)
        if ref:
            seen[ref] = one
    return found


def _take(one: dict[str, Any], found: list[dict[str, Any]], depth: int, shown: str) -> Any:
    """Add an element and what stands inside it to `found`, and return its id."""
    if depth > DEEPEST:
        raise Problem("is nested too deeply", where=shown)

    def inner(value: Any) -> Any:
        if not isinstance(value, dict) or not ("spdxId" in value or "@id" in value):
            return value
        if "type" in value or "@type" in value:
            return _take(value, found, depth + 1, shown)
        return value.get("spdxId", value.get("@id"))  # a reference written as an object

    flat = {
        NAMES.get(key, key): (
            [inner(row) for row in value] if isinstance(value, list) else inner(value)
        )
        for key, value in one.items()
    }
    found.append(flat)
    return flat.get("spdxId")


def _version(data: Any, elements: list[dict[str, Any]], shown: str) -> None:
    told = {
        version
        for one in listed(data.get("@context"))
        for version in re.findall(r"/rdf/v?([0-9.]+)/", str(one))
    }
    told |= {str(one["specVersion"]) for one in elements if "specVersion" in one}
    wrong = sorted(told - set(VERSIONS) - {"3.0"})
    if wrong or not told:
        which = (
            f"is SPDX of version {wrong[0][:20]!r}" if wrong else "is SPDX that names no version"
        )
        raise Problem(f"{which}; read are {', '.join(VERSIONS)}", where=shown)


def _refuse_dangling(relations: list[dict[str, Any]], by_id: dict[str, Any], shown: str) -> None:
    """Raise Problem for the first end of a relationship that is neither in the document nor said to
    be in another one.
    """
    ids = {
        *by_id,
        *(
            str(row.get("externalSpdxId"))
            for one in by_id.values()
            for row in one.get("import", [])
        ),
    }
    for row in relations:
        ends = [
            row["from"],
            *([] if row["relationshipType"].endswith("License") else listed(row["to"])),
        ]
        for end in ends:
            if not INDIVIDUAL.fullmatch(end):
                refuse_dangling(row["relationshipType"], end, ids, shown)


def _licensed(relations: list[dict[str, Any]], kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in relations:
        if row["relationshipType"] == kind:
            found.setdefault(row["from"], []).extend(listed(row["to"]))
    return found


def _roots(elements: list[dict[str, Any]], by_id: dict[str, dict[str, Any]]) -> set[str]:
    """Return what the document is about: root elements, through bills of materials, and what is
    described.
    """
    roots = {
        ref
        for one in elements
        if one["type"] in COLLECTIONS
        for ref in listed(one.get("rootElement"))
    }
    for one in elements:
        if (
            one.get("relationshipType") == "describes"
            and by_id.get(one["from"], {}).get("type") in COLLECTIONS
        ):
            roots |= set(listed(one["to"]))
    return roots


def _part(
    one: dict[str, Any], kind: str, licenses: tuple[tuple[str, str], tuple[str, str]], *, root: bool
) -> Part:
    """Return a part; the licenses are the declared and the concluded, each (as it stands, as the
    manifest writes it).
    """
    purls = [one.get("software_packageUrl", "")]
    purls += [
        row.get("identifier", "")
        for row in one.get("externalIdentifier", [])
        if row.get("externalIdentifierType") == "packageUrl"
    ]
    where = one.get("software_downloadLocation", "")
    source = source_of(where, purls) or source_of(one.get("software_homePage", ""), [])
    kind = kind or kind_of(
        {"type": one.get("software_primaryPurpose", "")}, [where, *purls], root=root
    )
    declared, concluded = licenses
    license_ = declared[1] if declared[1] not in ("", "NOASSERTION") else concluded[1]
    return Part(
        one["spdxId"],
        one.get("name", "") or one["spdxId"],
        kind,
        source,
        license_,
        declared=declared[0],
        root=root,
    )


def _links(relations: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    rows = []
    for row in relations:
        link, turned = LINKS.get(row["relationshipType"], ("-", False))
        if link == "annotated_by" and row.get("scope") == "test":
            link = "evaluated_with"
        for end in listed(row["to"]):
            rows.append((end, link, row["from"]) if turned else (row["from"], link, end))
    return rows
