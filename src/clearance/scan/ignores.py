"""Inline comments that take a reference out: `# clearance: ignore[REF001] reason`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clearance.scan.files import text_of

_MARK = b"clearance:"
_COMMENT = re.compile(
    r"""
    (?: \# | // | <!-- ) [ \t]*
    clearance: [ \t]* ignore \[ (?P<rules>[A-Za-z0-9_, \t-]+) \] [ \t]*
    (?P<reason>[^\n]*?)
    [ \t\r]* (?:-->)? [ \t\r]* $
    """,
    re.MULTILINE | re.VERBOSE,
)


@dataclass(frozen=True, order=True)
class Ignore:
    """One comment; it is on the line it is about, or alone on the line above."""

    path: str
    line: int
    rules: tuple[str, ...]
    reason: str
    target: int
    """the line it is about"""


def ignores_in(path: str, raw: bytes) -> list[Ignore]:
    """Return the comments of a file."""
    if _MARK not in raw:
        return []
    text = text_of(raw)
    return [_ignore(path, text, match) for match in _COMMENT.finditer(text)]


def _ignore(path: str, text: str, match: re.Match[str]) -> Ignore:
    line = text.count("\n", 0, match.start()) + 1
    before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    target = line if before.strip() else line + 1
    return Ignore(path, line, _rules(match["rules"]), match["reason"], target)


def _rules(listed: str) -> tuple[str, ...]:
    return tuple(sorted(rule.strip() for rule in listed.split(",") if rule.strip()))
