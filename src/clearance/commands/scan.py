"""`clearance scan`: the references of a work tree or of named files, as text or JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from clearance.problems import CLEAN, FOUND, NOTHING, Problem
from clearance.scan import ScanResult, scan
from clearance.text import clean, plural

FORMAT = "1"


def run(paths: tuple[Path, ...], fmt: str, *, strict: bool = False) -> tuple[str, int]:
    """Return (text, exit code): 0, 1 under strict when files were skipped, 4 when no file was read.

    One folder is scanned whole; files (and folders among them) are read as named, relative to the
    current folder.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise Problem("does not exist", where=str(missing[0]))
    if len(paths) == 1 and paths[0].is_dir():
        found = scan(paths[0])
    else:
        files = [
            file
            for path in paths
            for file in (
                sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
            )
        ]
        found = scan(Path(), files)
    text = _json(found) if fmt == "json" else _text(found)
    code = FOUND if strict and found.skipped else CLEAN if found.read else NOTHING
    return text, code


def _json(found: ScanResult) -> str:
    told = {
        "version": FORMAT,
        "references": [asdict(one) for one in found.references],
        "skipped": [asdict(one) for one in found.skipped],
        "read": found.read,
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _text(found: ScanResult) -> str:
    lines = []
    for kind, title in (("model", "models"), ("dataset", "data sets"), ("api-model", "API models")):
        rows = [one for one in found.references if one.kind == kind]
        names = dict.fromkeys(one.id for one in rows)
        if names:
            lines += [
                f"{title}:",
                *(_row(name, [one for one in rows if one.id == name]) for name in names),
                "",
            ]
    if not lines:
        lines = ["no model, data set or API model is named", ""]
    lines += [clean(f"skipped {one.path}: {one.why}") for one in found.skipped[:10]]
    if len(found.skipped) > 10:
        lines.append(f"skipped {len(found.skipped) - 10} more (--format json names them)")
    used = {(one.kind, one.id) for one in found.references if one.role == "use"}
    lines.append(
        f"{plural(found.read, 'file')} read: {plural(len(used), 'thing')} used,"
        f" {len(found.skipped)} skipped"
    )
    return "\n".join(lines) + "\n"


def _row(name: str, rows: list) -> str:  # type: ignore[type-arg]
    first = next((row for row in rows if row.role == "use"), rows[0])
    uses = ", ".join(sorted({row.use for row in rows if row.use}))
    role = "" if first.role == "use" else f" [{first.role}]"
    more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
    return clean(
        f"  {name}{role}  {first.path}:{first.line}{more} "
        f" {first.how}{' (' + uses + ')' if uses else ''}"
    )
