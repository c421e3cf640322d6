"""Tasks of models filled in: from a base, a license, or the models whose outputs they are trained
on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from clearance.graph.graph import Graph
from clearance.library.load import Library
from clearance.model import Assumption, Project, Thing


class Task(NamedTuple):
    """The task of a model and where it is known from; both empty where nothing tells."""

    name: str = ""
    where: str = ""
    presumed: bool = True
    """whether it is presumed; what a model takes from its base is known"""


UNKNOWN = Task()


def with_tasks(project: Project, known: Library) -> Project:
    """Return the project with the task of each model filled in; what was presumed rather than known
    goes to the assumptions.
    """
    tasks = _Tasks(Graph(project, known))
    assumptions = list(project.assumptions)
    for thing in project.things:
        if thing.kind != "model" or thing.task:
            continue
        task = tasks.of(thing.name, frozenset())
        if task.name:
            tasks.filled[thing.name] = replace(thing, task=task.name, task_from=task.where)
            if task.presumed:
                text = f"{thing.name}: task {task.name} is presumed from {task.where}"
                assumptions.append(Assumption(text))
    things = tuple(tasks.filled.get(thing.name, thing) for thing in project.things)
    return replace(project, things=things, assumptions=tuple(assumptions))


class _Tasks:
    """The tasks of a graph's models, looked for in several places in turn."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.filled: dict[str, Thing] = {}

    def of(self, name: str, trail: frozenset[str]) -> Task:
        """Return the task of a thing; `trail` are the things that ask for it, for circles."""
        thing = self.filled.get(name, self.graph.things[name])
        if thing.kind != "model" or name in trail:
            return UNKNOWN
        if thing.task:
            return Task(thing.task, thing.task_from)
        found = (task for task in self._candidates(thing, trail | {name}) if task.name)
        return next(found, UNKNOWN)

    def _candidates(self, thing: Thing, trail: frozenset[str]) -> Iterator[Task]:
        """Yield what may tell a task, the best first: its bases, its license, its teachers."""
        links = self.graph.inward.get(thing.name, ())
        for link in links:
            if link.kind == "base":
                task = self.of(link.object, trail).name
                yield Task(task, f"its base {link.object}", presumed=False)
        yield Task(self._of_license(thing), "its license")
        for link in links:
            if link.kind == "distilled_from":
                where = f"{link.object}, from which it is distilled"
                yield Task(self.of(link.object, trail).name, where)
            if link.kind == "trained_on":
                yield from self._writers(link.object, trail)

    def _writers(self, data: str, trail: frozenset[str]) -> Iterator[Task]:
        """Yield the tasks of the models whose outputs a data set holds."""
        for link in self.graph.inward.get(data, ()):
            if link.kind == "generated_by":
                where = f"{link.object}, whose outputs it is trained on"
                yield Task(self.of(link.object, trail).name, where)

    def _of_license(self, thing: Thing) -> str:
        form = self.graph.weights_license(thing)
        return form.task if form else ""
