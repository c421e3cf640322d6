"""License files of a repository: which they are, and which license each text is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from clearance.library.fingerprint import Fingerprint, Match, identify
from clearance.repository.texts import Repository, listed

LEGAL = re.compile(r"(?:licen[cs]e|copying)(?:[._-].*)?", re.IGNORECASE)
"""Names of files that hold the license of what lies beside them."""
RECOGNIZED = ("exact", "match", "extra")
"""Verdicts of `identify` by which a text is that license."""
UNCHANGED = ("exact", "match")
"""Verdicts of `identify` by which a text is that license and says nothing else."""
OWN = re.compile(r"(?:licen[cs]e|copying)(?:\.(?:md|txt|rst))?", re.IGNORECASE)
"""Names of files that hold the license of a whole repository."""


def license_files(folder: Path) -> list[Path]:
    """Return the license files of a folder, sorted."""
    return [path for path in listed(folder) if LEGAL.fullmatch(path.name) and path.is_file()]


def recognized(repository: Repository, path: Path) -> str:
    """Return the id of the license that a file's text is; empty where it is not known which."""
    match: Match = identify(repository.read(path))
    return match.ids[0] if match.verdict in RECOGNIZED and match.ids else ""


def own_license(repository: Repository, prints: Sequence[Fingerprint] | None = None) -> str:
    """Return the id of the license that a whole repository is under; empty where no file, or not
    every file that would say so, is surely one license. `prints` are the known texts.
    """
    files = [path for path in license_files(repository.root) if OWN.fullmatch(path.name)]
    matches = [identify(repository.read(path), prints) for path in files]
    ids = {match.ids[0] if match.verdict in UNCHANGED else "" for match in matches}
    return ids.pop() if len(ids) == 1 else ""
