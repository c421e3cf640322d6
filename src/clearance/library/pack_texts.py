"""Texts of licenses that packs bring along, so that they are recognized like those known here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from clearance.files.yaml import read_text
from clearance.library.fingerprint import Fingerprint, fingerprint, known


def known_with(packs: Sequence[str]) -> tuple[Fingerprint, ...]:
    """Return the known fingerprints with those of packs: texts `licenses/ID.txt` beside the license
    files `licenses/ID.md`. Raises Problem for a text that cannot be read.
    """
    texts = [path for pack in packs for path in sorted(Path(pack, "licenses").glob("*.txt"))]
    named = [path for path in texts if path.with_suffix(".md").is_file()]
    return (*known(), *(fingerprint(read_text(path), [path.stem]) for path in named))
