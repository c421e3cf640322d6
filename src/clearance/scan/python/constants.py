"""Finds the constant strings that an expression of one Python file can stand for, without running
anything.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEPTH = 7
MOST = 48
STEPS = 2000
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | None


@dataclass(frozen=True)
class Text:
    """A constant string and the line it stands on; `joined` if it was put together."""

    text: str
    line: int
    joined: bool = False


@dataclass
class Names:
    """What the names of one file stand for, gathered in one walk."""

    variables: dict[tuple[int, str], list[ast.expr]] = field(default_factory=dict)
    """(id of the scope or 0, name) -> values"""
    attributes: dict[str, list[ast.expr]] = field(default_factory=dict)
    """fields, self.x = …, options of parsers by their destination"""
    functions: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]] = field(default_factory=dict)
    arguments: dict[tuple[str, int | str], list[tuple[ast.expr, Scope]]] = field(
        default_factory=dict
    )
    """(function, position or keyword) -> what this file passes"""
    classes: dict[int, str] = field(default_factory=dict)
    """id of a method -> the class around it"""
    outer: dict[int, Scope] = field(default_factory=dict)
    """id of a function -> the function around it"""


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for a chain of names, `?.c` where the chain starts with something else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "?")
    return ".".join(reversed(parts))


class Constants:
    """Looks expressions up in Names; every answer is short, whatever the file holds."""

    def __init__(self, names: Names, tick: Callable[[], None] = lambda: None) -> None:
        self.names = names
        self.tick = tick
        self.known: dict[tuple[int, int], list[Text]] = {}
        self.steps = 0

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
        self.known[key] = []  # a name that stands for itself
        found: dict[Text, None] = {}
        for text in self._parts(node, scope, depth + 1):
            found[text] = None
            if len(found) >= MOST:
                break
        if found and self.steps <= STEPS:
            self.known[key] = list(found)
        else:
            del self.known[key]  # cut short, or inside a circle: another way may give more
        return list(found)

    def _parts(self, node: ast.expr, scope: Scope, depth: int) -> Iterator[Text]:
        if isinstance(node, ast.Name):
            yield from self._name(node.id, scope, depth)
        elif isinstance(node, ast.Attribute):
            for value in self.names.attributes.get(node.attr, ())[:MOST]:
                yield from self.of(value, None, depth)
        elif isinstance(node, ast.JoinedStr):
            yield from self._join(
                [
                    part.value if isinstance(part, ast.FormattedValue) else part
                    for part in node.values
                ],
                "",
                scope,
                depth,
                node.lineno,
            )
        elif isinstance(node, ast.BinOp):
            yield from self._binary(node, scope, depth)
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            for part in node.elts[:MOST]:
                yield from self.of(part, scope, depth)
        elif isinstance(node, ast.Dict):
            for part in node.values[:MOST]:
                yield from self.of(part, scope, depth)
        elif isinstance(node, ast.Call):
            yield from self._call(node, scope, depth)
        elif isinstance(node, ast.Subscript):
            yield from self._item(node, scope, depth)
        else:
            for part in self._inner(node):
                yield from self.of(part, scope, depth)

    @staticmethod
    def _inner(node: ast.expr) -> list[ast.expr]:
        if isinstance(node, ast.IfExp):
            return [node.body, node.orelse]
        if isinstance(node, ast.BoolOp):
            return node.values
        if isinstance(node, ast.Starred | ast.Await | ast.NamedExpr):
            return [node.value]
        return []

    def _name(self, name: str, scope: Scope, depth: int) -> Iterator[Text]:
        while True:
            values = self.names.variables.get((id(scope) if scope else 0, name))
            if values:
                for value in values[:MOST]:
                    yield from self.of(value, scope, depth)
            if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from self._argument(name, scope, depth)
            if values or scope is None:
                return
            scope = self.names.outer.get(id(scope))

    def _argument(
        self, name: str, scope: ast.FunctionDef | ast.AsyncFunctionDef, depth: int
    ) -> Iterator[Text]:
        params = [arg.arg for arg in (*scope.args.posonlyargs, *scope.args.args)]
        if name not in params and name not in [arg.arg for arg in scope.args.kwonlyargs]:
            return
        at = params.index(name) if name in params else -1
        if params[:1] in (["self"], ["cls"]):
            at -= 1
        called = self.names.classes.get(id(scope), "") if scope.name == "__init__" else scope.name
        if scope.name != "__init__" and len(self.names.functions.get(scope.name, ())) > 1:
            return
        keys: list[int | str] = [name, at] if at >= 0 else [name]
        for key in keys:
            for value, where in self.names.arguments.get((called, key), ())[:MOST]:
                yield from self.of(value, where, depth + 1)

    def _join(
        self, parts: list[ast.expr], between: str, scope: Scope, depth: int, line: int
    ) -> Iterator[Text]:
        options: list[list[Text]] = []
        for part in parts[:12]:
            texts = self.of(part, scope, depth)
            if not texts and isinstance(part, ast.Constant) and isinstance(part.value, int | float):
                texts = [Text(str(part.value), line)]
            if not texts:
                return
            options.append(texts[:12])
        for chosen, _ in zip(product(*options), range(MOST), strict=False):
            yield Text(between.join(text.text for text in chosen), line, joined=True)

    def _binary(self, node: ast.BinOp, scope: Scope, depth: int) -> Iterator[Text]:
        if isinstance(node.op, ast.Add):
            if self._is_list(node.left) or self._is_list(node.right):
                yield from self.of(node.left, scope, depth)
                yield from self.of(node.right, scope, depth)
                return
            left = self.of(node.left, scope, depth)
            right = self.of(node.right, scope, depth)
            if left and not right and left[0].text.count("/") > 5:
                yield from (Text(text.text + "?", text.line, joined=True) for text in left)
            yield from self._join([node.left, node.right], "", scope, depth, node.lineno)
        elif isinstance(node.op, ast.Mod):
            values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            for form in self.of(node.left, scope, depth)[:4]:
                pieces = form.text.split("%s")
                if len(pieces) == len(values) + 1 and "%" not in "".join(pieces):
                    yield from self._filled(pieces, values, scope, depth, node.lineno)
        elif isinstance(node.op, ast.Div):
            yield from self._join([node.left, node.right], "/", scope, depth, node.lineno)

    def _is_list(self, node: ast.expr, depth: int = 0) -> bool:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._is_list(node.left, depth + 1) or self._is_list(node.right, depth + 1)
        if isinstance(node, ast.Name) and depth < DEPTH:
            values = self.names.variables.get((0, node.id), ())
            return any(
                self._is_list(value, depth + 1)
                for value in values[:MOST]
                if not isinstance(value, ast.Name)
            )
        return isinstance(node, ast.List | ast.Tuple | ast.ListComp)

    def _filled(
        self, pieces: list[str], values: list[ast.expr], scope: Scope, depth: int, line: int
    ) -> Iterator[Text]:
        parts: list[ast.expr] = [ast.Constant(pieces[0], lineno=line)]
        for value, piece in zip(values, pieces[1:], strict=False):
            parts += [value, ast.Constant(piece, lineno=line)]
        yield from self._join(parts, "", scope, depth, line)

    def _call(self, node: ast.Call, scope: Scope, depth: int) -> Iterator[Text]:
        name = dotted(node.func)
        last = name.rsplit(".", 1)[-1]
        if last in (
            "field",
            "Field",
            "Option",
            "Argument",
            "Parameter",
            "Query",
            "SettingsConfigDict",
            "Flag",
        ):
            yield from self._field(node, scope, depth)
        elif (
            last in ("getenv", "get", "getattr", "pop", "config", "env", "setdefault")
            and len(node.args) > 1
        ):
            yield from self.of(node.args[-1], scope, depth)
            if last == "get" and isinstance(node.func, ast.Attribute) and "environ" not in name:
                yield from self._table(node.func.value, scope, depth)
        elif last == "get" and isinstance(node.func, ast.Attribute):
            yield from self._table(node.func.value, scope, depth)
        elif last == "join" and isinstance(node.func, ast.Attribute):
            if (
                isinstance(node.func.value, ast.Constant)
                and node.args
                and isinstance(node.args[0], ast.List | ast.Tuple)
            ):
                yield from self._join(
                    node.args[0].elts, str(node.func.value.value), scope, depth, node.lineno
                )
            elif "path" in name:
                yield from self._join(node.args, "/", scope, depth, node.lineno)
        elif last == "format" and isinstance(node.func, ast.Attribute) and not node.keywords:
            for form in self.of(node.func.value, scope, depth)[:4]:
                pieces = form.text.split("{}")
                if len(pieces) == len(node.args) + 1:
                    yield from self._filled(pieces, node.args, scope, depth, node.lineno)
        elif "." not in name and last in (
            "str",
            "Path",
            "list",
            "tuple",
            "sorted",
            "set",
            "strip",
            "cast",
            "SecretStr",
        ):
            for part in node.args[-1:]:
                yield from self.of(part, scope, depth)
        elif last in ("strip", "rstrip", "lower", "keys", "values", "items", "copy") and isinstance(
            node.func, ast.Attribute
        ):
            yield from self.of(node.func.value, scope, depth)
        elif last in ("replace", "removesuffix", "removeprefix") and isinstance(
            node.func, ast.Attribute
        ):
            yield from self._changed(node, scope, depth)

    def _changed(self, node: ast.Call, scope: Scope, depth: int) -> Iterator[Text]:
        """Do what `name.replace(".pth", "")` and its like do to each string."""
        given = [
            part.value
            for part in node.args
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        change = node.func
        if (
            not isinstance(change, ast.Attribute)
            or len(given) != len(node.args)
            or len(given) != (2 if change.attr == "replace" else 1)
        ):
            return
        for text in self.of(change.value, scope, depth):
            yield Text(getattr(text.text, change.attr)(*given), text.line, joined=True)

    def _field(self, node: ast.Call, scope: Scope, depth: int) -> Iterator[Text]:
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        value = (
            given.get("default")
            or (node.args[0] if node.args else None)
            or given.get("default_factory")
        )
        if isinstance(value, ast.Lambda):
            value = value.body
        if value is not None:
            yield from self.of(value, scope, depth)

    def _table(self, node: ast.expr, scope: Scope, depth: int) -> Iterator[Text]:
        for table in self._dicts(node, scope):
            for part in table.values[:MOST]:
                yield from self.of(part, scope, depth)

    def _dicts(self, node: ast.expr, scope: Scope) -> list[ast.Dict]:
        if isinstance(node, ast.Dict):
            return [node]
        if isinstance(node, ast.Name):
            values = self.names.variables.get(
                (id(scope) if scope else 0, node.id)
            ) or self.names.variables.get((0, node.id), [])
            return [value for value in values if isinstance(value, ast.Dict)]
        if isinstance(node, ast.Attribute):
            return [
                value
                for value in self.names.attributes.get(node.attr, [])
                if isinstance(value, ast.Dict)
            ]
        return []

    def _item(self, node: ast.Subscript, scope: Scope, depth: int) -> Iterator[Text]:
        index = node.slice
        for table in self._dicts(node.value, scope):
            for key, value in zip(table.keys, table.values, strict=True):
                chosen = not isinstance(index, ast.Constant) or (
                    isinstance(key, ast.Constant) and key.value == index.value
                )
                if chosen:
                    yield from self.of(value, scope, depth)
        if isinstance(index, ast.Constant) and isinstance(index.value, str):
            for value in self.names.attributes.get(index.value, ())[:MOST]:
                yield from self.of(value, None, depth)
        elif not self._dicts(node.value, scope):
            yield from self.of(node.value, scope, depth)
