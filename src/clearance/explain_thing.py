"""`clearance explain` for a known model or data set: what it is, what each purpose may do, what is owed, how open it is."""

from __future__ import annotations


def explain(what: str, fmt: str, purpose: str) -> str:
    """Return the explanation of a catalogue entry, or an empty text when the catalogue does not know the id."""
    return ""
