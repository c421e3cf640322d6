"""The Model Openness Framework: which of its components a model has under an open license, and
which class that makes.

Components, classes and license rules are data (rules/_mof.yml); `evaluate` is the framework, `of`
reads a project.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clearance.graph.graph import Graph
from clearance.library.load import Library, library
from clearance.model import Thing
from clearance.openness.mof_disk import on_disk
from clearance.problems import Problem


@dataclass(frozen=True)
class Component:
    """One component that is there: the license that covers it and whether that is open by the
    framework.
    """

    key: str
    license: str
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


def evaluate(
    stated: Mapping[str, str],
    whole: Mapping[str, str],
    known: Library | None = None,
    shown: Mapping[str, str] | None = None,
) -> Result:
    """Return the class of a model.

    `stated` maps each component that is there to its license (empty: none of its own), `whole` maps
    distribution,
    code, data and document to the license that covers the components of that kind without one.
    Raises Problem for a component that the framework does not know.
    """
    known = known or library()
    table = known.table("rules/_mof")
    rows = []
    for key, license_ in stated.items():
        if key not in table["components"]:
            raise Problem(
                f'"{key}" is no component of the Model Openness Framework',
                hint=f"they are {', '.join(table['components'])}",
            )
        covering = (
            license_
            or whole.get(table["components"][key]["kind"], "")
            or whole.get("distribution", "")
        )
        rows.append(
            Component(key, covering, is_open(covering, known, table), (shown or {}).get(key, ""))
        )
    there = {row.key for row in rows if row.open}
    reached = 0
    progress: dict[int, float] = {}
    for number in (3, 2, 1):
        wanted = _wanted(table, number, there)
        holds = number == 3 or progress[number + 1] == 100
        progress[number] = 100 * len(wanted & there) / len(wanted) if holds else 0.0
        reached = number if progress[number] == 100 else reached
    after = {0: 3, 3: 2, 2: 1}.get(reached)
    lacking = [
        key for key in table["components"] if after and key in _wanted(table, after, there) - there
    ]
    named = {row.key for row in rows}
    return Result(
        reached,
        table["classes"].get(str(reached), "Unclassified"),
        tuple(sorted(progress.items())),
        tuple(key for key in lacking if key not in named),
        tuple(key for key in lacking if key in named),
        tuple(rows),
    )


def _wanted(table: Any, number: int, there: set[str]) -> set[str]:
    """Return the components that a class asks for; one with a stand-in that is there is asked for
    no more.
    """
    wanted = {
        key
        for key, one in table["components"].items()
        if int(one["class"]) >= number and one.get("needed") != "no"
    }
    for key, one in table["components"].items():
        if key in wanted and one.get("instead") in there:
            wanted = wanted - {key} | {one["instead"]}
    return wanted


def is_open(written: str, known: Library | None = None, table: Any = None) -> bool:
    """Return whether a license (an SPDX id, or any spelling that is known here) is open by the
    framework.
    """
    known = known or library()
    table = table or known.table("rules/_mof")
    ids = {one.casefold() for text in table["open"].values() for one in text.split()}
    if not written or written.casefold() in ids:
        return bool(written)
    try:
        options = known.branches(written)
    except Problem:
        return False
    return any(all(_listed(name, known, ids) for name in option) for option in options)


def _listed(name: str, known: Library, ids: set[str]) -> bool:
    if name.casefold() in ids:
        return True
    found = known.find(name)
    return bool(found) and known.license(str(found)).form.spdx.casefold() in ids


def of(graph: Graph, thing: Thing) -> Result:
    """Return the class of a model of a project: from its `components`, its levels of openness and,
    if it is ours, the files there.
    """
    table = graph.library.table("rules/_mof")
    stated = {key: license_ for key, license_, _ in thing.components}
    shown = {key: evidence or "manifest" for key, _, evidence in thing.components}
    levels = {one.part: one for one in thing.openness}
    whole = _whole(graph, thing)
    lying = on_disk(graph, thing, table)
    for key, one in table["components"].items():
        if key in stated:
            continue
        level = levels.get(one.get("part", ""))
        if level is not None:  # what the manifest says of a part goes before what files look like
            if level.level == "open":
                stated[key], shown[key] = whole.get(one["part"], ""), f"{one['part']}: open"
        elif key in lying:
            path, near = lying[key]
            stated[key], shown[key] = near or _covering(graph, key, one["kind"], whole), path
    return evaluate(stated, whole, graph.library, shown)


def _covering(graph: Graph, key: str, kind: str, whole: Mapping[str, str]) -> str:
    """Return the license of a file without one of its own: parameters have the model's, other data
    only what is said of data, all else the repository's.
    """
    if kind != "data":
        return graph.project.license
    return whole.get("weights" if key.startswith("model-") else "data", "") or "not stated"


def _whole(graph: Graph, thing: Thing) -> dict[str, str]:
    """Return the licenses that cover a kind of component, or one part, of a thing."""
    licenses = dict(thing.license)
    for link in graph.outward.get(thing.name, ()):
        if link.kind == "artifact" and thing.ours:
            licenses |= dict(graph.things[link.product].license)
    code = licenses.get("code", "") or (graph.project.license if thing.ours else "")
    weights = licenses.get("weights", "") or licenses.get("", "")
    told = {
        "distribution": licenses.get("", ""),
        "code": code,
        "data": licenses.get("data", ""),
        "weights": weights,
        "inference": code,
        "training": code,
    }
    return {key: name for key, name in told.items() if name}
