"""One scan: list the files, read each by its kind, settle what they say together."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from clearance.model import Reference, Skipped
from clearance.scan.collector import Sink
from clearance.scan.files import Source, listed, load, text_of
from clearance.scan.ignores import Ignore, ignores_in
from clearance.scan.readers import BY_KIND
from clearance.scan.reading import read_file
from clearance.scan.settle import with_one_kind, without_paths
from clearance.terminal.progress import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN = frozenset({"clearance.yaml", "clearance.yml", "clearance.lock"})
"""Our own files: what they declare is no use of it."""


@dataclass(frozen=True)
class ScanResult:
    """All that one scan found."""

    references: tuple[Reference, ...]
    skipped: tuple[Skipped, ...]
    read: int
    """number of files that were read"""
    ignores: tuple[Ignore, ...] = ()


@dataclass
class _Collected:
    """What the files read so far gave."""

    skipped: list[Skipped]
    references: list[Reference] = field(default_factory=list)
    ignores: list[Ignore] = field(default_factory=list)
    read_as: dict[str, set[str]] = field(default_factory=dict)
    """key -> the kinds that calls take which read the key"""
    read: int = 0


def scan(root: Path, files: Sequence[Path] | None = None) -> ScanResult:
    """Return the references of a work tree, or of the files named; nothing of it is imported or
    run.
    """
    collecting = gc.isenabled()
    gc.disable()  # thousands of short-lived syntax trees without cycles
    try:
        return _scan(Path(root), files)
    finally:
        if collecting:
            gc.enable()


def _scan(root: Path, named: Sequence[Path] | None) -> ScanResult:
    skipped: list[Skipped] = []
    sources = listed(root, named, skipped)
    collected = _Collected(skipped)
    for i, source in enumerate(sources):
        tell(i, len(sources), source.path)
        if source.path.rpartition("/")[2] not in OWN:
            _scan_file(root, source, collected)
    references = without_paths(collected.references, [source.path for source in sources])
    return ScanResult(
        references=tuple(sorted(with_one_kind(references, collected.read_as))),
        skipped=tuple(sorted(collected.skipped)),
        read=collected.read,
        ignores=tuple(sorted(collected.ignores)),
    )


def _scan_file(root: Path, source: Source, collected: _Collected) -> None:
    raw = load(root, source)
    if isinstance(raw, bytes):
        collected.read += 1
        collected.ignores += ignores_in(source.path, raw)
        if _may_matter(source, raw):
            _collect(source, raw, collected)
    elif raw is not None and source.kind != "script":
        collected.skipped.append(raw)


def _may_matter(source: Source, raw: bytes) -> bool:
    """Tell whether a file can hold a reference, before it is parsed."""
    reader = BY_KIND[source.kind]
    return reader.may_matter(raw) or reader.path_matters(source.path)


def _collect(source: Source, raw: bytes, collected: _Collected) -> None:
    """Read one file and keep what it gave."""
    sink = Sink(source.path, text_of(raw))
    problem = read_file(source.kind, sink)
    if problem:
        collected.skipped.append(Skipped(source.path, problem))
    collected.references += sink.found.values()
    for key, kinds in sink.reads.items():
        collected.read_as.setdefault(key, set()).update(kinds)
