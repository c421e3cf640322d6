"""A document in neutral form as manifest data: one of ours carries its manifest, one of others is
put into its words.
"""

from __future__ import annotations

from typing import Any

from clearance.bom.entries import SECTION, Entry, assembled
from clearance.bom.read import foreign
from clearance.bom.read.part import UNSTATED, Part, Read
from clearance.problems import NOTHING, Problem
from clearance.text import clean


def as_manifest(read: Read, shown: str) -> dict[str, Any]:
    """Return manifest data; raise Problem for an id that stands twice, for notes of ours that are
    none, and where nothing could be judged.
    """
    _refuse_twice(read, shown)
    root = next((part for part in read.parts if "head" in part.notes), None)
    manifest = _carried(read, root.notes["head"], shown) if root else foreign.manifest(read)
    if not any(manifest.get(section) for section in ("models", "datasets", "code", "services")):
        raise Problem("names no component that could be judged", where=shown, code=NOTHING)
    return manifest


def _refuse_twice(read: Read, shown: str) -> None:
    seen: set[str] = set()
    for part in read.parts:
        if part.ref in seen:
            raise Problem(f'has the id "{clean(part.ref)}" twice', where=shown)
        seen.add(part.ref)


def _carried(read: Read, head: Any, shown: str) -> dict[str, Any]:
    """Return the manifest that a document of ours carries; a license that somebody changed in the
    document counts.
    """
    entries = [_entry(part, head, shown) for part in read.parts if _has_entry(part)]
    return assembled(head if isinstance(head, dict) else {}, entries)


def _has_entry(part: Part) -> bool:
    """Say whether the manifest has an entry of a part; what only the catalogue knows has none."""
    notes = part.notes
    return (
        "known-from" not in notes
        and notes.get("kind") != "project"
        and notes.get("entry") is not None
    )


def _entry(part: Part, head: Any, shown: str) -> Entry:
    name, kind, body = part.notes.get("name"), part.notes.get("kind"), part.notes["entry"]
    if not (
        isinstance(name, str)
        and isinstance(kind, str)
        and kind in SECTION
        and isinstance(body, dict)
        and isinstance(head, dict)
    ):
        raise Problem(
            f'says clearance:… of "{clean(part.ref)}" in a form that is none', where=shown
        )
    if _license_changed(part):
        body = {**body, "license": part.license_in_manifest}
    return Entry(name, kind, body)


def _license_changed(part: Part) -> bool:
    stated = part.declared not in UNSTATED
    return stated and part.declared != part.notes.get("declared", part.declared)
