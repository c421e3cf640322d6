"""CycloneDX 1.4 to 1.7 as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clearance.bom.licensing import NOASSERTION, NONE
from clearance.bom.neutral import NAMESPACE
from clearance.bom.read.common import (
    checked,
    kind_of,
    refuse_dangling,
    refuse_version,
    source_of,
    value,
)
from clearance.bom.read.part import Part, Read, Relation

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
ADDRESSES = ("distribution", "vcs", "website")
"""Types of external references that say where a component comes from."""
Component = dict[str, Any]


def read(data: Any, shown: str) -> Read:
    """Return a CycloneDX document in neutral form; raise Problem for versions and types that are
    not CycloneDX's.
    """
    refuse_version("CycloneDX", data.get("specVersion"), VERSIONS, shown)
    checked(data, SCHEMA, shown)
    root = data.get("metadata", {}).get("component")
    document = Read(root["name"], [_part(root, 0, root=True)], []) if root else Read("", [], [])
    components = data.get("components", [])
    for component in components:
        _add(component, "", document)
    refs = {part.title: part.ref for part in document.parts}
    for component in components:
        document.relations += [*_trained_on(component), *_ancestors(component, refs)]
    document.relations += _dependencies(data)
    _refuse_dangling(document, _ids(data), shown)
    document.relations = _once(document.relations)
    return document


def _add(component: Component, parent: str, document: Read) -> None:
    """Add a component and those inside it, each contained in the one around it."""
    part = _part(component, len(document.parts), root=False)
    document.parts.append(part)
    if parent:
        document.relations.append(Relation(parent, "contains", part.ref))
    for inner in component.get("components", []):
        _add(inner, part.ref, document)


def _part(component: Component, at: int, *, root: bool) -> Part:
    where, purl, notes = _where(component), component.get("purl", ""), _notes(component)
    license_ = _license(component) or _unlicensed(notes)
    group = f"{component['group']}/" if component.get("group") else ""
    return Part(
        component.get("bom-ref") or f"component-{at}",
        group + component["name"],
        kind_of(component, [where, purl], root=root),
        source_of(where, [purl]),
        license_,
        license_,
        root=root,
        notes=notes,
    )


def _where(component: Component) -> str:
    addresses = (
        reference.get("url", "")
        for reference in component.get("externalReferences", [])
        if reference.get("type") in ADDRESSES
    )
    return next(addresses, "")


def _license(component: Component) -> str:
    """Return the licenses of a component as one expression; empty where it states none."""
    texts = [text for row in component.get("licenses", []) if (text := _license_text(row))]
    if len(texts) == 1:
        return texts[0]
    return " AND ".join(f"({text})" if " OR " in text else text for text in texts)


def _license_text(row: dict[str, Any]) -> str:
    license_ = row.get("license", {})
    return row.get("expression") or license_.get("id") or license_.get("name") or ""


def _unlicensed(notes: dict[str, Any]) -> str:
    """Return NONE or NOASSERTION where a note of ours says so: CycloneDX has no word for them."""
    declared = notes.get("declared")
    return declared if declared in (NONE, NOASSERTION) else ""


def _notes(component: Component) -> dict[str, Any]:
    """Return our notes; the links stand in other places, too, and are read there."""
    notes: dict[str, Any] = {}
    for row in component.get("properties", []):
        if row["name"].startswith(NAMESPACE) and row["name"] != f"{NAMESPACE}link":
            notes.update(value(row["name"].removeprefix(NAMESPACE), row.get("value", "")))
    return notes


def _trained_on(component: Component) -> list[Relation]:
    """Return the data sets that a model card refers to."""
    card = component.get("modelCard", {})
    return [
        Relation(component.get("bom-ref", ""), "trained_on", row["ref"])
        for row in card.get("modelParameters", {}).get("datasets", [])
        if isinstance(row.get("ref"), str)
    ]


def _ancestors(component: Component, refs: dict[str, str]) -> list[Relation]:
    """Return what a pedigree says, by reference or by name; an ancestor that the document does not
    hold has an empty end.
    """
    return [
        Relation(
            component.get("bom-ref", ""),
            "ancestor",
            ancestor.get("bom-ref") or refs.get(ancestor["name"], ""),
        )
        for ancestor in component.get("pedigree", {}).get("ancestors", [])
    ]


def _dependencies(data: dict[str, Any]) -> list[Relation]:
    return [
        Relation(row["ref"], "", other)
        for row in data.get("dependencies", [])
        for other in row.get("dependsOn", [])
    ]


def _refuse_dangling(document: Read, ids: set[str], shown: str) -> None:
    """Raise Problem for the first end of a relation that is neither in the document nor in another
    one.
    """
    ids = ids.union(part.ref for part in document.parts)
    for relation in document.relations:
        for end in (relation.product, relation.object):
            if end and not end.startswith("urn:cdx:"):  # a link to another document
                refuse_dangling(relation.link or "dependsOn", end, ids, shown)


def _ids(data: Any) -> set[str]:
    """Return every bom-ref of a document: services and tools have them, too."""
    refs = (value.get("bom-ref") for value in _objects(data))
    return {ref for ref in refs if isinstance(ref, str)}


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in JSON data, however deep."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
            yield value


def _once(relations: list[Relation]) -> list[Relation]:
    """Drop dependencies that a surer link says already."""
    linked = {(relation.product, relation.object) for relation in relations if relation.link}
    return [
        relation
        for relation in dict.fromkeys(relations)
        if relation.link or (relation.product, relation.object) not in linked
    ]
