"""Modules whose members are models or data sets: `torchvision.models.resnet50`."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from clearance.scan import tables
from clearance.scan.python.values import keywords_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearance.scan.tables import Member, Slot


def members(full: str, call: ast.Call | None) -> Iterator[tuple[str, Slot]]:
    """Yield the names that a dotted name refers to, given the call of it if there is one."""
    for rule in tables.members().get(full.partition(".")[0], ()):
        name = _name(rule, full)
        if name and _fetches(rule, call):
            yield re.sub(rule.strip, "", name) if rule.strip else name, rule.slot


def _name(rule: Member, full: str) -> str:
    """Return the member that a dotted name ends with or goes through; empty where it is none."""
    if not full.startswith(rule.of + "."):
        return ""
    name = _candidate(rule, full[len(rule.of) + 1 :].split("."))
    return name if rule.member.fullmatch(name) and name not in rule.excluded else ""


def _candidate(rule: Member, parts: list[str]) -> str:
    if rule.parent_of:
        return parts[0] if parts[1:] == [rule.parent_of] else ""
    if rule.uncalled:
        return parts[0]
    return parts[-1] if len(parts) <= 2 else ""


def _fetches(rule: Member, call: ast.Call | None) -> bool:
    """Tell whether the use of a member fetches weights or data."""
    if call is None:
        return rule.uncalled and not rule.needs
    return not rule.needs or _asks_for_weights(rule, call)


def _asks_for_weights(rule: Member, call: ast.Call) -> bool:
    if call.args and "pretrained" in rule.needs and is_true(call.args[0]):
        return True
    given = keywords_of(call)
    asked = [given[name] for name in rule.needs if name in given]
    return any(map(is_true, asked)) or (rule.absent and not asked)


def is_true(value: ast.expr | None) -> bool:
    """Tell whether an argument is given and is not written as False, None or an empty value."""
    return value is not None and not (isinstance(value, ast.Constant) and not value.value)
