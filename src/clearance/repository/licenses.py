"""License files of a repository: which they are, and which license each text is."""

from __future__ import annotations

import re
from pathlib import Path

from clearance.library.fingerprint import Match, identify
from clearance.repository.texts import Repository, listed

LEGAL = re.compile(r"(?:licen[cs]e|copying)(?:[._-].*)?", re.IGNORECASE)
"""Names of files that hold the license of what lies beside them."""
RECOGNIZED = ("exact", "match", "extra")
"""Verdicts of `identify` by which a text is that license."""


def license_files(folder: Path) -> list[Path]:
    """Return the license files of a folder, sorted."""
    return [path for path in listed(folder) if LEGAL.fullmatch(path.name) and path.is_file()]


def recognized(repository: Repository, path: Path) -> str:
    """Return the id of the license that a file's text is; empty where it is not known which."""
    match: Match = identify(repository.read(path))
    return match.ids[0] if match.verdict in RECOGNIZED and match.ids else ""
