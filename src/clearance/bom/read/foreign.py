"""A document of others as manifest data: every part that is no root, with source, license and
links.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from clearance.bom.entries import Entry, assembled
from clearance.bom.licensing import NONE
from clearance.bom.names import free
from clearance.bom.read.part import UNSTATED, Part, Read, Relation
from clearance.text import clean

MADE = ("model", "dataset", "code")
"""Kinds of what may be used, and contain one another."""
BY_KINDS = {
    ("model", "model"): "base",
    ("dataset", "dataset"): "derived_from",
    ("code", "code"): "derived_from",
    ("model", "dataset"): "trained_on",
    ("dataset", "model"): "generated_by",
}
"""(kind of the product, kind of the object) -> link, where a relation says only that one was made
from the other.
"""
LINKS: dict[str, Mapping[tuple[str, str], str]] = {
    "": BY_KINDS,
    "ancestor": BY_KINDS,
    "contains": dict.fromkeys(itertools.product(MADE, MADE), "contains"),
    "trained_on": {("model", "dataset"): "trained_on"},
    "evaluated_on": {("model", "dataset"): "evaluated_on"},
    "evaluated_with": {("model", "model"): "evaluated_with"},
}
"""Link of a relation -> (kind of the product, kind of the object) -> link of the manifest; there is
none for other kinds.
"""
Bodies = dict[str, dict[str, Any]]
"""Ref of a part -> what a manifest says of it."""


def manifest(read: Read) -> dict[str, Any]:
    """Return manifest data from a document of others."""
    names = _names(read.parts)
    kinds = {part.ref: part.kind for part in read.parts}
    bodies = {part.ref: _body(part) for part in read.parts if part.kind != "project"}
    for relation in read.relations:
        _add_link(bodies, relation, kinds, names)
    for ref in _used(read, kinds):
        if ref in bodies and kinds[ref] in MADE:
            bodies[ref]["used_for"] = ["run"]
    entries = [Entry(names[ref], kinds[ref], body) for ref, body in bodies.items()]
    return assembled({"project": _project(read)}, entries)


def _body(part: Part) -> dict[str, Any]:
    source = {"source": part.source} if part.source else {}
    license_ = {} if part.license in UNSTATED else {"license": part.license_in_manifest}
    return source | license_


def _add_link(
    bodies: Bodies, relation: Relation, kinds: dict[str, str], names: dict[str, str]
) -> None:
    """Add the link that a relation says, where the manifest has one for it."""
    product, object_ = relation.product, relation.object
    if product == object_ or not bodies.keys() >= {product, object_}:
        return
    link = LINKS.get(relation.link, {}).get((kinds[product], kinds[object_]))
    if link:
        linked = bodies[product].setdefault(link, [])
        if names[object_] not in linked:
            linked.append(names[object_])


def _used(read: Read, kinds: dict[str, str]) -> set[str]:
    """Return the refs of what the document is about, and of what its project is made with."""
    roots = {part.ref for part in read.parts if part.root}
    return roots.union(
        relation.object for relation in read.relations if kinds.get(relation.product) == "project"
    )


def _project(read: Read) -> dict[str, str]:
    """Return name and license of the project: those of the first part that is one."""
    root = next((part for part in read.parts if part.kind == "project"), None)
    if root is None:
        return {"name": clean(read.name)}
    licensed = root.license not in (*UNSTATED, NONE)
    return {"name": clean(root.title)} | ({"license": root.license_in_manifest} if licensed else {})


def _names(parts: list[Part]) -> dict[str, str]:
    """Return ref -> a name that is one line, not empty, and nobody else's."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for part in parts:
        wanted = clean(part.title).strip() or clean(part.ref).strip() or "unnamed"
        name = free(wanted, taken.__contains__)
        taken.add(name)
        names[part.ref] = name
    return names
