"""License strings with operators: OR gives branches, AND joins, WITH names an exception (SPDX 2.3
annex D).
"""

from __future__ import annotations

import itertools
import re

from clearance.problems import Problem

OPERATOR = re.compile(r"\s(?:AND|OR|WITH)\s")
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
    name gives itself; WITH stays inside its name. Raises Problem when the expression is malformed.
    """
    if not OPERATOR.search(written):
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
    operator = type(node).__name__
    if operator not in ("OR", "AND"):
        return ((str(node),),)
    parts = [_branches(part) for part in getattr(node, "args", ())]
    if operator == "OR":
        return tuple(itertools.chain.from_iterable(parts))
    return tuple(
        tuple(itertools.chain.from_iterable(chosen)) for chosen in itertools.product(*parts)
    )
