"""What the names and expressions of one Python file can stand for, as data."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Evaluator = Callable[[Any, "Context"], Iterable["Text"]]

MOST = 48
"""No more strings than this are kept for one expression, and no more values for one name."""
Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | None
"""The function whose variables a name belongs to; None for the module."""


@dataclass(frozen=True)
class Text:
    """A constant string and its line; `joined` if it was put together."""

    text: str
    line: int
    joined: bool = False


@dataclass
class Names:
    """What the names of one file stand for, gathered in one walk."""

    variables: dict[tuple[int, str], list[ast.expr]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """(id of the scope or 0, name) -> values"""
    attributes: dict[str, list[ast.expr]] = field(default_factory=lambda: defaultdict(list))
    """fields, self.x = …, options of parsers by their destination"""
    functions: dict[str, list[Function]] = field(default_factory=lambda: defaultdict(list))
    arguments: dict[tuple[str, int | str], list[tuple[ast.expr, Scope]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """(function, position or keyword) -> what this file passes"""
    classes: dict[int, str] = field(default_factory=dict)
    """id of a method -> the class around it"""
    outer: dict[int, Scope] = field(default_factory=dict)
    """id of a function -> the function around it"""

    def values_of(self, name: str, scope: Scope) -> Sequence[ast.expr]:
        """Return what a variable of one scope, and of no other, is set to."""
        return self.variables.get((id(scope) if scope else 0, name), ())

    def values_of_attribute(self, name: str) -> Sequence[ast.expr]:
        """Return what an attribute is set to, on whichever object."""
        return self.attributes.get(name, ())


@dataclass(frozen=True, slots=True)
class Context:
    """The place of an expression, and the way to look up the expressions inside it."""

    names: Names
    look_up: Callable[[ast.expr, Scope, int], list[Text]]
    scope: Scope
    depth: int
    """number of look-ups around this one"""

    def of(self, node: ast.expr) -> list[Text]:
        """Return the strings that an expression at this place can stand for."""
        return self.look_up(node, self.scope, self.depth)

    def of_each(self, nodes: Sequence[ast.expr]) -> Iterator[Text]:
        """Yield the strings of several expressions at this place, one after the other."""
        for node in nodes:
            yield from self.of(node)

    def of_attribute(self, name: str) -> Iterator[Text]:
        """Yield the strings that an attribute stands for, on whichever object."""
        for value in self.names.values_of_attribute(name)[:MOST]:
            yield from self.look_up(value, None, self.depth)


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for a chain of names, `?.c` where the chain starts with something else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "?")
    return ".".join(reversed(parts))


def last_name(node: ast.expr) -> str:
    """Return the last part of the dotted name of an expression."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else "?"


def literal_text(node: ast.AST | None) -> str | None:
    """Return the string that a node spells out, or None for every other node."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def keywords_of(node: ast.Call) -> dict[str | None, ast.expr]:
    """Return what a call gives by keyword; `**more` has the name None."""
    return {keyword.arg: keyword.value for keyword in node.keywords}
