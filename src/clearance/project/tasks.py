"""Tasks of models filled in: from a base, a license, or the models whose outputs they are trained
on.
"""

from __future__ import annotations

from dataclasses import replace

from clearance.graph.graph import Graph
from clearance.library.load import Library
from clearance.model import Project, Thing


def with_tasks(project: Project, library: Library) -> Project:
    """Return the project with the task of each model filled in from its base, its license, or the
    models whose
    outputs it is trained on; what was presumed rather than known goes to the assumptions.
    """
    graph = Graph(project, library)
    filled: dict[str, Thing] = {}
    assumptions = list(project.assumptions)

    def task(name: str, trail: frozenset[str]) -> tuple[str, str]:
        thing = filled.get(name, graph.things[name])
        if thing.kind != "model" or name in trail:
            return "", ""
        if thing.task:
            return thing.task, thing.task_from
        trail |= {name}
        for link in graph.inward.get(name, ()):
            if link.kind == "base":
                found, _ = task(link.object, trail)
                if found:
                    return found, f"its base {link.object}"
        family = _family_task(thing, library)
        if family:
            return family, "its license"
        return _task_of_teachers(name, trail)

    def _task_of_teachers(name: str, trail: frozenset[str]) -> tuple[str, str]:
        for link in graph.inward.get(name, ()):
            if link.kind == "distilled_from":
                found, _ = task(link.object, trail)
                if found:
                    return found, f"{link.object}, from which it is distilled"
            if link.kind == "trained_on":
                for made in graph.inward.get(link.object, ()):
                    if made.kind == "generated_by":
                        found, _ = task(made.object, trail)
                        if found:
                            return found, f"{made.object}, whose outputs it is trained on"
        return "", ""

    for thing in project.things:
        if thing.kind == "model" and not thing.task:
            found, where = task(thing.name, frozenset())
            if found:
                filled[thing.name] = replace(thing, task=found, task_from=where)
                if not where.startswith("its base"):
                    assumptions.append(f"{thing.name}: task {found} is presumed from {where}")
    things = tuple(filled.get(thing.name, thing) for thing in project.things)
    return replace(project, things=things, assumptions=tuple(assumptions))


def _family_task(thing: Thing, library: Library) -> str:
    for part, written in thing.license:
        if part in ("", "weights"):
            key = library.find(written, thing.obtained)
            return library.license(key).form.task if key else ""
    return ""
