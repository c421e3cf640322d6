"""Where manifest and lock disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clearance.facts import LockFact

if TYPE_CHECKING:
    from clearance.observe.context import Context


def observe(context: Context) -> Sequence[LockFact]:
    """Return what joining manifest and lock brought to light."""
    return context.beside.lock
