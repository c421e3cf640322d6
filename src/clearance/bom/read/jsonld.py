"""JSON-LD in the compact form that SPDX 3 fixes, read as plain JSON: every element of a graph,
none inside another.
"""

from __future__ import annotations

from typing import Any

from clearance.problems import Problem

Element = dict[str, Any]
COMPACT = {"@id": "spdxId", "@type": "type"}
"""Words of JSON-LD -> words of its compact form."""
DEEPEST = 50
"""Elements inside elements."""


def listed(value: Any) -> list[Any]:
    """Return a value that JSON-LD lets stand alone as a list."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def flat(data: dict[str, Any], shown: str) -> list[Element]:
    """Return every element, those that stand inside others too, each of them replaced by its id
    where it stood; raise Problem where the graph is none.
    """
    graph = data.get("@graph", [data])
    if not isinstance(graph, list):
        raise Problem("@graph is no list", where=shown)
    taken = _Taken(shown)
    for at, element in enumerate(graph):
        if not isinstance(element, dict):
            raise Problem(f"@graph.{at} is no object", where=shown)
        taken.take(element, 0)
    return taken.elements


class _Taken:
    """Elements taken out of one another, the inner ones first."""

    def __init__(self, shown: str) -> None:
        self.elements: list[Element] = []
        self._shown = shown

    def take(self, element: Element, depth: int) -> Any:
        """Add an element and what stands inside it, and return its id."""
        if depth > DEEPEST:
            raise Problem("is nested too deeply", where=self._shown)
        compact = {
            COMPACT.get(key, key): self._outer(value, depth) for key, value in element.items()
        }
        self.elements.append(compact)
        return compact.get("spdxId")

    def _outer(self, value: Any, depth: int) -> Any:
        if isinstance(value, list):
            return [self._referred(row, depth) for row in value]
        return self._referred(value, depth)

    def _referred(self, value: Any, depth: int) -> Any:
        """Return the id where a value is an element or a reference written as an object."""
        if not isinstance(value, dict) or not _has(value, "spdxId", "@id"):
            return value
        if _has(value, "type", "@type"):
            return self.take(value, depth + 1)
        return value.get("spdxId", value.get("@id"))


def _has(value: dict[str, Any], *words: str) -> bool:
    return not value.keys().isdisjoint(words)
