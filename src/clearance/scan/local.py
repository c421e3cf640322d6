"""Local models."""
from __future__ import annotations
from dataclasses import dataclass
from pathlib import Path
@dataclass(frozen=True)
class LocalModel:
    """x"""
    path: str
def local_models(root: Path) -> tuple[LocalModel, ...]:
    """x"""
    return ()
