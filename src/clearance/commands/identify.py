"""What `clearance identify` prints: which license each file is, and how it differs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clearance.library.fingerprint import Match, identify
from clearance.problems import Problem

MOST = 3
"""spans shown on a terminal"""


def run(paths: Sequence[Path], fmt: str) -> tuple[str, list[Problem]]:
    """Return the answer for each file as text or JSON, and a Problem for each file that cannot be
    read.
    """
    rows, failed = [], []
    for path in paths:
        try:
            rows.append(row(path, identify(_read(path))))
        except Problem as problem:
            failed.append(problem)
    if fmt == "json":
        return json.dumps(rows, indent=2, ensure_ascii=False) + "\n", failed
    return "".join(_line(one) for one in rows), failed


def row(path: Path, match: Match) -> dict[str, Any]:
    """Return one answer as it stands in JSON."""
    return {
        "path": path.as_posix(),
        "id": match.ids[0] if match.ids else None,
        "ids": list(match.ids),
        "verdict": match.verdict,
        "similarity": match.similarity,
        "difference": {
            "added": list(match.added),
            "missing": [{"first": a, "last": b} for a, b in match.missing],
            "or": match.sibling or None,
        },
    }


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise Problem("is not UTF-8 text", where=str(path)) from None
    except OSError as error:
        raise Problem(f"cannot be read: {error.strerror or error}", where=str(path)) from None


def _line(one: dict[str, Any]) -> str:
    if not one["ids"]:
        return (
            f"{one['path']}: unknown (the nearest text known here is alike by"
            f" {one['similarity']:.0%})\n"
        )
    told = f"{one['path']}: {one['verdict']}  {' or '.join(one['ids'])}  {one['similarity']:.1%}\n"
    difference = one["difference"]
    if difference["or"]:
        told += f"  between {one['id']} and {difference['or']}: neither's own words are all there\n"
    for span in difference["added"][:MOST]:
        told += f"  added: {span if len(span) <= 100 else span[:100] + ' …'}\n"
    for gap in difference["missing"][:MOST]:
        told += f"  missing: words {gap['first']} to {gap['last']} of the license\n"
    return told
