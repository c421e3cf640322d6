"""A project made from the sources alone, where there is no manifest."""

from __future__ import annotations

from pathlib import Path

from clearance.catalogue.lookup import find
from clearance.model import Place, Project, Reference, Thing
from clearance.project.references import by_id, shown_path
from clearance.scan import ScanResult, scan
from clearance.scan.names import provider


def source(reference: Reference) -> str:
    """Return the manifest source of a reference."""
    if reference.kind == "api-model":
        entry = find(reference.id)
        known = entry.id if entry else reference.id
        return f"api:{known}" if "/" in known else f"api:{provider(known) or 'unknown'}/{known}"
    if "://" in reference.id:
        return f"url:{reference.id}"
    if ":" in reference.id:
        return f"url:{reference.id}"
    return f"hf:{reference.id}"


def from_scan(root: Path, shown: str = "") -> tuple[Project, ScanResult]:
    """Return a project of what the sources use, for a repository without a manifest; nothing is
    released in it.
    """
    found = scan(root)
    things: dict[str, Thing] = {}
    for rows in by_id(one for one in found.references if one.role == "use").values():
        first = rows[0]
        name = first.id if first.id not in things else f"{first.id} ({first.kind})"
        uses = tuple(sorted({"evaluate" if row.use == "evaluate" else "run" for row in rows}))
        place = Place(shown_path(first.path, shown), first.line, 1)
        things[name] = Thing(
            name,
            "dataset" if first.kind == "dataset" else "model",
            source=source(first),
            used_for=uses,
            place=place,
        )
    project = Project(
        name=root.resolve().name,
        file=shown or ".",
        root=str(root),
        read_from="sources",
        things=tuple(things.values()),
        assumptions=(
            (
                "there is no clearance.yaml: this is what the sources name, nothing is released or"
                " served; next: clearance init"
            ),
        ),
    )
    return project, found
