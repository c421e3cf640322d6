"""Exceptions: findings that a project accepts with a reason, and entries that no longer hold."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from clearance.facts import Cited, ExceptionFact
from clearance.library.load import Library
from clearance.model import Accept, Finding, Project


@dataclass(frozen=True)
class Accepted:
    """Findings with the exceptions of a project applied."""

    open: tuple[Finding, ...]
    """what no exception covers"""
    covered: tuple[Finding, ...]
    """what is accepted, each with the reason"""
    idle: tuple[ExceptionFact, ...]
    """entries that cover nothing or have ended"""


def accept(findings: list[Finding], project: Project, known: Library, today: str) -> Accepted:
    """Return the findings with exceptions applied; `today` (ISO date) ends those whose time is up,
    empty for the day it is.
    """
    today = today or datetime.date.today().isoformat()
    left, covered, idle = list(findings), [], []
    for entry in project.accept:
        meant = [finding for finding in left if _covers(entry, finding, known)]
        useless = _useless(entry, known, today, any_meant=bool(meant))
        if useless:
            idle.append(useless)
            continue
        keys = {finding.key for finding in meant}
        left = [finding for finding in left if finding.key not in keys]
        covered += [replace(finding, accepted=entry.because) for finding in meant]
    return Accepted(tuple(left), tuple(covered), tuple(idle))


def _useless(entry: Accept, known: Library, today: str, *, any_meant: bool) -> ExceptionFact | None:
    """Return why an entry covers nothing; None where it does."""
    if known.rule(entry.rule) is None:
        return _idle(entry, "unknown-rule", f"there is no rule {entry.rule}")
    if entry.until and entry.until < today:
        return _idle(entry, "expired", f"it ended on {entry.until}")
    return None if any_meant else _idle(entry, "idle", "no finding matches it")


def _covers(entry: Accept, finding: Finding, known: Library) -> bool:
    rule = known.rule(entry.rule)
    names = {finding.artifact, finding.artifact.removeprefix("release:"), finding.source}
    return (
        rule is not None
        and rule.id == finding.rule
        and entry.artifact in ("", *names)
        and entry.topic in ("", finding.topic)
        and entry.source in ("", finding.source, *finding.sources)
    )


def _idle(entry: Accept, state: str, why: str) -> ExceptionFact:
    return ExceptionFact(
        target=entry.artifact,
        cited=Cited(says=entry.because),
        place=entry.place,
        why=why,
        state=state,  # type: ignore[arg-type]
        rule=entry.rule,
        until=entry.until,
    )
