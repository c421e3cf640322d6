"""The check command's work: every path checked, every format written, one exit code."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from clearance.check import Options, check, check_project
from clearance.manifest import find
from clearance.model import Report
from clearance.problems import CLEAN, FOUND, NOTHING, Problem
from clearance.report import render
from clearance.report.common import SEVERITIES

SUMMARY_BYTES = 1_000_000


@dataclass(frozen=True)
class Ask:
    """What the command line asks of a check."""

    paths: tuple[Path, ...]
    formats: tuple[str, ...]
    outputs: tuple[Path, ...]
    fail_on: str
    strict: bool
    packs: tuple[str, ...]
    verbose: bool
    quiet: bool
    boms: tuple[Path, ...] = ()
    """bills of materials to check beside the paths, or instead of them"""


def run(ask: Ask, out: IO[str]) -> int:
    """Check every path, write every format, return the exit code; raise Problem for wrong input."""
    if len(ask.outputs) > len(ask.formats):
        raise Problem("more --output than --format")
    reports = [check(path, Options(packs=ask.packs), shown=_shown(path)) for path in ask.paths]
    reports += [_of_bom(path, ask) for path in ask.boms]
    for i, fmt in enumerate(ask.formats):
        texts = [_render(report, fmt, ask, to_file=i < len(ask.outputs), out=out) for report in reports]
        text = _joined(texts, fmt)
        if i < len(ask.outputs):
            write(ask.outputs[i], text)
        else:
            out.write(text if text.endswith("\n") else text + "\n")
    if "github" in ask.formats:
        _summarize(reports)
    return max((exit_code(report, ask) for report in reports), default=NOTHING)


def _of_bom(path: Path, ask: Ask) -> Report:
    from clearance.bom.incoming import load

    return check_project(load(path), Options(packs=ask.packs))


def _summarize(reports: list[Report]) -> None:
    """Append the Markdown report to the step summary of a GitHub job, where there is one; a summary takes 1 MiB."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    text = "\n".join(render(report, "markdown") for report in reports)
    data = text.encode("utf-8")
    if len(data) > SUMMARY_BYTES:
        text = data[:SUMMARY_BYTES].decode("utf-8", "ignore").rpartition("\n")[0] + "\n\nThe rest is cut: a step summary holds no more.\n"
    try:
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(text)
    except OSError as error:
        raise Problem(f"the step summary cannot be written: {error.strerror or error}", where=file) from None


def _shown(path: Path) -> str:
    """Return how the manifest (or, without one, the folder) is printed: relative where it was given so."""
    try:
        found = find(path)
    except Problem as problem:
        if problem.code != NOTHING:
            raise
        found = path
    return os.path.relpath(found) if not path.is_absolute() else str(found)


def _render(report: Report, fmt: str, ask: Ask, *, to_file: bool, out: IO[str]) -> str:
    if fmt != "text":
        return render(report, fmt)
    terminal = not to_file and out.isatty()
    width = shutil.get_terminal_size((100, 24)).columns if terminal else 100
    color = terminal and not os.environ.get("NO_COLOR")
    return render(report, fmt, color=color, width=min(width, 120), verbose=ask.verbose, quiet=ask.quiet)


def _joined(texts: list[str], fmt: str) -> str:
    """Several projects: JSON becomes a list, the line formats follow one another."""
    if len(texts) == 1:
        return texts[0]
    if fmt == "json":
        return "[\n" + ",\n".join(texts) + "\n]\n"
    if fmt in ("sarif", "junit", "html"):
        raise Problem(f"--format {fmt} takes one project at a time")
    return "\n".join(texts)


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_text(text, "utf-8")
        temporary.replace(path)
    except OSError as error:
        raise Problem(f"cannot be written: {error.strerror or error}", where=str(path)) from None


def exit_code(report: Report, ask: Ask) -> int:
    """Return 1 when a finding is at or above the threshold; strict also fails on warnings, skips and unknowns."""
    threshold = ask.fail_on or report.project.policy.fail_on
    if ask.strict and threshold == "error":
        threshold = "warning"
    bar = SEVERITIES.index(threshold)
    if any(SEVERITIES.index(finding.severity) <= bar for finding in report.findings):
        return FOUND
    if ask.strict and (report.skipped or any(finding.certainty == "unknown" for finding in report.findings)):
        return FOUND
    return CLEAN
