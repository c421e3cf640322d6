"""`clearance check`: every path checked, every format written, one exit code."""

from __future__ import annotations

import functools
import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from clearance.check import Options, check, check_project
from clearance.files.write import write
from clearance.model import Report, Several, Unchecked
from clearance.problems import CLEAN, FOUND, INTERNAL, NOTHING, USAGE, Problem
from clearance.project.open import find_manifest
from clearance.report import render, render_several
from clearance.terminal.progress import shown
from clearance.terminal.screen import screen
from clearance.words import SEVERITIES

SUMMARY_BYTES = 1_000_000
"""Size of a step summary on GitHub; it takes 1 MiB."""
CUT = "\n\nThe rest is cut: a step summary holds no more.\n"
WORSE = (CLEAN, NOTHING, FOUND, USAGE, INTERNAL)
"""Exit codes from the best to the worst: of several paths the worst one is returned."""


@dataclass(frozen=True)
class CheckRequest:
    """What the command line asks of a check."""

    paths: tuple[Path, ...]
    formats: tuple[str, ...]
    outputs: tuple[Path, ...]
    """files for the formats of the same position; the other formats go to the screen"""
    fail_on: str
    """lowest severity that fails; empty: what the policy says"""
    strict: bool
    packs: tuple[str, ...]
    verbose: bool
    quiet: bool
    boms: tuple[Path, ...] = ()
    """bills of materials to check beside the paths, or instead of them"""
    online: bool = False


def run(request: CheckRequest, out: IO[str], err: IO[str]) -> int:
    """Check every path, write every format, return the exit code; raise Problem for wrong input.

    Of several paths, those that cannot be checked are told in every format and on `err`, beside the
    reports of the others.
    """
    if len(request.outputs) > len(request.formats):
        raise Problem("more --output than --format")
    if request.verbose and request.quiet:
        raise Problem("--verbose and --quiet exclude each other")
    with shown(err, "checking"):
        checked = _checked(request)
    for unchecked in checked.unchecked:
        problem = Problem(unchecked.message, where=unchecked.where, hint=unchecked.hint)
        err.write(f"clearance: {problem}\n")
    for fmt, target in itertools.zip_longest(request.formats, request.outputs):
        if target:
            write(target, _document(checked, fmt, **_depth_of(request, fmt)))
        else:
            _print(checked, fmt, request, out)
    if "github" in request.formats:
        _summarize(_document(checked, "markdown"))
    return max(_codes(checked, request), default=NOTHING, key=WORSE.index)


def _checked(request: CheckRequest) -> Several:
    """Check the paths one after the other; the only path's problem is the run's."""
    jobs = _jobs(request)
    reports, unchecked = [], []
    for path, job in jobs:
        try:
            reports.append(job())
        except Problem as problem:
            if len(jobs) == 1:
                raise
            unchecked.append(_unchecked(path, problem))
    return Several(tuple(reports), tuple(unchecked))


def _jobs(request: CheckRequest) -> list[tuple[Path, Callable[[], Report]]]:
    """Return (path, its check) for every folder, manifest and bill of materials, each once."""
    options = _options(request)
    of_paths = [(path, _check_path) for path in dict.fromkeys(request.paths)]
    of_boms = [(path, _check_bom) for path in dict.fromkeys(request.boms)]
    return [(path, functools.partial(job, path, options)) for path, job in (*of_paths, *of_boms)]


def _options(request: CheckRequest) -> Options:
    if not request.online:
        return Options(packs=request.packs)
    from clearance.hub import evidence

    return Options(packs=request.packs, ask=evidence.facts)


def _check_path(path: Path, options: Options) -> Report:
    return check(path, options, shown=_shown(path))


def _shown(path: Path) -> str:
    """Return how the manifest (or, without one, the folder) is printed: relative where it was given
    so.
    """
    place = find_manifest(path) or path
    return str(place) if path.is_absolute() else os.path.relpath(place)


def _check_bom(path: Path, options: Options) -> Report:
    from clearance.bom.read.document import load

    return check_project(load(path), options)


def _unchecked(path: Path, problem: Problem) -> Unchecked:
    where = problem.where or str(path)
    return Unchecked(str(path), problem.message, where, problem.hint, problem.code)


def _print(checked: Several, fmt: str, request: CheckRequest, out: IO[str]) -> None:
    """Write one format to the screen; text is drawn where that is a terminal."""
    options = _depth_of(request, fmt)
    terminal = screen(out) if fmt == "text" else None
    if terminal:
        fmt = "terminal"
        options |= {"width": terminal.width, "color": terminal.color}
    text = _document(checked, fmt, **options)
    out.write(text if text.endswith("\n") else text + "\n")


def _depth_of(request: CheckRequest, fmt: str) -> dict[str, Any]:
    """Return how much is told; a format for programs always tells everything."""
    return {"verbose": request.verbose, "quiet": request.quiet} if fmt == "text" else {}


def _document(checked: Several, fmt: str, **options: Any) -> str:
    """Return one report as the format has it, several as its form for several."""
    if len(checked.reports) == 1 and not checked.unchecked:
        return render(checked.reports[0], fmt, **options)
    return render_several(checked, fmt, **options)


def _summarize(text: str) -> None:
    """Append the Markdown report to the step summary of a GitHub job, where there is one."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    data = text.encode("utf-8")
    if len(data) > SUMMARY_BYTES:
        text = data[:SUMMARY_BYTES].decode("utf-8", "ignore").rpartition("\n")[0] + CUT
    try:
        with Path(file).open("a", encoding="utf-8") as summary:
            summary.write(text)
    except OSError as error:
        raise Problem(
            f"the step summary cannot be written: {error.strerror or error}", where=file
        ) from None


def _codes(checked: Several, request: CheckRequest) -> Iterator[int]:
    for report in checked.reports:
        yield exit_code(report, request)
    for unchecked in checked.unchecked:
        yield unchecked.code


def exit_code(report: Report, request: CheckRequest) -> int:
    """Return 1 when a finding is at or above the threshold; strict also fails on warnings, skips
    and unknowns.
    """
    if any(_reaches(finding.severity, _threshold(report, request)) for finding in report.findings):
        return FOUND
    return FOUND if request.strict and _is_incomplete(report) else CLEAN


def _threshold(report: Report, request: CheckRequest) -> str:
    """Return the mildest severity that fails the check."""
    threshold = request.fail_on or report.project.policy.fail_on
    return "warning" if request.strict and threshold == "error" else threshold


def _reaches(severity: str, threshold: str) -> bool:
    return SEVERITIES.index(severity) <= SEVERITIES.index(threshold)


def _is_incomplete(report: Report) -> bool:
    """Return whether something was not read, or hangs on an answer that is missing."""
    return bool(report.skipped) or any(
        finding.certainty == "unknown" for finding in report.findings
    )
