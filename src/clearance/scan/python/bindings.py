"""Gathers in one walk what the names of a Python file stand for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from clearance.scan.python.options import option_values
from clearance.scan.python.values import MOST, Function, Names, Scope, last_name
from clearance.scan.python.walker import Walker

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_ARGUMENTS = 12


class Gather(Walker):
    """Fills Names from a module."""

    passed_over = Walker.passed_over - {ast.Import, ast.ImportFrom} | {ast.Constant}

    def __init__(self) -> None:
        super().__init__()
        self.names = Names()
        self.imports: dict[str, str] = {}
        """name in this file -> dotted name of what was imported"""
        self.scope: Scope = None

    # Imports

    def visit_Import(self, node: ast.Import) -> None:
        """Remember aliases of modules."""
        for alias in node.names:
            package = alias.name.split(".")[0]
            self.imports[alias.asname or package] = alias.name if alias.asname else package

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Remember where names come from."""
        for alias in node.names:
            source = f"{node.module or ''}.{alias.name}".lstrip(".")
            self.imports[alias.asname or alias.name] = source

    # Assignments and loops

    def visit_Assign(self, node: ast.Assign) -> None:
        """Remember what the targets stand for."""
        self._set_all(node)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Remember variables and fields with a type."""
        self._set_all(node)
        self.generic_visit(node)

    def _set_all(self, node: ast.Assign | ast.AnnAssign) -> None:
        for target, value in _assignments(node):
            self._set(target, value)

    def _set(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._set_variable(target.id, value)
        elif isinstance(target, ast.Attribute):
            self.names.attributes[target.attr].append(value)
        elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
            for inner_target, inner_value in zip(target.elts, value.elts, strict=False):
                self._set(inner_target, inner_value)

    def _set_variable(self, name: str, value: ast.expr) -> None:
        self.names.variables[id(self.scope) if self.scope else 0, name].append(value)
        if self.scope is None:  # read as `module.name` too
            self.names.attributes[name].append(value)

    def visit_For(self, node: ast.For) -> None:
        """Let a loop variable stand for the elements."""
        self._loop(node.target, node.iter)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        """Treat the variable of a comprehension like that of a loop."""
        self._loop(node.target, node.iter)
        self.generic_visit(node)

    def _loop(self, target: ast.expr, iterated: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._set(target, ast.Starred(value=iterated, ctx=ast.Load()))
        elif isinstance(target, ast.Tuple) and isinstance(iterated, ast.List | ast.Tuple):
            for element in iterated.elts[:MOST]:
                self._set(target, element)

    # Classes and functions

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Fields of a class are attributes, not variables."""
        for statement in node.body:
            self.names.classes[id(statement)] = node.name
            for target, value in _assignments(statement):
                if isinstance(target, ast.Name):
                    self.names.attributes[target.id].append(value)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Open a scope."""
        self.names.functions[node.name].append(node)
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """Open a scope."""
        self.names.functions[node.name].append(node)
        self._function(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Open a scope."""
        self._function(node)

    def _function(self, node: Function | ast.Lambda) -> None:
        self.names.outer[id(node)] = self.scope
        for name, default in defaults(node.args):
            self.names.variables[id(node), name].append(default)
        around, self.scope = self.scope, node
        self.generic_visit(node)
        self.scope = around

    # Calls

    def visit_Call(self, node: ast.Call) -> None:
        """Remember what functions are given and what options default to."""
        function = last_name(node.func)
        for way, value in _passed(node):
            self.names.arguments[function, way].append((value, self.scope))
        for option, value in option_values(node):
            self.names.attributes[option].append(value)
        self.generic_visit(node)


def _assignments(node: ast.stmt) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield the targets of a statement with the value that each is given."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield target, node.value
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield node.target, node.value


def _passed(node: ast.Call) -> Iterator[tuple[int | str, ast.expr]]:
    """Yield what a call passes, by position and by keyword."""
    yield from enumerate(node.args[:_MOST_ARGUMENTS])
    for keyword in node.keywords:
        if keyword.arg:
            yield keyword.arg, keyword.value


def defaults(args: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    """Yield the arguments of a function that have a default."""
    positional = [*args.posonlyargs, *args.args]
    with_default = positional[len(positional) - len(args.defaults) :]
    for argument, default in zip(with_default, args.defaults, strict=True):
        yield argument.arg, default
    for argument, keyword_default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        if keyword_default is not None:
            yield argument.arg, keyword_default
