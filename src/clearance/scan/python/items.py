"""Dictionaries that are written in a file, and items read from them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from clearance.scan.python.values import MOST, Context, Text, literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def of_item(node: ast.Subscript, context: Context) -> Iterator[Text]:
    """Read `table["key"]`, also where the table is the options of a parser."""
    tables, key = _dictionaries(node.value, context), node.slice
    for table in tables:
        yield from context.of_each(_chosen(table, key))
    name = literal_text(key)
    if name is not None:
        yield from context.of_attribute(name)
    elif not tables:
        yield from context.of(node.value)


def _chosen(table: ast.Dict, key: ast.expr) -> list[ast.expr]:
    """Return the values under a key; all of them where the key is not known."""
    if not isinstance(key, ast.Constant):
        return table.values
    return [
        value
        for known, value in zip(table.keys, table.values, strict=True)
        if isinstance(known, ast.Constant) and known.value == key.value
    ]


def _dictionaries(node: ast.expr, context: Context) -> list[ast.Dict]:
    """Return the dictionaries written in this file that an expression can stand for."""
    values: Sequence[ast.expr] = ()
    if isinstance(node, ast.Dict):
        values = [node]
    elif isinstance(node, ast.Name):
        names = context.names
        values = names.values_of(node.id, context.scope) or names.values_of(node.id, None)
    elif isinstance(node, ast.Attribute):
        values = context.names.values_of_attribute(node.attr)
    return [value for value in values if isinstance(value, ast.Dict)]


def of_table(node: ast.expr, context: Context) -> Iterator[Text]:
    """Yield the strings of all values of a table, which may be a name for one."""
    for table in _dictionaries(node, context):
        yield from of_dictionary(table, context)


def of_dictionary(node: ast.Dict, context: Context) -> Iterator[Text]:
    """Yield the strings of all values of a dictionary."""
    return context.of_each(node.values[:MOST])
