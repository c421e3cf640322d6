"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path

from clearance.problems import Problem


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all; raise Problem where it cannot be written."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_text(text, "utf-8")
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise Problem(f"cannot be written: {error.strerror or error}", where=str(path)) from None
