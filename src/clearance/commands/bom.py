"""`clearance bom`: a project checked, collected and written in one format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clearance.bom.collect import collect
from clearance.bom.neutral import Bom
from clearance.check import Options, report_on
from clearance.model import Project
from clearance.problems import Problem
from clearance.project.open import Opened, complete, open_project


@dataclass(frozen=True)
class BomRequest:
    """What the command line asks of a bill of materials."""

    path: Path
    format: str = "spdx"
    """spdx, spdx3, cyclonedx or card"""
    encoding: str = "json"
    """json, yaml or tag-value, of SPDX 2.3"""
    spec_version: str = ""
    """of CycloneDX; empty: its own choice"""
    artifact: str = ""
    """the model or data set of a card"""
    packs: tuple[str, ...] = ()


def make(request: BomRequest) -> str:
    """Return the bill of materials that is asked for; raise Problem for wrong input, and where
    there is nothing to name.
    """
    _refuse_idle_options(request)
    opened = open_project(request.path, packs=request.packs)
    if request.format == "card":
        from clearance.bom.write import card

        return card.render(opened.project, opened.known, request.artifact)
    return _written(_bom(opened), request)


def collected(project: Project, packs: Sequence[str] = ()) -> Bom:
    """Return the bill of materials of a declared project, with what the check says of it."""
    return _bom(complete(project, packs=packs))


def _refuse_idle_options(request: BomRequest) -> None:
    """Raise Problem for an option that says nothing of the format."""
    for option, is_given, fmt in (
        ("encoding", request.encoding != "json", "spdx"),
        ("spec-version", request.spec_version, "cyclonedx"),
        ("artifact", request.artifact, "card"),
    ):
        if is_given and request.format != fmt:
            raise Problem(f"--{option} goes with --format {fmt} only")


def _bom(opened: Opened) -> Bom:
    return collect(opened.declared, report_on(opened, Options()), opened.known)


def _written(bom: Bom, request: BomRequest) -> str:
    if request.format == "spdx":
        from clearance.bom.write import spdx

        return spdx.render(bom, request.encoding)
    if request.format == "spdx3":
        from clearance.bom.write import spdx3

        return spdx3.render(bom)
    from clearance.bom.write import cyclonedx

    return cyclonedx.render(bom, request.spec_version or cyclonedx.VERSION)
