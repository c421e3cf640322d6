"""Bills of materials read: what a document says of its parts, put together as a manifest and loaded
like one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from clearance.bom.entries import assembled
from clearance.bom.read.part import Part, Read
from clearance.manifest.load import loads
from clearance.model import Place, Project
from clearance.problems import NOTHING, Problem
from clearance.text import clean

LARGEST = 20_000_000
"""Bytes; a document of 1,000 components has about two million."""
DEEPEST = 100
UNSTATED = ("", "NOASSERTION")
KINDS = ("project", "model", "dataset", "code", "service", "release")


def load(path: Path) -> Project:
    """Return the Project that a bill of materials describes; raise Problem for whatever cannot be
    read.
    """
    shown = str(path)
    try:
        project: Project = _placed(
            loads(json.dumps(manifest(path), ensure_ascii=False), shown, path.parent), Place(shown)
        )
    except Problem as problem:
        if (
            re.fullmatch(re.escape(shown) + r":\d+:\d+", problem.where)
            and "JSON" not in problem.message
        ):
            problem.where = shown  # a line of the manifest in between is nobody's
        raise
    return replace(project, read_from="bom")


def write_manifest(bom: Path, folder: Path, *, force: bool = False) -> str:
    """Write clearance.yaml into a folder from a bill of materials, and return what to say; raise
    Problem before a byte is written.
    """
    target = folder / "clearance.yaml"
    if not folder.is_dir():
        raise Problem("is no folder", where=str(folder))
    if target.exists() and not force:
        raise Problem("is there already", where=str(target), hint="--force overwrites it")
    from clearance.files.write import write

    text = manifest_text(bom)
    write(target, text)
    return f"wrote {clean(str(target))} from {clean(str(bom))}\n"


def manifest_text(path: Path) -> str:
    """Return the manifest of a bill of materials as YAML; it is loaded once, so that what is
    written is right.
    """
    import yaml

    load(path)
    text: str = yaml.safe_dump(
        json.loads(json.dumps(manifest(path))), sort_keys=False, allow_unicode=True, width=120
    )
    return f"# from {clean(path.name)}\n{text}"


def manifest(path: Path) -> dict[str, Any]:
    """Return manifest data from a bill of materials; raise Problem for whatever cannot be read."""
    told = read(path)
    _refuse_twice(told, str(path))
    root = next((part for part in told.parts if "head" in part.notes), None)
    built = _own(told, root.notes["head"], str(path)) if root else _foreign(told)
    if not any(built.get(section) for section in ("models", "datasets", "code", "services")):
        raise Problem("names no component that could be judged", where=str(path), code=NOTHING)
    return built


def read(path: Path) -> Read:
    """Return a document in neutral form, by what its content says it is."""
    text = _text(path)
    if text.lstrip().startswith(("{", "[")):
        data = _json(text, str(path))
    elif re.search(r"(?m)^SPDXVersion:", text):
        from clearance.bom.read.tagvalue import as_data

        data = as_data(text, str(path))
    else:
        from clearance.files.yaml import parse

        data = parse(text, str(path)).data
    return _reader(data, str(path))(data, str(path))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise Problem(
                f"is larger than {LARGEST // 1_000_000} million bytes, which is the most that is"
                " read",
                where=str(path),
            )
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Problem(f"cannot be read: {error.strerror or error}", where=str(path)) from None
    except UnicodeDecodeError:
        raise Problem("is not UTF-8", where=str(path)) from None


def _json(text: str, shown: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise Problem(
            f"is not JSON: {error.msg}", where=f"{shown}:{error.lineno}:{error.colno}"
        ) from None
    except _Twice as error:
        raise Problem(
            f'has the key "{clean(str(error))}" twice in one object', where=shown
        ) from None
    except (RecursionError, ValueError):
        raise Problem("is nested too deeply, or holds a number without end", where=shown) from None


class _Twice(Exception):
    """A key that stands twice in one object."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _Twice(next(key for key in keys if keys.count(key) > 1))
    return found


def _reader(data: Any, shown: str) -> Callable[[Any, str], Read]:
    from clearance.bom.read import cyclonedx as from_cyclonedx
    from clearance.bom.read import spdx as from_spdx
    from clearance.bom.read import spdx3 as from_spdx3

    if isinstance(data, dict):
        if data.get("bomFormat") == "CycloneDX":
            return from_cyclonedx.read
        if "spdxVersion" in data:
            return from_spdx.read
        if from_spdx3.mentions(data):
            return from_spdx3.read
    raise Problem(
        "is neither SPDX nor CycloneDX",
        where=shown,
        hint=(
            "SPDX 2.2 and 2.3 as JSON, YAML or tag-value, SPDX 3.0 as JSON-LD and CycloneDX 1.4 to"
            " 1.7 as JSON are read"
        ),
    )


