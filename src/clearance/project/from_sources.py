"""A project made from the sources alone, where there is no manifest."""

from __future__ import annotations

from pathlib import Path

from clearance.catalogue.lookup import find
from clearance.model import Assumption, Place, Project, Reference, Thing
from clearance.project.references import by_id, shown_path
from clearance.scan import ScanResult, scan
from clearance.scan.names import provider

NO_MANIFEST = Assumption(
    "there is no clearance.yaml: this is what the sources name, nothing is released or served;"
    " next: clearance init"
)


def source(reference: Reference) -> str:
    """Return the manifest source of a reference."""
    if reference.kind == "api-model":
        return _api(reference.id)
    scheme = "url" if ":" in reference.id else "hf"
    return f"{scheme}:{reference.id}"


def _api(written: str) -> str:
    entry = find(written)
    name = entry.id if entry else written
    return f"api:{name}" if "/" in name else f"api:{provider(name) or 'unknown'}/{name}"


def from_sources(root: Path, shown: str = "") -> tuple[Project, ScanResult]:
    """Return a project of what the sources use, for a repository without a manifest; nothing is
    released in it. `shown` is put before printed paths.
    """
    scanned = scan(root)
    used = [reference for reference in scanned.references if reference.role == "use"]
    things: dict[str, Thing] = {}
    for references in by_id(used).values():
        thing = _thing(references, set(things), shown)
        things[thing.name] = thing
    project = Project(
        name=root.resolve().name,
        file=shown or ".",
        root=str(root),
        read_from="sources",
        things=tuple(things.values()),
        assumptions=(NO_MANIFEST,),
    )
    return project, scanned


def _thing(references: list[Reference], taken: set[str], shown: str) -> Thing:
    """Return the thing that references of one id mean, where the first of them stands."""
    first = references[0]
    uses = {"evaluate" if reference.use == "evaluate" else "run" for reference in references}
    return Thing(
        first.id if first.id not in taken else f"{first.id} ({first.kind})",
        "dataset" if first.kind == "dataset" else "model",
        source=source(first),
        used_for=tuple(sorted(uses)),
        known_from="sources",
        place=Place(shown_path(first.path, shown), first.line, 1),
    )
