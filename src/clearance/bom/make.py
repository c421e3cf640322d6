"""The bom command's work: a manifest checked, collected and written in one format."""

from __future__ import annotations

from pathlib import Path

from clearance.bom.parts import Bom, collect
from clearance.check import check_project
from clearance.library import library
from clearance.manifest import find, load
from clearance.model import Project
from clearance.problems import Problem

FORMATS = ("spdx", "cyclonedx", "card")


def make(path: Path, fmt: str = "spdx", encoding: str = "json", artifact: str = "") -> str:
    """Return the bill of materials of the project at a path; raise Problem for wrong input.

    `encoding` chooses among json, yaml and tag-value for SPDX 2.3; `artifact` names the model or data set of a card.
    """
    if encoding != "json" and fmt != "spdx":
        raise Problem(f"--encoding {encoding} goes with --format spdx only")
    if artifact and fmt != "card":
        raise Problem("--artifact goes with --format card only")
    project = load(find(path))
    if fmt == "spdx":
        from clearance.bom import spdx

        return spdx.render(collected(project), encoding)
    if fmt == "cyclonedx":
        from clearance.bom import cyclonedx

        return cyclonedx.render(collected(project))
    from clearance.bom import card

    return card.render(check_project(project).project, library(), artifact)


def collected(project: Project) -> Bom:
    """Return the bill of materials of a declared project, with what the check says of it."""
    return collect(project, check_project(project), library())
