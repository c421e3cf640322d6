"""License strings with operators: OR gives branches, AND joins, WITH names an exception (SPDX 2.3
annex D).
"""

from __future__ import annotations

import re
from itertools import product

from clearance.problems import Problem

OPERATOR = re.compile(r"\s(?:AND|OR|WITH)\s|[()]")
EXCEPTION = re.compile(r"\sWITH\s")
SIGNS = (
    (r"\s+or\s+|\s*\|\|?\s*", " OR "),
    (r"\s+and\s+|\s*&&?\s*|\s+\+\s+", " AND "),
    (r"\s+with\s+", " WITH "),
)
"""How people write the operators."""


def branches(written: str) -> tuple[tuple[str, ...], ...]:
    """Return the branches of an expression, each the names that bind together in it.

    "MIT OR (GPL-2.0-only AND CC-BY-4.0)" gives (("MIT",), ("GPL-2.0-only", "CC-BY-4.0")); a plain
    name gives
    itself; WITH stays inside its name. Raises Problem when the expression is malformed.
    """
    if not re.search(r"\s(?:AND|OR|WITH)\s", written):
        return ((written.strip(),),)
    from license_expression import Licensing

    try:
        parsed = Licensing().parse(written)
    except Exception as error:  # noqa: BLE001 - its own, and whatever its parser lets through
        raise Problem(f"{written!r} is no license expression: {error}") from None
    return _branches(parsed)


def spelled_out(written: str) -> str:
    """Return a license string with the operators of SPDX where people write small letters or signs
    ("mit or apache-2.0", "A | B", "A + B").
    """
    for pattern, operator in SIGNS:
        written = re.sub(pattern, operator, written, flags=re.IGNORECASE)
    return written


def _branches(node: object) -> tuple[tuple[str, ...], ...]:
    name = type(node).__name__
    args = getattr(node, "args", ())
    if name == "OR":
        return tuple(branch for arg in args for branch in _branches(arg))
    if name == "AND":
        parts = [_branches(arg) for arg in args]
        return tuple(tuple(key for branch in combo for key in branch) for combo in product(*parts))
    return ((str(node),),)
