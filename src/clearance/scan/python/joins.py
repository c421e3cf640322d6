"""Strings that are put together: f-strings, `+`, `%`, `/`, and templates."""

from __future__ import annotations

import ast
from itertools import islice, product
from typing import TYPE_CHECKING

from clearance.scan.python.values import MOST, Context, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clearance.scan.python.values import Evaluator

_MOST_PARTS = 12
"""No more parts of a joined string count, and no more strings for one part."""
_MOST_TEMPLATES = 4
_DEEPEST_LIST = 7


def joined(
    parts: Sequence[ast.expr], context: Context, line: int, between: str = ""
) -> Iterator[Text]:
    """Yield every way to join the strings of some parts; nothing if one of them is not known."""
    options: list[list[Text]] = []
    for part in parts[:_MOST_PARTS]:
        texts = context.of(part) or _spelled_number(part, line)
        if not texts:
            return
        options.append(texts[:_MOST_PARTS])
    for chosen in islice(product(*options), MOST):
        yield Text(between.join(text.text for text in chosen), line, joined=True)


def _spelled_number(node: ast.expr, line: int) -> list[Text]:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return [Text(str(node.value), line)]
    return []


def of_f_string(node: ast.JoinedStr, context: Context) -> Iterator[Text]:
    """Yield the strings that an f-string can become."""
    parts = [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
    return joined(parts, context, node.lineno)


def filled(
    template: Sequence[str], values: Sequence[ast.expr], context: Context, line: int
) -> Iterator[Text]:
    """Put values between the pieces of a template."""
    parts: list[ast.expr] = [ast.Constant(template[0], lineno=line)]
    for value, piece in zip(values, template[1:], strict=False):
        parts += [value, ast.Constant(piece, lineno=line)]
    return joined(parts, context, line)


def templates(node: ast.expr, mark: str, gaps: int, context: Context) -> Iterator[list[str]]:
    """Yield the pieces around the marks, for strings with as many marks as there are values."""
    for text in context.of(node)[:_MOST_TEMPLATES]:
        pieces = text.text.split(mark)
        if len(pieces) == gaps + 1:
            yield pieces


def _added(node: ast.BinOp, context: Context) -> Iterator[Text]:
    """Join two strings, or read two lists."""
    if _is_list(node.left, context) or _is_list(node.right, context):
        yield from context.of_each((node.left, node.right))
        return
    left, right = context.of(node.left), context.of(node.right)
    if left and not right and left[0].text.count("/") > 5:  # a URL, and a file below it
        yield from (Text(text.text + "?", text.line, joined=True) for text in left)
    yield from joined([node.left, node.right], context, node.lineno)


def _percent(node: ast.BinOp, context: Context) -> Iterator[Text]:
    """Read `"%s/%s" % (a, b)`; other formats than `%s` are not known."""
    values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
    for pieces in templates(node.left, "%s", len(values), context):
        if "%" not in "".join(pieces):
            yield from filled(pieces, values, context, node.lineno)


def _path(node: ast.BinOp, context: Context) -> Iterator[Text]:
    """Read `folder / name`."""
    return joined([node.left, node.right], context, node.lineno, between="/")


_BY_OPERATOR: dict[type[ast.operator], Evaluator] = {
    ast.Add: _added,
    ast.Mod: _percent,
    ast.Div: _path,
}


def of_binary(node: ast.BinOp, context: Context) -> Iterable[Text]:
    """Return what an operator makes of the strings on its sides."""
    evaluator = _BY_OPERATOR.get(node.op.__class__)
    return evaluator(node, context) if evaluator else ()


def _is_list(node: ast.expr, context: Context, depth: int = 0) -> bool:
    """Tell whether an operand of `+` is a list, or a variable of the module that is set to one."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _is_list(node.left, context, depth + 1) or _is_list(node.right, context, depth + 1)
    if isinstance(node, ast.Name) and depth < _DEEPEST_LIST:
        return any(
            _is_list(value, context, depth + 1)
            for value in context.names.values_of(node.id, None)[:MOST]
            if not isinstance(value, ast.Name)
        )
    return isinstance(node, ast.List | ast.Tuple | ast.ListComp)
