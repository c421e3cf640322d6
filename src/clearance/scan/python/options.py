"""Options of command lines in Python: argparse, optparse, click, typer, absl flags."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from clearance.scan.keys import fold
from clearance.scan.python.values import keywords_of, last_name, literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECLARES = frozenset("add_argument add_option argument option Argument Option".split())


def option_values(node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Yield the name of an option with its default and with its choices."""
    call = last_name(node.func)
    if call.startswith("DEFINE_"):
        yield from _flag(node)
    elif call in _DECLARES:
        given = keywords_of(node)
        name = _name(node, given)
        for value in _values(given) if name else ():
            yield fold(name), value


def _flag(node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Read `DEFINE_string("model", "default", …)` of absl."""
    if len(node.args) > 1 and isinstance(node.args[0], ast.Constant):
        yield fold(str(node.args[0].value)), node.args[1]


def _name(node: ast.Call, given: dict[str | None, ast.expr]) -> str:
    """Return the destination of an option, or its first flag that is not a short one."""
    destination = literal_text(given.get("dest"))
    if destination is not None:
        return destination
    flags = [flag for flag in map(literal_text, node.args) if flag is not None]
    return next((flag for flag in flags if not _is_short(flag)), flags[0] if flags else "")


def _is_short(flag: str) -> bool:
    return flag.startswith("-") and not flag.startswith("--")


def _values(given: dict[str | None, ast.expr]) -> Iterator[ast.expr]:
    for keyword in ("default", "choices", "const"):
        if keyword in given:
            yield given[keyword]
    kind = given.get("type")
    if isinstance(kind, ast.Call) and _is_choice(kind):
        yield kind.args[0]


def _is_choice(kind: ast.Call) -> bool:
    """Recognize `click.Choice([…])`, the type of an option with fixed values."""
    return bool(kind.args) and last_name(kind.func).endswith("Choice")
