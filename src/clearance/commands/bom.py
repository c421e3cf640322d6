"""The bom command's work: a project checked, collected and written in one format."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clearance.bom.collect import collect
from clearance.bom.neutral import Bom
from clearance.check import Options, report_on
from clearance.model import Project
from clearance.problems import Problem
from clearance.project.open import complete, open_project

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
    opened = open_project(ask.path, packs=ask.packs)
    if ask.format == "card":
        from clearance.bom.write import card

        return card.render(opened.project, opened.known, ask.artifact)
    bom = collect(opened.declared, report_on(opened, Options()), opened.known)
    if ask.format == "spdx":
        from clearance.bom.write import spdx

        return spdx.render(bom, ask.encoding)
    if ask.format == "spdx3":
        from clearance.bom.write import spdx3

        return spdx3.render(bom)
    from clearance.bom.write import cyclonedx

    return cyclonedx.render(bom, ask.spec_version or cyclonedx.VERSION)


def collected(project: Project, packs: tuple[str, ...] = ()) -> Bom:
    """Return the bill of materials of a declared project, with what the check says of it."""
    opened = complete(project, packs=packs)
    return collect(project, report_on(opened, Options()), opened.known)
