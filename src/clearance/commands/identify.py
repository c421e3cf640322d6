"""`clearance identify`: which license each file is, and how it differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from clearance.commands.printed import as_json
from clearance.library.fingerprint import Match, identify
from clearance.library.pack_texts import known_with
from clearance.problems import Problem

MOST_SPANS = 3
"""Spans that the text form shows."""
LONGEST_SPAN = 100
"""Characters of a span that the text form shows."""


def run(paths: Sequence[Path], fmt: str, *, packs: Sequence[str] = ()) -> tuple[str, list[Problem]]:
    """Return the answer for each file as text or JSON, and a Problem for each file that cannot be
    read.
    """
    prints = known_with(packs)
    answers, unread = [], []
    for path in paths:
        try:
            answers.append((path, identify(_read(path), prints)))
        except Problem as problem:
            unread.append(problem)
    if fmt == "json":
        return as_json([_data(path, match) for path, match in answers]), unread
    return "".join(f"{line}\n" for path, match in answers for line in _lines(path, match)), unread


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise Problem("is not UTF-8 text", where=str(path)) from None
    except OSError as error:
        raise Problem(f"cannot be read: {error.strerror or error}", where=str(path)) from None


def _data(path: Path, match: Match) -> dict[str, Any]:
    """Return one answer as it stands in JSON."""
    return {
        "path": path.as_posix(),
        "id": match.ids[0] if match.ids else None,
        "ids": list(match.ids),
        "verdict": match.verdict,
        "similarity": match.similarity,
        "difference": {
            "added": list(match.added),
            "missing": [{"first": first, "last": last} for first, last in match.missing],
            "or": match.sibling or None,
        },
    }


def _lines(path: Path, match: Match) -> Iterator[str]:
    shown = path.as_posix()
    if not match.ids:
        nearest = f"the nearest text known here is alike by {match.similarity:.0%}"
        yield f"{shown}: unknown ({nearest})"
        return
    yield f"{shown}: {match.verdict}  {' or '.join(match.ids)}  {match.similarity:.1%}"
    if match.sibling:
        between = f"between {match.ids[0]} and {match.sibling}"
        yield f"  {between}: neither's own words are all there"
    for span in match.added[:MOST_SPANS]:
        yield f"  added: {_shortened(span)}"
    for first, last in match.missing[:MOST_SPANS]:
        yield f"  missing: words {first} to {last} of the license"


def _shortened(span: str) -> str:
    return span if len(span) <= LONGEST_SPAN else f"{span[:LONGEST_SPAN]} …"
