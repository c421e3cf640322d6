"""The observers: each looks at one project and yields facts of one question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from clearance.facts import Fact
from clearance.graph.graph import Graph
from clearance.library.load import Library
from clearance.model import Project
from clearance.observe import (
    artifacts,
    compatibility,
    duties,
    evidence,
    grounds,
    lock,
    relabeling,
    sources,
    terms,
)
from clearance.observe.context import Beside, Context
from clearance.openness import observer as openness

Observer = Callable[[Context], Iterable[Fact]]

OBSERVERS: dict[str, Observer] = {
    "terms": terms.observe,
    "duties": duties.observe,
    "sources": sources.observe,
    "lock": lock.observe,
    "evidence": evidence.observe,
    "grounds": grounds.observe,
    "artifacts": artifacts.observe,
    "compatibility": compatibility.observe,
    "relabeling": relabeling.observe,
    "openness": openness.observe,
}
"""What is observed of every project, in this order."""


def look_at(project: Project, known: Library, beside: Beside | None = None) -> Context:
    """Return a joined project as observers see it."""
    graph = Graph(project, known)
    branches = [terms.best_branch(graph, thing) for thing in project.things]
    return Context(graph, branches, beside or Beside())


def observe(context: Context) -> Iterator[Fact]:
    """Yield every fact of a project."""
    for observer in OBSERVERS.values():
        yield from observer(context)
