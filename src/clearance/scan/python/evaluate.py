"""What an expression makes of the strings inside it: one small function a kind."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from clearance.scan.python.call_values import of_call
from clearance.scan.python.items import of_dictionary, of_item
from clearance.scan.python.joins import of_binary, of_f_string
from clearance.scan.python.values import MOST, Context, Function, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clearance.scan.python.values import Evaluator


def strings_in(node: ast.expr, context: Context) -> Iterable[Text]:
    """Return the strings an expression can stand for, repetitions included."""
    evaluator = _BY_KIND.get(node.__class__)
    return evaluator(node, context) if evaluator else ()


def _of_name(node: ast.Name, context: Context) -> Iterator[Text]:
    """Follow a variable outward until a scope sets it."""
    scope = context.scope
    while True:
        values = context.names.values_of(node.id, scope)
        for value in values[:MOST]:
            yield from context.look_up(value, scope, context.depth)
        if isinstance(scope, Function):
            yield from _passed(node.id, scope, context)
        if values or scope is None:
            return
        scope = context.names.outer.get(id(scope))


def _passed(name: str, function: Function, context: Context) -> Iterator[Text]:
    """Yield what this file passes to a function for one of its arguments."""
    for way in _ways_to_pass(name, function.args):
        called = (_called_name(function, context), way)
        for value, scope in context.names.arguments.get(called, ())[:MOST]:
            yield from context.look_up(value, scope, context.depth + 1)


def _called_name(function: Function, context: Context) -> str:
    """Return the name by which a function is called; empty where several functions share it."""
    if function.name == "__init__":
        return context.names.classes.get(id(function), "")
    several = len(context.names.functions.get(function.name, ())) > 1
    return "" if several else function.name


def _ways_to_pass(name: str, arguments: ast.arguments) -> list[int | str]:
    """Return the keyword and the position by which an argument can be passed."""
    positional = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    if name not in positional:
        return [name] if name in [argument.arg for argument in arguments.kwonlyargs] else []
    bound = positional[0] in ("self", "cls")
    position = positional.index(name) - bound
    return [name, position] if position >= 0 else [name]


def _of_attribute(node: ast.Attribute, context: Context) -> Iterator[Text]:
    return context.of_attribute(node.attr)


def _of_elements(node: ast.List | ast.Tuple | ast.Set, context: Context) -> Iterator[Text]:
    return context.of_each(node.elts[:MOST])


def _either(node: ast.IfExp, context: Context) -> Iterator[Text]:
    return context.of_each((node.body, node.orelse))


def _any_operand(node: ast.BoolOp, context: Context) -> Iterator[Text]:
    return context.of_each(node.values)


def _inside(node: ast.Starred | ast.Await | ast.NamedExpr, context: Context) -> Iterable[Text]:
    return context.of(node.value)


_BY_KIND: dict[type[ast.AST], Evaluator] = {
    ast.Name: _of_name,
    ast.Attribute: _of_attribute,
    ast.JoinedStr: of_f_string,
    ast.BinOp: of_binary,
    ast.List: _of_elements,
    ast.Tuple: _of_elements,
    ast.Set: _of_elements,
    ast.Dict: of_dictionary,
    ast.Call: of_call,
    ast.Subscript: of_item,
    ast.IfExp: _either,
    ast.BoolOp: _any_operand,
    ast.Starred: _inside,
    ast.Await: _inside,
    ast.NamedExpr: _inside,
}
