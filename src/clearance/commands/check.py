"""The check command's work: every path checked, every format written, one exit code."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from clearance.check import Options, check, check_project
from clearance.files.write import write
from clearance.manifest.load import find
from clearance.model import Report, Several, Unchecked
from clearance.problems import CLEAN, FOUND, INTERNAL, NOTHING, USAGE, Problem
from clearance.report import render, render_several
from clearance.terminal.progress import shown
from clearance.terminal.screen import screen
from clearance.words import SEVERITIES

SUMMARY_BYTES = 1_000_000
WORSE = (CLEAN, NOTHING, FOUND, USAGE, INTERNAL)
"""Exit codes from the best to the worst: of several paths the worst one is returned."""


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
    online: bool = False


def run(ask: Ask, out: IO[str], err: IO[str]) -> int:
    """Check every path, write every format, return the exit code; raise Problem for wrong input.

    Of several paths, those that cannot be checked are told in every format and on `err`, beside the
    reports of the others.
    """
    if len(ask.outputs) > len(ask.formats):
        raise Problem("more --output than --format")
    if ask.verbose and ask.quiet:
        raise Problem("--verbose and --quiet exclude each other")
    with shown(err, "checking"):
        told = _checked(ask)
    for one in told.unchecked:
        err.write(f"clearance: {Problem(one.message, where=one.where, hint=one.hint)}\n")
    for i, fmt in enumerate(ask.formats):
        text = _render(told, fmt, ask, to_file=i < len(ask.outputs), out=out)
        if i < len(ask.outputs):
            write(ask.outputs[i], text)
        else:
            out.write(text if text.endswith("\n") else text + "\n")
    if "github" in ask.formats:
        _summarize(_document(told, "markdown"))
    codes = [
        *(exit_code(report, ask) for report in told.reports),
        *(one.code for one in told.unchecked),
    ]
    return max(codes, default=NOTHING, key=WORSE.index)


def _options(ask: Ask) -> Options:
    if not ask.online:
        return Options(packs=ask.packs)
    from clearance.hub import evidence as online

    return Options(packs=ask.packs, ask=online.facts)


def _checked(ask: Ask) -> Several:
    """Check the paths one after the other; the only path's problem is the run's."""
    options = _options(ask)
    jobs: list[tuple[Path, Callable[[Path], Report]]] = [
        (path, lambda path: check(path, options, shown=_shown(path)))
        for path in dict.fromkeys(ask.paths)
    ]
    jobs += [(path, lambda path: _of_bom(path, options)) for path in dict.fromkeys(ask.boms)]
    reports, unchecked = [], []
    for path, job in jobs:
        try:
            reports.append(job(path))
        except Problem as problem:
            if len(jobs) == 1:
                raise
            unchecked.append(
                Unchecked(
                    str(path),
                    problem.message,
                    problem.where or str(path),
                    problem.hint,
                    problem.code,
                )
            )
    return Several(tuple(reports), tuple(unchecked))


def _of_bom(path: Path, options: Options) -> Report:
    from clearance.bom.read.document import load

    return check_project(load(path), options)


def _document(told: Several, fmt: str, **options: Any) -> str:
    """Return one report as the format has it, several as its form for several."""
    if len(told.reports) == 1 and not told.unchecked:
        return render(told.reports[0], fmt, **options)
    return render_several(told, fmt, **options)


def _summarize(text: str) -> None:
    """Append the Markdown report to the step summary of a GitHub job, where there is one; a summary
    takes 1 MiB.
    """
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    data = text.encode("utf-8")
    if len(data) > SUMMARY_BYTES:
        text = (
            data[:SUMMARY_BYTES].decode("utf-8", "ignore").rpartition("\n")[0]
            + "\n\nThe rest is cut: a step summary holds no more.\n"
        )
    try:
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(text)
    except OSError as error:
        raise Problem(
            f"the step summary cannot be written: {error.strerror or error}", where=file
        ) from None


def _shown(path: Path) -> str:
    """Return how the manifest (or, without one, the folder) is printed: relative where it was given
    so.
    """
    try:
        found = find(path)
    except Problem as problem:
        if problem.code != NOTHING:
            raise
        found = path
    return os.path.relpath(found) if not path.is_absolute() else str(found)


def _render(told: Several, fmt: str, ask: Ask, *, to_file: bool, out: IO[str]) -> str:
    if fmt != "text":
        return _document(told, fmt)
    found = None if to_file else screen(out)
    if found is None:
        return _document(told, fmt, verbose=ask.verbose, quiet=ask.quiet)
    return _document(
        told, "terminal", width=found.width, color=found.color, verbose=ask.verbose, quiet=ask.quiet
    )


def exit_code(report: Report, ask: Ask) -> int:
    """Return 1 when a finding is at or above the threshold; strict also fails on warnings, skips
    and unknowns.
    """
    threshold = ask.fail_on or report.project.policy.fail_on
    if ask.strict and threshold == "error":
        threshold = "warning"
    bar = SEVERITIES.index(threshold)
    if any(SEVERITIES.index(finding.severity) <= bar for finding in report.findings):
        return FOUND
    if ask.strict and (
        report.skipped or any(finding.certainty == "unknown" for finding in report.findings)
    ):
        return FOUND
    return CLEAN
