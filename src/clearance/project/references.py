"""References of the sources, compared and named as the manifest names things."""

from __future__ import annotations

from collections.abc import Iterable

from clearance.catalogue.lookup import find
from clearance.model import Reference

PREFIXES = ("hf:", "api:", "github:", "url:", "path:")


def key(name: str) -> str:
    """Return an id as it is compared: the catalogue's canonical id, else without prefix, revision
    and case.
    """
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    entry = find(name)
    if entry:
        return entry.id.casefold()
    bare = name.partition("@")[0].removeprefix("https://").removeprefix("http://")
    return bare.rstrip("/").casefold()


def shown_path(path: str, shown: str) -> str:
    """Return a path of the tree as it is printed: below the folder that was asked for."""
    return f"{shown}/{path}" if shown not in ("", ".") else path


def by_id(used: Iterable[Reference]) -> dict[tuple[str, str], list[Reference]]:
    """Return (kind, compared id) -> the references of that thing, in the order of their places."""
    groups: dict[tuple[str, str], list[Reference]] = {}
    for reference in sorted(used):
        groups.setdefault((reference.kind, key(reference.id)), []).append(reference)
    return groups
