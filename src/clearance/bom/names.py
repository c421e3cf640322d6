"""Names that nobody else has."""

from __future__ import annotations

import itertools
from collections.abc import Callable


def free(name: str, is_taken: Callable[[str], bool]) -> str:
    """Return a name, or the first of NAME-2, NAME-3, … where it is taken."""
    numbered = (f"{name}-{count}" for count in itertools.count(2))
    return next(other for other in itertools.chain([name], numbered) if not is_taken(other))
