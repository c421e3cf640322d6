"""What is behind a stream: a terminal, with its width and whether it takes escapes, or a pipe."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from typing import IO

MOST_COLUMNS = 120
"""Longer lines are hard to read, however wide the terminal."""


@dataclass(frozen=True)
class Screen:
    """A terminal that output is drawn for."""

    width: int
    """columns that are used"""
    color: bool
    """whether escapes may be written"""


def screen(out: IO[str]) -> Screen | None:
    """Return the terminal behind a stream; None for a pipe or a file. NO_COLOR and TERM=dumb turn
    escapes off.
    """
    if not out.isatty() or not find_spec("rich"):
        return None
    width = min(shutil.get_terminal_size((100, 24)).columns, MOST_COLUMNS)
    return Screen(width, color=not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")
