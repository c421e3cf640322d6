"""One scan: list, filter, read each file by its kind, collect."""

from __future__ import annotations

import gc
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from clearance.model import Reference, Skipped
from clearance.scan import config, docs, keys, notebook
from clearance.scan import files as tree
from clearance.scan import plain as loose
from clearance.scan.collector import Sink, TooLong
from clearance.scan.prefilter import may_matter
from clearance.scan.python import reader as python
from clearance.scan.shell import reader as shell
from clearance.terminal.progress import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_IGNORE = re.compile(
    r"(?:#|//|<!--)[ \t]*clearance:[ \t]*ignore\[([A-Za-z0-9_, \t-]+)\][ \t]*([^\n]*?)["
    r" \t\r]*(?:-->)?[ \t\r]*$",
    re.MULTILINE,
)


OWN = frozenset({"clearance.yaml", "clearance.yml", "clearance.lock"})
"""Our own files: what they declare is no use of it."""


@dataclass(frozen=True, order=True)
class Ignore:
    """One `# clearance: ignore[REF001] reason` comment; it stands on the line it speaks of, or
    alone above it.
    """

    path: str
    line: int
    rules: tuple[str, ...]
    reason: str
    target: int
    """the line it speaks of"""


@dataclass(frozen=True)
class ScanResult:
    """All that one scan found."""

    references: tuple[Reference, ...]
    skipped: tuple[Skipped, ...]
    read: int
    """number of files that were read"""
    ignores: tuple[Ignore, ...] = ()


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
    sources = tree.listed(root, named, skipped)
    known = _known(sources)
    found: list[Reference] = []
    reads: dict[str, set[str]] = {}
    ignores: list[Ignore] = []
    read = 0
    for i, source in enumerate(sources):
        tell(i, len(sources), source.path)
        if source.path.rpartition("/")[2] in OWN:
            continue
        raw = tree.load(root, source)
        if raw is None or isinstance(raw, Skipped):
            skipped += [raw] if raw and source.kind != "script" else []
            continue
        read += 1
        if b"clearance:" in raw:
            ignores += _ignores(source.path, tree.text_of(raw))
        if not may_matter(raw, source.kind) and not (
            source.kind == "config" and config.tells(source.path)
        ):
            continue
        sink = Sink(source.path, tree.text_of(raw))
        why = _read(source.kind, sink)
        if why:
            skipped.append(Skipped(source.path, why))
        for name, kinds in sink.reads.items():
            reads.setdefault(name, set()).update(kinds)
        found += [
            one for one in sink.found.values() if not _is_path(one.written, source.path, known)
        ]
    found = _one_kind([_as_read(one, reads) for one in found])
    return ScanResult(tuple(sorted(found)), tuple(sorted(skipped)), read, tuple(sorted(ignores)))


def _as_read(one: Reference, reads: dict[str, set[str]]) -> Reference:
    """Give a name of the Hub under a key that does not tell the kind which the call that reads the
    key, anywhere, takes.
    """
    if not reads or one.confidence == "high" or one.kind not in ("model", "dataset"):
        return one
    name = one.how.rpartition(" ")[2].rpartition(".")[2]
    kinds = reads.get(keys.fold(name), set()) if keys.neutral(name) else set()
    return replace(one, kind=next(iter(kinds))) if len(kinds) == 1 else one


def _one_kind(found: list[Reference]) -> list[Reference]:
    """Settle ids that are read as model and as data set: a call that knows beats a name that hints."""
    certain: dict[str, set[str]] = {}
    for one in found:
        if one.confidence == "high" and one.kind in ("model", "dataset"):
            certain.setdefault(one.id, set()).add(one.kind)
    settled: dict[tuple[str, int, str, str, str], Reference] = {}
    for one in found:
        kinds = certain.get(one.id, set())
        unsure = one.confidence != "high" and one.kind in ("model", "dataset") and len(kinds) == 1
        kept = replace(one, kind=next(iter(kinds))) if unsure else one
        settled.setdefault((kept.path, kept.line, kept.kind, kept.id, kept.role), kept)
    return list(settled.values())


def _known(sources: list[tree.Source]) -> frozenset[str]:
    """Return all folders and files without ending that the tree holds: what is there is no Hub id."""
    found: set[str] = set()
    for source in sources:
        parts = source.path.split("/")
        found.update("/".join(parts[:at]) for at in range(2, len(parts) + 1))
        found.add(source.path.rsplit(".", 1)[0])
    return frozenset(found)


def _is_path(written: str, path: str, known: frozenset[str]) -> bool:
    if "/" not in written or "://" in written:
        return False
    here = path.rsplit("/", 1)[0] + "/" if "/" in path else ""
    return written in known or here + written in known


def _ignores(path: str, text: str) -> list[Ignore]:
    found = []
    for match in _IGNORE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        start = text.rfind("\n", 0, match.start()) + 1
        alone = not text[start : match.start()].strip()
        rules = tuple(sorted(rule.strip() for rule in match.group(1).split(",") if rule.strip()))
        found.append(Ignore(path, line, rules, match.group(2), line + 1 if alone else line))
    return found


def _python(text: str, sink: Sink) -> None:
    python.find(text, sink)
    if " --" in text[:6000]:
        docs.docstring(text, sink)


def _script(text: str, sink: Sink) -> None:
    head = text[:80].split("\n", 1)[0]
    if head.startswith("#!"):
        (_python if "python" in head else shell.find)(text, sink)


_READERS: dict[str, Callable[[str, Sink], None]] = {
    "python": _python,
    "notebook": notebook.find,
    "config": config.find,
    "shell": shell.find,
    "docs": docs.find,
    "loose": loose.find,
    "script": _script,
}


def _read(kind: str, sink: Sink) -> str:
    """Read one file; return why it was not read as its kind, or an empty string."""
    try:
        _READERS[kind](sink.text, sink)
        for command in sink.commands:
            shell.read_command(command, shell.Shell(sink))
    except TooLong:
        return "took too long; what was found until then counts"
    except (RecursionError, MemoryError):
        return "nested too deeply"
    except (
        SyntaxError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        AssertionError,
    ) as error:
        return _again(kind, sink, error)
    return ""


def _again(kind: str, sink: Sink, error: Exception) -> str:
    """Read a file that does not parse line by line."""
    why = (
        f"does not parse as {kind}, read line by line"
        if isinstance(error, SyntaxError | ValueError)
        else f"internal: {type(error).__name__}"
    )
    try:
        (config.lines if kind == "config" else loose.find)(sink.text, sink)
    except TooLong:
        return "took too long; what was found until then counts"
    return why
