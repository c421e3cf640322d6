"""`clearance scan`: the references of a work tree or of named files, as text or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from clearance.commands.printed import as_json
from clearance.model import Reference
from clearance.problems import CLEAN, FOUND, NOTHING, Problem
from clearance.scan import ScanResult, scan
from clearance.text import clean, plural

FORMAT = "1"
"""Version of the JSON form."""
TITLES = {"model": "models", "dataset": "data sets", "api-model": "API models"}
"""Kind of a reference -> title of its list."""
MOST_SKIPPED = 10
"""Skipped files that the text names."""


def run(paths: Sequence[Path], fmt: str, *, strict: bool = False) -> tuple[str, int]:
    """Return (text, exit code): 0, 1 under strict when files were skipped, 4 when no file was read.

    One folder is scanned whole; files (and folders among them) are read as named, relative to the
    current folder.
    """
    result = _scanned(paths)
    text = _json(result) if fmt == "json" else _text(result)
    return text, _exit_code(result, strict=strict)


def _scanned(paths: Sequence[Path]) -> ScanResult:
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise Problem("does not exist", where=str(missing[0]))
    if len(paths) == 1 and paths[0].is_dir():
        return scan(paths[0])
    return scan(Path(), [file for path in paths for file in _files(path)])


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(inner for inner in path.rglob("*") if inner.is_file())


def _exit_code(result: ScanResult, *, strict: bool) -> int:
    if strict and result.skipped:
        return FOUND
    return CLEAN if result.read else NOTHING


def _json(result: ScanResult) -> str:
    return as_json(
        {
            "version": FORMAT,
            "references": [asdict(reference) for reference in result.references],
            "skipped": [asdict(skipped) for skipped in result.skipped],
            "read": result.read,
        }
    )


def _text(result: ScanResult) -> str:
    lists = [line for kind in TITLES for line in _list(kind, result.references)]
    lines = lists or ["no model, data set or API model is named", ""]
    return "\n".join([*lines, *_skipped(result), _counts(result)]) + "\n"


def _list(kind: str, references: Sequence[Reference]) -> Iterator[str]:
    """Yield the list of one kind: a line for each id, in the order in which they are named."""
    by_id: dict[str, list[Reference]] = {}
    for reference in references:
        if reference.kind == kind:
            by_id.setdefault(reference.id, []).append(reference)
    if by_id:
        yield f"{TITLES[kind]}:"
        yield from map(_line, by_id.values())
        yield ""


def _line(references: Sequence[Reference]) -> str:
    """Return the line of one id: where it is first used, how often, and for what."""
    first = next((use for use in references if use.role == "use"), references[0])
    role = "" if first.role == "use" else f" [{first.role}]"
    more = f" and {len(references) - 1} more" if len(references) > 1 else ""
    uses = ", ".join(sorted({reference.use for reference in references} - {""}))
    used_for = f" ({uses})" if uses else ""
    return clean(f"  {first.id}{role}  {first.path}:{first.line}{more}  {first.how}{used_for}")


def _skipped(result: ScanResult) -> Iterator[str]:
    for skipped in result.skipped[:MOST_SKIPPED]:
        yield clean(f"skipped {skipped.path}: {skipped.why}")
    if len(result.skipped) > MOST_SKIPPED:
        more = len(result.skipped) - MOST_SKIPPED
        yield f"skipped {more} more (--format json names them)"


def _counts(result: ScanResult) -> str:
    used = {
        (reference.kind, reference.id) for reference in result.references if reference.role == "use"
    }
    files, things = plural(result.read, "file"), plural(len(used), "thing")
    return f"{files} read: {things} used, {len(result.skipped)} skipped"
