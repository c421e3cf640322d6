"""The bom command's work: a project checked, collected and written in one format."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clearance.bom.collect import collect
from clearance.bom.neutral import Bom
from clearance.check import Options, check_project
from clearance.library.load import library
from clearance.manifest import load as manifest
from clearance.model import Project
from clearance.problems import NOTHING, Problem
from clearance.project import from_cards as local
from clearance.project import from_sources

FORMATS = ("spdx", "spdx3", "cyclonedx", "card")


@dataclass(frozen=True)
class Ask:
    """What the command line asks of a bill of materials."""

    path: Path
    format: str = "spdx"
    encoding: str = "json"
    """json, yaml or tag-value, of SPDX 2.3"""
    spec_version: str = ""
    """of CycloneDX; empty: its own choice"""
    artifact: str = ""
    """the model or data set of a card"""
    packs: tuple[str, ...] = ()


def make(ask: Ask) -> str:
    """Return the bill of materials that is asked for; raise Problem for wrong input, and where
    there is nothing to name.
    """
    for option, value, goes_with in (
        ("encoding", ask.encoding.removeprefix("json"), "spdx"),
        ("spec-version", ask.spec_version, "cyclonedx"),
        ("artifact", ask.artifact, "card"),
    ):
        if value and ask.format != goes_with:
            raise Problem(f"--{option} goes with --format {goes_with} only")
    project = declared(ask.path)
    if ask.format == "spdx":
        from clearance.bom.write import spdx

        return spdx.render(collected(project, ask.packs), ask.encoding)
    if ask.format == "spdx3":
        from clearance.bom.write import spdx3

        return spdx3.render(collected(project, ask.packs))
    if ask.format == "cyclonedx":
        from clearance.bom.write import cyclonedx

        return cyclonedx.render(
            collected(project, ask.packs), ask.spec_version or cyclonedx.VERSION
        )
    from clearance.bom.write import card

    return card.render(
        check_project(project, Options(packs=ask.packs)).project, library(*ask.packs), ask.artifact
    )


def declared(path: Path) -> Project:
    """Return the project that a check of the path would judge: its manifest with its local models,
    or else what the sources name.

    Raises Problem with exit code 4 where there is neither.
    """
    try:
        found = manifest.find(path)
    except Problem as problem:
        if problem.code != NOTHING:
            raise
        project, scanned = from_sources.from_scan(path, str(path))
        if not project.things:
            raise Problem(
                f"nothing to list: no clearance.yaml, and {scanned.read} files name no model or"
                " data set",
                where=str(path),
                hint="clearance init",
                code=NOTHING,
            ) from None
        return project
    return local.join(manifest.load(found), found.parent)


def collected(project: Project, packs: tuple[str, ...] = ()) -> Bom:
    """Return the bill of materials of a project, with what the check says of it."""
    return collect(project, check_project(project, Options(packs=packs)), library(*packs))
