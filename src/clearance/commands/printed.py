"""How commands write what they tell: JSON, and Markdown filled to a width."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

WIDTH = 100
"""Columns of text for people."""
BEGINS = re.compile(r"[-#`|]|\d+\.")
"""How a line begins that is not joined to the one before it: list item, heading, table, code."""
STANDS_ALONE = re.compile(r"[#`|]|https?:")
"""How a line begins to which the next one is not joined."""


def as_json(data: Any) -> str:
    """Return data as indented JSON."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def filled(markdown: str) -> str:
    """Return Markdown filled to the width: lines of one paragraph or list item are joined first."""
    lines = [line for paragraph in _paragraphs(markdown) for line in _wrapped(paragraph)]
    return "\n".join(lines).rstrip() + "\n"


def _paragraphs(markdown: str) -> list[str]:
    paragraphs: list[str] = []
    for line in markdown.splitlines():
        if paragraphs and _goes_on(paragraphs[-1], line):
            paragraphs[-1] += " " + line.strip()
        else:
            paragraphs.append(line)
    return paragraphs


def _goes_on(paragraph: str, line: str) -> bool:
    """Return whether a line belongs to the paragraph before it."""
    if not line.strip() or not paragraph.strip():
        return False
    return not BEGINS.match(line) and not STANDS_ALONE.match(paragraph)


def _wrapped(paragraph: str) -> Iterator[str]:
    indent = "  " if paragraph.startswith("- ") else ""
    lines = textwrap.wrap(
        paragraph, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    yield from lines or [""]
