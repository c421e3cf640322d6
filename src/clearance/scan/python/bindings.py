"""Gathers in one walk what the names of a Python file stand for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from clearance.scan.keys import fold
from clearance.scan.python.constants import MOST, Names, Scope, dotted
from clearance.scan.python.walker import Walker

if TYPE_CHECKING:
    from collections.abc import Iterator


class Gather(Walker):
    """Fills Names from a module."""

    passed_over = Walker.passed_over - {ast.Import, ast.ImportFrom} | {ast.Constant}

    def __init__(self) -> None:
        super().__init__()
        self.names = Names()
        self.imports: dict[str, str] = {}
        self.scope: Scope = None

    def visit_Import(self, node: ast.Import) -> None:  # noqa: N802 — named by ast
        """Remember aliases of modules."""
        for alias in node.names:
            self.imports[alias.asname or alias.name.split(".")[0]] = (
                alias.name if alias.asname else alias.name.split(".")[0]
            )

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:  # noqa: N802 — named by ast
        """Remember where names come from."""
        for alias in node.names:
            self.imports[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}".lstrip(
                "."
            )

    def _set(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.names.variables.setdefault(
                (id(self.scope) if self.scope else 0, target.id), []
            ).append(value)
            if self.scope is None:
                self.names.attributes.setdefault(target.id, []).append(value)
        elif isinstance(target, ast.Attribute):
            self.names.attributes.setdefault(target.attr, []).append(value)
        elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
            for one, part in zip(target.elts, value.elts, strict=False):
                self._set(one, part)

    def visit_Assign(self, node: ast.Assign) -> None:  # noqa: N802 — named by ast
        """Remember what the targets stand for."""
        for target in node.targets:
            self._set(target, node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:  # noqa: N802 — named by ast
        """Remember variables and fields with a type."""
        if node.value is not None:
            self._set(node.target, node.value)
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:  # noqa: N802 — named by ast
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
        elif isinstance(target, ast.Tuple):
            rows = iterated.elts if isinstance(iterated, ast.List | ast.Tuple) else []
            for row in rows[:MOST]:
                self._set(target, row)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:  # noqa: N802 — named by ast
        """Fields of a class are attributes, not variables."""
        for part in node.body:
            self.names.classes[id(part)] = node.name
            if (
                isinstance(part, ast.AnnAssign)
                and part.value is not None
                and isinstance(part.target, ast.Name)
            ):
                self.names.attributes.setdefault(part.target.id, []).append(part.value)
            elif isinstance(part, ast.Assign):
                for target in part.targets:
                    if isinstance(target, ast.Name):
                        self.names.attributes.setdefault(target.id, []).append(part.value)
        self.generic_visit(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        self.names.outer[id(node)] = self.scope
        for arg, default in defaults(node.args):
            self.names.variables.setdefault((id(node), arg), []).append(default)
        before, self.scope = self.scope, node
        self.generic_visit(node)
        self.scope = before

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:  # noqa: N802 — named by ast
        """Open a scope."""
        self.names.functions.setdefault(node.name, []).append(node)
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:  # noqa: N802 — named by ast
        """Open a scope."""
        self.names.functions.setdefault(node.name, []).append(node)
        self._function(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:  # noqa: N802 — named by ast
        """Open a scope."""
        self._function(node)

    def visit_Call(self, node: ast.Call) -> None:  # noqa: N802 — named by ast
        """Remember what functions are given and what options default to."""
        name = dotted(node.func).rsplit(".", 1)[-1]
        for at, arg in enumerate(node.args[:12]):
            self.names.arguments.setdefault((name, at), []).append((arg, self.scope))
        for keyword in node.keywords:
            if keyword.arg:
                self.names.arguments.setdefault((name, keyword.arg), []).append(
                    (keyword.value, self.scope)
                )
        for option, value in option_values(node):
            self.names.attributes.setdefault(option, []).append(value)
        self.generic_visit(node)


def defaults(args: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    """Yield the arguments of a function that have a default."""
    positional = [*args.posonlyargs, *args.args]
    for arg, default in zip(
        positional[len(positional) - len(args.defaults) :], args.defaults, strict=True
    ):
        yield arg.arg, default
    for arg, maybe in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        if maybe is not None:
            yield arg.arg, maybe


def option_values(node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Yield name and default or choices of an option: argparse, click, typer, absl flags."""
    last = dotted(node.func).rsplit(".", 1)[-1]
    if last.startswith("DEFINE_") and len(node.args) > 1 and isinstance(node.args[0], ast.Constant):
        yield fold(str(node.args[0].value)), node.args[1]
        return
    if last not in ("add_argument", "option", "Option", "Argument", "argument", "add_option"):
        return
    flags = [
        arg.value
        for arg in node.args
        if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    ]
    named = [
        flag for flag in flags if not (flag.startswith("-") and not flag.startswith("--"))
    ] or flags
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    dest = given.get("dest")
    name = (
        dest.value
        if isinstance(dest, ast.Constant) and isinstance(dest.value, str)
        else named[0]
        if named
        else ""
    )
    for key in ("default", "choices", "const", "type"):
        value = given.get(key)
        if value is not None and name:
            if key == "type":
                value = (
                    value.args[0]
                    if isinstance(value, ast.Call)
                    and dotted(value.func).endswith("Choice")
                    and value.args
                    else None
                )
            if value is not None:
                yield fold(name), value