def _refuse_twice(told: Read, shown: str) -> None:
    seen: set[str] = set()
    for part in told.parts:
        if part.ref in seen:
            raise Problem(f'has the id "{clean(part.ref)}" twice', where=shown)
        seen.add(part.ref)


def _own(told: Read, head: Any, shown: str) -> dict[str, Any]:
    """Return the manifest that a document of ours carries; a license that somebody changed in the
    document counts.
    """
    rows = []
    for part in told.parts:
        name, kind, entry = part.notes.get("name"), part.notes.get("kind"), part.notes.get("entry")
        if "known-from" in part.notes or kind == "project" or entry is None:
            continue
        if not (
            isinstance(name, str)
            and kind in KINDS
            and isinstance(entry, dict)
            and isinstance(head, dict)
        ):
            raise Problem(
                f'says clearance:… of "{clean(part.ref)}" in a form that is none', where=shown
            )
        if (
            part.declared != part.notes.get("declared", part.declared)
            and part.declared not in UNSTATED
        ):
            entry = {**entry, "license": _written(part.license)}
        rows.append((name, str(kind), entry))
    return assembled(head if isinstance(head, dict) else {}, rows)


def _foreign(told: Read) -> dict[str, Any]:
    """Return a manifest from a document of others: every part that is no root, with source, license
    and the links.
    """
    names = _names(told.parts)
    kinds = {part.ref: part.kind for part in told.parts}
    bodies: dict[str, dict[str, Any]] = {}
    for part in told.parts:
        if part.kind == "project":
            continue
        body: dict[str, Any] = {"source": part.source} if part.source else {}
        if part.license not in UNSTATED:
            body["license"] = _written(part.license)
        bodies[part.ref] = body
    for product, link, other in told.links:
        kind = _link(link, kinds.get(product, ""), kinds.get(other, ""))
        if kind and product != other and product in bodies and other in bodies:
            linked = bodies[product].setdefault(kind, [])
            if names[other] not in linked:
                linked.append(names[other])
    about = {part.ref for part in told.parts if part.root}
    made = {
        other
        for product, link, other in told.links
        for kind in [kinds.get(product)]
        if kind == "project"
    }
    for ref, body in bodies.items():
        if (ref in made or ref in about) and kinds[ref] in ("model", "dataset", "code"):
            body["used_for"] = ["run"]
    root = next((part for part in told.parts if part.kind == "project"), None)
    head: dict[str, Any] = {"project": {"name": clean(root.title if root else told.name)}}
    if root and root.license not in (*UNSTATED, "NONE"):
        head["project"]["license"] = _written(root.license)
    return assembled(
        head,
        [
            (names[part.ref], part.kind, bodies[part.ref])
            for part in told.parts
            if part.ref in bodies
        ],
    )


def _link(link: str, product: str, other: str) -> str:
    """Return the manifest's link for a relation of others, where the kinds of both ends leave one;
    empty where none fits.
    """
    if link in ("", "ancestor"):
        table = {
            ("model", "model"): "base",
            ("dataset", "dataset"): "derived_from",
            ("code", "code"): "derived_from",
            ("model", "dataset"): "trained_on",
            ("dataset", "model"): "generated_by",
        }
        return table.get((product, other), "")
    if link == "contains":
        return (
            "contains"
            if product in ("model", "dataset", "code") and other in ("model", "dataset", "code")
            else ""
        )
    fits = {
        "trained_on": ("model", "dataset"),
        "evaluated_on": ("model", "dataset"),
        "evaluated_with": ("model", "model"),
    }
    return link if fits.get(link) == (product, other) else ""


def _names(parts: list[Part]) -> dict[str, str]:
    """Return ref -> a name that is one line, not empty, and nobody else's."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for part in parts:
        first = name = clean(part.title).strip() or clean(part.ref).strip() or "unnamed"
        count = 1
        while name in taken:
            count += 1
            name = f"{first}-{count}"
        taken.add(name)
        names[part.ref] = name
    return names


def _written(license_: str) -> str:
    return "none" if license_ == "NONE" else clean(license_)


def _placed(value: Any, place: Place) -> Any:
    """Return a value with every place in it set to the document: lines of the manifest in between
    are nobody's.
    """
    if isinstance(value, Place):
        return place
    if isinstance(value, tuple):
        return tuple(_placed(one, place) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{one.name: _placed(getattr(value, one.name), place) for one in fields(value)}
        )
    return value
