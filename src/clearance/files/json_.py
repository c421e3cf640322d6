"""JSON in which a key that stands twice in one object is refused; Python takes the last."""

from __future__ import annotations

import json
from typing import Any


class RepeatedKeyError(ValueError):
    """A key stands twice in one object; its text is the key."""


def parse(text: str) -> Any:
    """Return the data in JSON text; raise RepeatedKeyError, and whatever json.loads raises."""
    return json.loads(text, object_pairs_hook=_unique)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) != len(pairs):
        keys = [key for key, _ in pairs]
        raise RepeatedKeyError(next(key for key in keys if keys.count(key) > 1))
    return unique
