"""`clearance init`: a manifest from the sources that a person would be happy to finish."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from clearance.files import write as files
from clearance.library.load import Library, library
from clearance.library.pack_texts import known_with
from clearance.model import Reference
from clearance.problems import NOTHING, Problem
from clearance.project.draft import Draft, written
from clearance.project.references import by_id
from clearance.repository.licenses import own_license
from clearance.repository.texts import Repository
from clearance.scan import LocalModel, local_models, scan

TESTS = re.compile(r"(^|/)(tests?|testing|fixtures?)/")
"""Paths of models that only tests use."""


def write(path: Path, *, force: bool = False, packs: Sequence[str] = ()) -> str:
    """Write clearance.yaml into a folder and return what to say; raise Problem when one is there or
    nothing is found.
    """
    if not path.is_dir():
        raise Problem("is no folder", where=str(path))
    target = path / "clearance.yaml"
    if target.exists() and not force:
        raise Problem("is there already", where=str(target), hint="--force overwrites it")
    draft = _draft(path, packs)
    files.write(target, written(draft))
    things = len(draft.groups) + len(draft.local)
    next_step = f"answer its TODO lines, then: clearance check {path}"
    return f"wrote {target}: {things} things; {next_step}\n"


def _draft(path: Path, packs: Sequence[str]) -> Draft:
    scanned, local = scan(path), _local_models(path)
    groups = list(by_id(_used(scanned.references, local)).values())
    if not groups and not local:
        none = f"{scanned.read} files name no model or data set: nothing to write"
        raise Problem(none, where=str(path), code=NOTHING)
    known = library(*packs)
    return Draft(path.resolve().name, _license(path, known, packs), groups, local, known)


def _local_models(path: Path) -> list[LocalModel]:
    return [
        model
        for model in local_models(path)
        if model.path != "." and not TESTS.search(f"{model.path}/")
    ]


def _used(references: Iterable[Reference], local: Sequence[LocalModel]) -> list[Reference]:
    """Return the references that are uses, without those inside models in the tree."""
    inside = tuple(f"{model.path}/" for model in local)
    return [
        reference
        for reference in references
        if reference.role == "use" and not reference.path.startswith(inside)
    ]


def _license(path: Path, known: Library, packs: Sequence[str]) -> str:
    """Return the SPDX id of the repository's own license; empty where it is not sure."""
    key = own_license(Repository(path), known_with(packs))
    return known.license(key).form.spdx if key else ""
