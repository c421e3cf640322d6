"""One check in six hops: manifest, join, library, observers, judge, report. The file to read first.

manifest --(join lock, catalogue, scan)--> project --(library)--> graph --(observe)--> facts
--(judge)--> report
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clearance import __version__
from clearance.facts import DutyFact, ExceptionFact, Fact, TermFact
from clearance.graph.graph import Grant, Graph
from clearance.judge.judge import judge
from clearance.library.load import Library, library
from clearance.manifest import load as manifest
from clearance.model import Accept, ArtifactReport, Duty, Finding, Project, Report, Skipped
from clearance.observe import artifacts, combine, duties, terms
from clearance.observe.release_files import Evidence
from clearance.openness import claims as openness
from clearance.openness.effective import Levels, effective
from clearance.openness.evidence import not_asked
from clearance.problems import NOTHING, Problem
from clearance.project.tasks import with_tasks

EXPECTED_ASSUMPTION = "project.purpose is not stated: what depends on it is unknown"


@dataclass(frozen=True)
class Options:
    """What a check may be told beyond the manifest."""

    packs: tuple[str, ...] = ()
    today: str = ""
    """ISO date for expiries; empty: today"""
    extra: tuple[Fact, ...] = ()
    """facts from the scan or the lock"""
    skipped: tuple[Skipped, ...] = ()
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
    from clearance.observe import sources
    from clearance.project import from_cards as local
    from clearance.project import from_sources

    options = options or Options()
    try:
        found = manifest.find(path)
    except Problem as problem:
        if problem.code != NOTHING:
            raise
        project, scanned = from_sources.from_scan(path, shown)
        if not project.things:
            raise Problem(
                f"nothing to check: no clearance.yaml, and {scanned.read} files name no model or"
                " data set",
                where=str(path),
                hint="clearance init",
                code=NOTHING,
            ) from None
        return check_project(
            project, replace(options, skipped=(*options.skipped, *scanned.skipped))
        )
    project = local.join(manifest.load(found, shown=shown), found.parent)
    compared = sources.compare(project, found.parent, str(Path(shown).parent) if shown else "")
    return check_project(
        project,
        replace(
            options,
            extra=(*options.extra, *compared.facts),
            skipped=(*options.skipped, *compared.skipped),
        ),
    )


def check_project(project: Project, options: Options | None = None) -> Report:
    """Return the report on a loaded project."""
    options = options or Options()
    known = library(*options.packs)
    facts: list[Fact] = list(options.ask(project)) if options.ask else []
    if options.ask is None and (unasked := not_asked(project)):
        project = replace(project, assumptions=(*project.assumptions, f"offline: {unasked}"))
    project = prepare(project, known, facts)
    return _report(project, known, replace(options, extra=(*options.extra, *facts)))


def prepare(project: Project, known: Library, facts: list[Fact] | None = None) -> Project:
    """Return the project joined with what catalogue and lock know, and with tasks filled in;
    `facts` takes up where they disagree.
    """
    from clearance.project.from_catalogue import join
    from clearance.project.from_lock import join_lock, read

    project, found = join_lock(project, read(project), known)
    if facts is not None:
        facts += found

    return with_tasks(join(project, known), known)


def _report(project: Project, known: Library, options: Options) -> Report:
    graph = Graph(project, known)
    grants, term_facts, duty_facts = observe_terms(graph)
    facts: list[Fact] = [*term_facts, *duty_facts, *options.extra]
    facts += artifacts.observe(graph, grants)
    facts += combine.incompatible(graph, grants)
    facts += combine.labels(graph, grants)
    facts += combine.relabeled(graph, grants)
    levels = effective(graph)
    facts += openness.observe(graph, grants, levels)
    facts = [_with_options(graph, grants, fact) for fact in _one_cause(facts)]
    found = judge(facts, known, project.policy, {})
    found, accepted, idle = _accept(found, project, known, options.today)
    found += judge(idle, known, project.policy, {})
    return Report(
        version=__version__,
        project=project,
        findings=tuple(found),
        duties=tuple(
            sorted(_duties(duty_facts), key=lambda d: (d.artifact, d.license, d.do, d.source))
        ),
        accepted=tuple(accepted),
        artifacts=tuple(_artifact(graph, grants, levels, thing.name) for thing in project.things),
        assumptions=tuple(
            dict.fromkeys(
                [*([] if project.purpose else [EXPECTED_ASSUMPTION]), *project.assumptions]
            )
        ),
        skipped=options.skipped,
        data_versions=data_versions(known),
        packs=options.packs,
    )


def observe_terms(graph: Graph) -> tuple[list[Grant], list[TermFact], list[DutyFact]]:
    """Return the grants that hold (the best branch of each OR), with their term and duty facts."""
    grants: list[Grant] = []
    found: list[TermFact] = []
    owed: list[DutyFact] = []
    shown: dict[str, Evidence] = {}
    for thing in graph.project.things:
        branches = []
        for branch in graph.alternatives(thing):
            facts = [fact for grant in branch for fact in terms.observe(graph, grant)]
            branches.append((_badness(branch, facts), branch, facts))
        _, branch, facts = min(branches, key=lambda row: row[0])
        grants += branch
        found += facts
        for grant in branch:
            owed += duties.observe(graph, grant, shown)
    return grants, found, owed


def _badness(branch: list[Grant], facts: Iterable[TermFact]) -> tuple[int, ...]:
    facts = list(facts)
    counts = [
        sum(f.certainty == word and f.verdict != "ground" for f in facts)
        for word in ("settled", "contested", "unknown")
    ]
    return (sum(grant.license is None for grant in branch), *counts)


def _one_cause(facts: list[Fact]) -> list[Fact]:
    """Drop stated-license facts that an incompatible combination explains already."""
    clash = {
        (f.target, name): f.certainty
        for f in facts
        if getattr(f, "state", "") == "incompatible"
        for name in (f.source, getattr(f, "stated", ""))
    }

    def explained(fact: Fact) -> bool:
        """A contested clash does not explain what is settled."""
        by = clash.get((fact.target, fact.source))
        return (
            isinstance(fact, TermFact)
            and fact.verdict == "broken"
            and (by == "settled" or (by is not None and fact.certainty != "settled"))
        )

    return [f for f in facts if not explained(f)]


def _with_options(graph: Graph, grants: list[Grant], fact: Fact) -> Fact:
    """Name the licenses that would do where a fix needs them."""
    wants = getattr(fact, "state", "") in ("unlicensed-release", "incompatible")
    if not wants or fact.options or graph.things[fact.target].kind != "release":
        return fact
    return replace(
        fact, options=combine.permissive_options(graph, graph.things[fact.target], grants)
    )


def _accept(
    found: list[Finding], project: Project, known: Library, today: str
) -> tuple[list[Finding], list[Finding], list[ExceptionFact]]:
    """Return (open findings, accepted findings, facts about exceptions that are idle or expired)."""
    today = today or datetime.date.today().isoformat()
    left, accepted, idle = list(found), [], []
    for entry in project.accept:
        if known.rule(entry.rule) is None:
            idle.append(_exception(entry, "unknown-rule", f"there is no rule {entry.rule}"))
            continue
        covered = [finding for finding in left if _covers(entry, finding, known)]
        if entry.until and entry.until < today:
            idle.append(_exception(entry, "expired", f"it ended on {entry.until}"))
        elif not covered:
            idle.append(_exception(entry, "idle", "no finding matches it"))
        else:
            left = [finding for finding in left if finding not in covered]
            accepted += [replace(finding, accepted=entry.because) for finding in covered]
    return left, accepted, idle


def _covers(entry: Accept, finding: Finding, known: Library) -> bool:
    rule = known.rule(entry.rule)
    names = {finding.artifact, finding.artifact.removeprefix("release:"), finding.source}
    return (
        rule is not None
        and rule.id == finding.rule
        and (not entry.artifact or entry.artifact in names)
        and (not entry.topic or entry.topic == finding.topic)
        and (not entry.source or entry.source in (finding.source, *finding.sources))
    )


def _exception(entry: Accept, state: str, why: str) -> ExceptionFact:
    return ExceptionFact(
        topic="exception",
        certainty="settled",
        target=entry.artifact,
        source="",
        license="",
        name="",
        clause="",
        term="",
        says=entry.because,
        released="no",
        place=entry.place,
        why=why,
        state=state,  # type: ignore[arg-type]
        rule=entry.rule,
        until=entry.until,
    )


def _duties(facts: Sequence[DutyFact]) -> list[Duty]:
    """Return the duties, each once for a thing of ours and a license term; the surest fact of each
    speaks.
    """
    best: dict[tuple[str, ...], DutyFact] = {}
    rank = ("settled", "contested", "unknown")
    for fact in facts:
        key = (fact.target, fact.source, fact.license, fact.term)
        if key not in best or rank.index(fact.certainty) < rank.index(best[key].certainty):
            best[key] = fact
    # what is owed for a thing is owed for its own base under the same license too: said once
    best = {
        key: f
        for key, f in best.items()
        if not any(
            (f.target, s.thing, f.license, f.term) in best for s in f.chain if s.thing != f.source
        )
    }
    return [
        Duty(
            f.topic,
            f.do,
            f.target,
            f.source,
            f.license,
            f.clause,
            f.says,
            f.strings,
            f.status,
            f.certainty,
            f.place,
            f.expected,
            f.evidence,
        )
        for f in best.values()
    ]


def _artifact(graph: Graph, grants: list[Grant], levels: Levels, name: str) -> ArtifactReport:
    thing = graph.things[name]
    reach = []
    for grant in grants:
        states = grant.by_thing.get(name)
        if states is None:
            continue
        for word in dict.fromkeys(state.reach for state in states):
            best = artifacts.nearest(state for state in states if state.reach == word)
            license_id = grant.license.id if grant.license else "unresolved"
            reach.append((grant.thing.name, license_id, word, best.certainty))
    licenses = tuple(
        (
            part,
            graph.resolve(written, thing.obtained)[0] or f"unresolved: {written or 'not stated'}",
        )
        for part, written in thing.license
    )
    openly = tuple(openness.in_effect(one) for one in levels.get(name, ()))
    return ArtifactReport(
        name,
        thing.kind,
        thing.ours,
        thing.source,
        licenses,
        thing.license_from,
        thing.openness,
        tuple(sorted(reach)),
        thing.place,
        openly,
    )


def data_versions(known: Library) -> tuple[tuple[str, str], ...]:
    """Return how many licenses and rules there are and the newest date among the licenses."""
    return (
        ("clearance", __version__),
        ("licenses", str(len(known.paths))),
        ("rules", str(len(known.rules))),
    )
