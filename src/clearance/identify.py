"""What `clearance identify` prints: which license each file is, and how it differs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clearance.problems import Problem
from clearance.texts import Match, identify

MOST = 3
"""spans shown on a terminal"""


def run(paths: Sequence[Path], fmt: str) -> str:
    """Return the answer for each file as text or JSON; raise Problem for a file that cannot be read."""
    rows = [row(path, identify(_read(path))) for path in paths]
    if fmt == "json":
        return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
    return "".join(_line(one) for one in rows)


def row(path: Path, match: Match) -> dict[str, Any]:
    """Return one answer as it stands in JSON."""
    return {
        "path": path.as_posix(),
        "id": match.ids[0] if match.ids else None,
        "ids": list(match.ids),
        "verdict": match.verdict,
        "similarity": match.similarity,
        "difference": {"added": list(match.added), "missing": [{"first": a, "last": b} for a, b in match.missing], "or": match.sibling or None},
    }


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"cannot be read as text: {error.__class__.__name__}", where=str(path)) from None


def _line(one: dict[str, Any]) -> str:
    if not one["ids"]:
        return f"{one['path']}: unknown (the nearest text known here is alike by {one['similarity']:.0%})\n"
    told = f"{one['path']}: {one['verdict']}  {' or '.join(one['ids'])}  {one['similarity']:.1%}\n"
    difference = one["difference"]
    if difference["or"]:
        told += f"  between {one['id']} and {difference['or']}: neither's own words are all there\n"
    for span in difference["added"][:MOST]:
        told += f"  added: {span if len(span) <= 100 else span[:100] + ' …'}\n"
    for gap in difference["missing"][:MOST]:
        told += f"  missing: words {gap['first']} to {gap['last']} of the license\n"
    return told
