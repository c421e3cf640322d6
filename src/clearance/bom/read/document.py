"""Bills of materials read: what a document says of its parts, put together as a manifest and loaded
like one.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from clearance.bom.read.as_manifest import as_manifest
from clearance.bom.read.open import read
from clearance.files.write import write
from clearance.manifest.load import loads
from clearance.model import Place, Project
from clearance.problems import Problem
from clearance.text import clean


def load(path: Path) -> Project:
    """Return the Project that a bill of materials describes; raise Problem for whatever cannot be
    read.
    """
    return _loaded(path)[1]


def write_manifest(bom: Path, folder: Path, *, force: bool = False) -> str:
    """Write clearance.yaml into a folder from a bill of materials, and return what to say; raise
    Problem before a byte is written.
    """
    target = folder / "clearance.yaml"
    if not folder.is_dir():
        raise Problem("is no folder", where=str(folder))
    if target.exists() and not force:
        raise Problem("is there already", where=str(target), hint="--force overwrites it")
    write(target, manifest_text(bom))
    return f"wrote {clean(str(target))} from {clean(str(bom))}\n"


def manifest_text(path: Path) -> str:
    """Return the manifest of a bill of materials as YAML; it is loaded once, so that what is
    written is right.
    """
    import yaml

    manifest, _ = _loaded(path)
    plain = json.loads(json.dumps(manifest))
    text: str = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=120)
    return f"# from {clean(path.name)}\n{text}"


def _loaded(path: Path) -> tuple[dict[str, Any], Project]:
    """Return a document as manifest data, and the project in it."""
    shown = str(path)
    try:
        manifest = as_manifest(read(path), shown)
        project = loads(json.dumps(manifest, ensure_ascii=False), shown, path.parent)
    except Problem as problem:
        if _is_between(problem, shown):
            problem.where = shown
        raise
    placed: Project = _placed(project, Place(shown))
    return manifest, replace(placed, read_from="bom")


def _is_between(problem: Problem, shown: str) -> bool:
    """Say whether a problem points to a line of the manifest in between, which is nobody's."""
    in_a_line = re.fullmatch(re.escape(shown) + r":\d+:\d+", problem.where)
    return bool(in_a_line) and "JSON" not in problem.message


def _placed(value: Any, place: Place) -> Any:
    """Return a value with every place in it set to the document."""
    if isinstance(value, Place):
        return place
    if isinstance(value, tuple):
        parts = [_placed(part, place) for part in value]
        return value._make(parts) if hasattr(value, "_make") else tuple(parts)  # a named one stays
    if is_dataclass(value) and not isinstance(value, type):
        held = {field.name: getattr(value, field.name) for field in fields(value)}
        return replace(value, **{name: _placed(inner, place) for name, inner in held.items()})
    return value
