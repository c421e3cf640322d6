"""The one exception that users see, and the exit codes of the program."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

CLEAN = 0
FOUND = 1
USAGE = 2
INTERNAL = 3
NOTHING = 4


class Problem(Exception):
    """Something the user can mend: wrong input, wrong usage, an unreadable file.

    `where` is a printable place ("clearance.yaml:3:5") or empty; `hint` says what to type instead;
    `code` is the exit code the command line ends with.
    """

    def __init__(self, message: str, *, where: str = "", hint: str = "", code: int = USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint
        self.code = code

    def __str__(self) -> str:
        """Return the text for people: place, message, hint."""
        head = f"{self.where}: {self.message}" if self.where else self.message
        return f"{head}\n  {self.hint}" if self.hint else head


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is nearest to a mistyped one; empty where none is near."""
    known = sorted(known)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.7)
    if near:
        return near[0]
    return {name.casefold(): name for name in known}.get(word.casefold(), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return 'did you mean "x"?' for the nearest of the known words, or an empty string."""
    near = nearest(word, known)
    return f'did you mean "{near}"?' if near else ""
