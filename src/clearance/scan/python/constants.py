"""Finds the constant strings that an expression of one Python file can stand for.

Nothing is run: a look-up follows names, and a table says what each kind of expression makes of
the strings inside it.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from clearance.scan.python.evaluate import strings_in
from clearance.scan.python.values import MOST, Context, Names, Scope, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DEPTH = 7
STEPS = 2000


class Constants:
    """Looks expressions up in Names; every answer is short, whatever the file holds."""

    def __init__(self, names: Names, tick: Callable[[], None] = lambda: None) -> None:
        self.names = names
        self.tick = tick
        self.known: dict[tuple[int, int], list[Text]] = {}
        """(id of an expression, id of its scope) -> its strings"""
        self.steps = 0
        """number of expressions that the look-up under way has visited"""

    def of(self, node: ast.expr, scope: Scope, depth: int = 0) -> list[Text]:
        """Return the strings an expression can stand for, at most a few dozen."""
        if isinstance(node, ast.Constant):
            return [Text(node.value, node.lineno)] if isinstance(node.value, str) else []
        if depth == 0:
            self.steps = 0
        key = (id(node), id(scope))
        if key in self.known:
            return self.known[key]
        self.tick()
        self.steps += 1
        if depth > DEPTH or self.steps > STEPS:
            return []
        return self._looked_up(key, node, Context(self.names, self.of, scope, depth + 1))

    def _looked_up(self, key: tuple[int, int], node: ast.expr, context: Context) -> list[Text]:
        """Look an expression up and remember the answer where it is complete."""
        self.known[key] = []  # a name that stands for itself
        answer = _first_different(strings_in(node, context))
        if answer and self.steps <= STEPS:
            self.known[key] = answer
        else:
            del self.known[key]  # cut short, or inside a circle: another way may give more
        return answer


def _first_different(texts: Iterable[Text]) -> list[Text]:
    different: dict[Text, None] = {}
    for text in texts:
        different[text] = None
        if len(different) >= MOST:
            break
    return list(different)
