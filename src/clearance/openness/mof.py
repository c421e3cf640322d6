"""The Model Openness Framework: which of its components a model has under an open license, and
which class that makes.

Components, classes and license rules are data (rules/_mof.yml); `evaluate` is the framework, `of`
reads a project.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from clearance.graph.graph import Graph
from clearance.library.load import Library, library
from clearance.model import Thing
from clearance.openness.mof_disk import on_disk
from clearance.openness.part_licenses import stated_licenses
from clearance.problems import Problem

CLASSES = (3, 2, 1)
"""Each asks for what the one before it asks for, and more."""
NEXT = {0: 3, 3: 2, 2: 1}
"""Class that is reached (0: none) -> the one after it."""
WHOLE = 100.0
"""Percent of a class that is reached."""

Table = Mapping[str, Any]
"""rules/_mof.yml"""


@dataclass(frozen=True)
class Component:
    """One component that is there: the license that covers it and whether that is open by the
    framework.
    """

    key: str
    license: str
    """empty where none covers it"""
    open: bool
    why: str = ""
    """what shows it: manifest, a level of openness, or a file"""


@dataclass(frozen=True)
class Result:
    """The class a model reaches (0: none), how far it is in each, and what the next class still
    asks for.
    """

    class_: int
    label: str
    progress: tuple[tuple[int, float], ...]
    """(class, percent); a class counts nothing until the one below it holds"""
    missing: tuple[str, ...]
    """components that the next class asks for and that are not there"""
    closed: tuple[str, ...]
    """components that the next class asks for and that are there under no open license"""
    components: tuple[Component, ...]

    @property
    def next_class(self) -> int | None:
        """Return the class after the one that is reached; None after the last."""
        return NEXT.get(self.class_)


def evaluate(
    stated: Mapping[str, str],
    whole: Mapping[str, str],
    known: Library | None = None,
    shown: Mapping[str, str] | None = None,
) -> Result:
    """Return the class of a model.

    `stated` maps each component that is there to its license (empty: none of its own), `whole` maps
    distribution, code, data and document to the license that covers the components of that kind
    without one, `shown` maps components to what shows them.
    Raises Problem for a component that the framework does not know.
    """
    known = known or library()
    table = known.table("rules/_mof")
    _check(stated, table)
    return _classified(
        table,
        [
            Component(key, license_, is_open(license_, known, table), (shown or {}).get(key, ""))
            for key, license_ in _covering(stated, whole, table).items()
        ],
    )


def _check(stated: Mapping[str, str], table: Table) -> None:
    for key in stated:
        if key not in table["components"]:
            raise Problem(
                f'"{key}" is no component of the Model Openness Framework',
                hint=f"they are {', '.join(table['components'])}",
            )


def _covering(stated: Mapping[str, str], whole: Mapping[str, str], table: Table) -> dict[str, str]:
    """Return component -> its own license, or else the one of its kind or of all."""
    every = whole.get("distribution", "")
    kinds = {key: table["components"][key]["kind"] for key in stated}
    return {key: stated[key] or whole.get(kind, "") or every for key, kind in kinds.items()}


def _classified(table: Table, components: Sequence[Component]) -> Result:
    """Return the class that components make."""
    there = {component.key for component in components if component.open}
    named = {component.key for component in components}
    progress = _progress(table, there)
    reached = _reached(progress)
    lacking = _lacking(table, NEXT.get(reached), there)
    return Result(
        class_=reached,
        label=table["classes"].get(str(reached), "Unclassified"),
        progress=tuple(sorted(progress.items())),
        missing=tuple(key for key in lacking if key not in named),
        closed=tuple(key for key in lacking if key in named),
        components=tuple(components),
    )


def _progress(table: Table, there: set[str]) -> dict[int, float]:
    """Return class -> percent of its components that are there."""
    progress: dict[int, float] = {}
    below = WHOLE
    for number in CLASSES:
        wanted = _wanted(table, number, there)
        below = 100 * len(wanted & there) / len(wanted) if below == WHOLE else 0.0
        progress[number] = below
    return progress


def _reached(progress: Mapping[int, float]) -> int:
    return min((number for number, percent in progress.items() if percent == WHOLE), default=0)


def _lacking(table: Table, number: int | None, there: set[str]) -> list[str]:
    """Return the components that a class asks for and that are not there under an open license."""
    lacking = _wanted(table, number, there) - there if number else set()
    return [key for key in table["components"] if key in lacking]


def _wanted(table: Table, number: int, there: set[str]) -> set[str]:
    """Return the components that a class asks for; one with a stand-in that is there is asked for
    no more.
    """
    rows = table["components"]
    wanted = {key for key, row in rows.items() if _is_asked_for(row, number)}
    replaced = {key for key in wanted if rows[key].get("instead") in there}
    return wanted - replaced | {rows[key]["instead"] for key in replaced}


def _is_asked_for(row: Mapping[str, str], number: int) -> bool:
    return int(row["class"]) >= number and row.get("needed") != "no"


def is_open(written: str, known: Library | None = None, table: Table | None = None) -> bool:
    """Return whether a license (an SPDX id, or any spelling that is known here) is open by the
    framework.
    """
    known = known or library()
    table = table or known.table("rules/_mof")
    ids = _open_ids(table)
    if not written or written.casefold() in ids:
        return bool(written)
    try:
        branches = known.branches(written)
    except Problem:
        return False
    return any(all(_is_listed(name, known, ids) for name in branch) for branch in branches)


def _open_ids(table: Table) -> set[str]:
    return {name.casefold() for text in table["open"].values() for name in text.split()}


def _is_listed(name: str, known: Library, ids: set[str]) -> bool:
    if name.casefold() in ids:
        return True
    key = known.find(name)
    return key is not None and known.license(key).form.spdx.casefold() in ids


class _Shown(NamedTuple):
    """One component of a project."""

    license: str
    """its own; empty for the one of its kind"""
    by: str
    """what shows it"""


def of(graph: Graph, thing: Thing) -> Result:
    """Return the class of a model of a project: from its `components`, its levels of openness and,
    if it is ours, the files there.
    """
    table = graph.library.table("rules/_mof")
    whole = _whole(graph, thing)
    by_level = _of_levels(thing, whole, table)
    by_file = _of_files(graph, thing, whole, table)
    components = _of_manifest(thing)
    for key in table["components"]:
        shown = by_level[key] if key in by_level else by_file.get(key)
        if shown and key not in components:
            components[key] = shown
    return evaluate(
        {key: component.license for key, component in components.items()},
        whole,
        graph.library,
        {key: component.by for key, component in components.items()},
    )


def _of_manifest(thing: Thing) -> dict[str, _Shown]:
    return {part.id: _Shown(part.license, part.evidence or "manifest") for part in thing.components}


def _of_levels(thing: Thing, whole: Mapping[str, str], table: Table) -> dict[str, _Shown | None]:
    """Return the components of parts of which a level is stated, which goes before what files look
    like; None: the part is not open.
    """
    levels = {level.part: level.level for level in thing.openness}
    return {
        key: _Shown(whole.get(part, ""), f"{part}: open") if levels[part] == "open" else None
        for key, row in table["components"].items()
        if (part := row.get("part", "")) in levels
    }


def _of_files(
    graph: Graph, thing: Thing, whole: Mapping[str, str], table: Table
) -> dict[str, _Shown]:
    files = on_disk(graph, thing, table)
    kinds = {key: table["components"][key]["kind"] for key in files}
    return {
        key: _Shown(file.license or _covering_file(graph, key, kinds[key], whole), file.path)
        for key, file in files.items()
    }


def _covering_file(graph: Graph, key: str, kind: str, whole: Mapping[str, str]) -> str:
    """Return the license of a file without one of its own: parameters have the model's, other data
    only what is said of data, all else the repository's.
    """
    if kind != "data":
        return graph.project.license
    return whole.get("weights" if key.startswith("model-") else "data", "") or "not stated"


def _whole(graph: Graph, thing: Thing) -> dict[str, str]:
    """Return the licenses that cover a kind of component, or one part, of a thing."""
    licenses = stated_licenses(graph, thing)
    all_of_it = licenses.get("", "")
    code = licenses.get("code", "") or (graph.project.license if thing.ours else "")
    covering = {
        "distribution": all_of_it,
        "code": code,
        "data": licenses.get("data", ""),
        "weights": licenses.get("weights", "") or all_of_it,
        "inference": code,
        "training": code,
    }
    return {key: license_ for key, license_ in covering.items() if license_}
