"""Evidence of openness that was looked up outside the repository."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clearance.facts import Fact

if TYPE_CHECKING:
    from clearance.observe.context import Context


def observe(context: Context) -> Sequence[Fact]:
    """Return what was found missing or unclear when it was asked for (--online)."""
    return context.beside.online
