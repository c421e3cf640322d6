"""What calls make of the strings they are given, by the last part of their name."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from clearance.scan.python.items import of_table
from clearance.scan.python.joins import filled, joined, templates
from clearance.scan.python.values import Context, Text, dotted, keywords_of, last_name, literal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clearance.scan.python.values import Evaluator


def _field(node: ast.Call, context: Context) -> Iterable[Text]:
    """Read the default of a field or an option: `Field(default="x")`, `Option("x")`."""
    given = keywords_of(node)
    first = node.args[0] if node.args else None
    value = given.get("default") or first or given.get("default_factory")
    if isinstance(value, ast.Lambda):
        value = value.body
    return context.of(value) if value is not None else ()


def _fallback(node: ast.Call, context: Context) -> Iterable[Text]:
    """Read what a look-up gives where nothing is found: `getenv("MODEL", "x")`."""
    return context.of(node.args[-1]) if len(node.args) > 1 else ()


def _get(node: ast.Call, context: Context) -> Iterator[Text]:
    """Read `table.get(key, "x")`; the environment is no table of this file."""
    yield from _fallback(node, context)
    if len(node.args) <= 1 or "environ" not in dotted(node.func):
        yield from of_table(_receiver(node), context)


def _join(node: ast.Call, context: Context) -> Iterable[Text]:
    """Read `"/".join([a, b])` and `os.path.join(a, b)`."""
    separator = _receiver(node)
    parts = node.args[0] if node.args else None
    if isinstance(separator, ast.Constant) and isinstance(parts, ast.List | ast.Tuple):
        return joined(parts.elts, context, node.lineno, between=str(separator.value))
    if "path" in dotted(node.func):
        return joined(node.args, context, node.lineno, between="/")
    return ()


def _format(node: ast.Call, context: Context) -> Iterator[Text]:
    """Read `"{}/{}".format(a, b)`."""
    if node.keywords:
        return
    for pieces in templates(_receiver(node), "{}", len(node.args), context):
        yield from filled(pieces, node.args, context, node.lineno)


def _same_as_argument(node: ast.Call, context: Context) -> Iterator[Text]:
    """Read what is only converted: `Path("x")`, `cast(str, "x")`."""
    return context.of_each(node.args[-1:])


def _same_as_receiver(node: ast.Call, context: Context) -> Iterable[Text]:
    """Read `name.strip()` and its like: what they change does not matter for a name."""
    return context.of(_receiver(node))


def _changed(node: ast.Call, context: Context) -> Iterator[Text]:
    """Do what `name.replace(".pth", "")` and its like do to each string."""
    change = last_name(node.func)
    given = [text for text in map(literal_text, node.args) if text is not None]
    wanted = 2 if change == "replace" else 1
    if len(given) != len(node.args) or len(given) != wanted:
        return
    for text in context.of(_receiver(node)):
        yield Text(getattr(text.text, change)(*given), text.line, joined=True)


def _receiver(node: ast.Call) -> ast.expr:
    """Return the object whose method is called."""
    return node.func.value if isinstance(node.func, ast.Attribute) else node.func


def _rows(names: str, evaluator: Evaluator) -> dict[str, Evaluator]:
    return dict.fromkeys(names.split(), evaluator)


_ANYWHERE = {
    **_rows("field Field Option Argument Parameter Query SettingsConfigDict Flag", _field),
    **_rows("getenv get getattr pop config env setdefault", _fallback),
}
_FUNCTIONS = {
    **_rows("str Path list tuple sorted set strip cast SecretStr", _same_as_argument),
    **_ANYWHERE,
}
_METHODS = {
    **_ANYWHERE,
    "get": _get,
    "join": _join,
    "format": _format,
    **_rows("strip rstrip lower keys values items copy", _same_as_receiver),
    **_rows("replace removesuffix removeprefix", _changed),
}


def of_call(node: ast.Call, context: Context) -> Iterable[Text]:
    """Return what a call gives back, for the functions and methods that are known."""
    rows = _METHODS if isinstance(node.func, ast.Attribute) else _FUNCTIONS
    evaluator = rows.get(last_name(node.func))
    return evaluator(node, context) if evaluator else ()
