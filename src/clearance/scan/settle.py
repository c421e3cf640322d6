"""What all files together say about a reference that one file alone leaves open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clearance.scan import keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clearance.model import Reference

Kinds = dict[str, set[str]]
"""name or id -> the kinds that it is read as"""


def without_paths(references: list[Reference], paths: Iterable[str]) -> list[Reference]:
    """Leave out the names of what is in the tree itself: these are no ids of the Hub."""
    in_tree = _names_in_tree(paths)
    return [reference for reference in references if not _is_path(reference, in_tree)]


def _names_in_tree(paths: Iterable[str]) -> frozenset[str]:
    """Return all folders, and all files without their ending."""
    names: set[str] = set()
    for path in paths:
        parts = path.split("/")
        names.update("/".join(parts[:end]) for end in range(2, len(parts) + 1))
        names.add(path.rsplit(".", 1)[0])
    return frozenset(names)


def _is_path(reference: Reference, in_tree: frozenset[str]) -> bool:
    written = reference.written
    if "/" not in written or "://" in written:
        return False
    folder, slash, _ = reference.path.rpartition("/")
    return written in in_tree or folder + slash + written in in_tree


def with_one_kind(references: list[Reference], read_as: Kinds) -> list[Reference]:
    """Settle names that can be a model or a data set, and keep one reference for each place.

    The call that reads a key knows the kind of what is under the key. A call that names an id knows
    better than a key whose name only hints.
    """
    references = [_as_read(reference, read_as) for reference in references]
    certain = _certain_kinds(references)
    settled: dict[tuple[str, int, str, str, str], Reference] = {}
    for open_reference in references:
        reference = _of_only_kind(open_reference, certain.get(open_reference.id, set()))
        place = (reference.path, reference.line, reference.kind, reference.id, reference.role)
        settled.setdefault(place, reference)
    return list(settled.values())


def _as_read(reference: Reference, read_as: Kinds) -> Reference:
    """Give a name under a key that does not say the kind the one of the call that reads the key."""
    if not read_as or not _is_open(reference):
        return reference
    key = reference.how.rpartition(" ")[2].rpartition(".")[2]
    kinds = read_as.get(keys.fold(key), set()) if keys.neutral(key) else set()
    return _of_only_kind(reference, kinds)


def _certain_kinds(references: list[Reference]) -> Kinds:
    kinds: Kinds = {}
    for reference in references:
        if _is_model_or_dataset(reference) and reference.confidence == "high":
            kinds.setdefault(reference.id, set()).add(reference.kind)
    return kinds


def _of_only_kind(reference: Reference, kinds: set[str]) -> Reference:
    if len(kinds) != 1 or not _is_open(reference):
        return reference
    return replace(reference, kind=next(iter(kinds)))


def _is_open(reference: Reference) -> bool:
    return _is_model_or_dataset(reference) and reference.confidence != "high"


def _is_model_or_dataset(reference: Reference) -> bool:
    return reference.kind in ("model", "dataset")
