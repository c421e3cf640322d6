"""The values that travel through one check, all frozen; no behaviour beyond small look-ups."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file; line and column count from 1, 0 means the whole file."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return file:line, as editors understand it."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, order=True)
class Reference:
    """One place in the sources that names a model, a data set or an API model."""

    path: str
    line: int
    kind: str
    """model, dataset or api-model"""
    id: str
    """canonical id: a Hub id, an API model name, a URL, or zoo:name"""
    written: str
    """the text as it stands in the file"""
    how: str
    """which call, key or flag made it a reference"""
    use: str = ""
    """run, finetune, train, evaluate, generate, distribute; empty where the place does not tell"""
    role: str = "use"
    """use, output (something the project writes) or test; only `use` is checked"""
    confidence: str = "high"
    """high, medium or low"""


@dataclass(frozen=True, order=True)
class Skipped:
    """Something that was there and was not read, and why."""

    path: str
    why: str
