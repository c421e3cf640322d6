"""What pydantic finds wrong in one of our files, as its errors say it."""

from __future__ import annotations

from typing import Any


def expected_words(mistake: Any) -> list[str]:
    """Return the words of which pydantic wanted one; empty for a mistake of another kind."""
    expected = mistake.get("ctx", {}).get("expected", "")
    words = (word.strip("' ") for word in expected.replace(" or ", ",").split(","))
    return [word for word in words if word]
