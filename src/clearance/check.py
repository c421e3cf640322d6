"""One check: open the project, observe it, judge, accept, report. The file to read first.

path --(open: manifest or sources, cards, lock, catalogue, packs)--> project
     --(observe)--> facts --(judge)--> findings --(accept)--> report
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from clearance import __version__
from clearance.facts import DutyFact, Fact
from clearance.judge.accept import accept
from clearance.judge.judge import judge, without_explained
from clearance.library.load import Library
from clearance.model import Assumption, DataVersion, Project, Report
from clearance.observe.context import Beside, Context
from clearance.observe.duties import owed
from clearance.observe.observers import look_at, observe
from clearance.observe.summary import artifact_reports
from clearance.openness.evidence import not_asked
from clearance.project.open import Opened, complete, open_project

NO_PURPOSE = Assumption("project.purpose is not stated: what depends on it is unknown")


@dataclass(frozen=True)
class Options:
    """What a check may be told beyond the manifest."""

    packs: tuple[str, ...] = ()
    """folders with further rules and licenses"""
    today: str = ""
    """ISO date for expiries; empty: today"""
    ask: Callable[[Project], Sequence[Fact]] | None = None
    """looks up what lies outside the repository (--online); None: nothing is asked, and the report
    says so
    """


def check(path: Path, options: Options | None = None, *, shown: str = "") -> Report:
    """Return the report on the project at a path: its manifest compared with its sources, or the
    sources alone.

    Raises Problem for wrong input, and with exit code 4 where there is neither a manifest nor a
    reference.
    """
    options = options or Options()
    return report_on(open_project(path, packs=options.packs, shown=shown), options)


def check_project(project: Project, options: Options | None = None) -> Report:
    """Return the report on a declared project, without a look at sources."""
    options = options or Options()
    return report_on(complete(project, packs=options.packs), options)


def report_on(opened: Opened, options: Options) -> Report:
    """Return the report on an opened project."""
    context = context_of(opened, options)
    facts = list(observe(context))
    policy = opened.project.policy
    findings = judge(without_explained(facts), opened.known, policy)
    accepted = accept(findings, opened.project, opened.known, options.today)
    return Report(
        version=__version__,
        project=opened.project,
        findings=(*accepted.open, *judge(accepted.idle, opened.known, policy)),
        duties=tuple(owed(fact for fact in facts if isinstance(fact, DutyFact))),
        accepted=accepted.covered,
        artifacts=artifact_reports(context),
        assumptions=_assumptions(opened, options),
        gaps=opened.gaps,
        data_versions=data_versions(opened.known),
        packs=opened.packs,
    )


def context_of(opened: Opened, options: Options | None = None) -> Context:
    """Return an opened project as observers see it; without options its sources are not read."""
    if options is None:
        return look_at(opened.project, opened.known)
    online = options.ask(opened.declared) if options.ask else ()
    beside = Beside(opened.compared, opened.shown, opened.lock_facts, online)
    return look_at(opened.project, opened.known, beside)


def _assumptions(opened: Opened, options: Options) -> tuple[Assumption, ...]:
    """Return what is taken for given, each once: by the manifest first, then by what was joined."""
    unasked = "" if options.ask else not_asked(opened.declared)
    offline = [Assumption(f"offline: {unasked}", "offline")] if unasked else []
    stated = opened.declared.assumptions
    joined = opened.project.assumptions[len(stated) :]
    purpose = [] if opened.project.purpose else [NO_PURPOSE]
    return tuple(dict.fromkeys((*purpose, *stated, *offline, *joined)))


def data_versions(known: Library) -> tuple[DataVersion, ...]:
    """Return how many licenses and rules a check knew."""
    return (
        DataVersion("clearance", __version__),
        DataVersion("licenses", str(len(known.paths))),
        DataVersion("rules", str(len(known.rules))),
    )
