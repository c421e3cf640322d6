"""Cases inside rule and license files: fenced manifests that say which rules must and must not
fire.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from clearance.check import Options, check_project
from clearance.library.load import Library, library
from clearance.manifest.load import loads
from clearance.model import Finding
from clearance.problems import Problem

FENCE = re.compile(r"^```yaml (bad|good)([^\n]*)\n(.*?)^```\s*$", re.M | re.S)
TODAY = "2026-11-01"
"""Cases are judged as of this day, so that they do not age."""


@dataclass(frozen=True)
class Case:
    """One manifest with what must fire (bad) or must not (good)."""

    owner: str
    """rule or license id whose file holds it"""
    kind: str
    wanted: tuple[str, ...]
    """RULE, RULE:TERM, RULE:TERM/CERTAINTY"""
    text: str
    where: str

    @property
    def name(self) -> str:
        """Return a printable name."""
        return f"{self.owner} {self.where.rpartition(':')[2]} {self.kind} {' '.join(self.wanted)}"


def cases(owner: str, body: str, path: str, first_line: int) -> list[Case]:
    """Return the cases in the body of a file."""
    return [
        Case(
            owner,
            match[1],
            tuple(match[2].split()),
            match[3],
            f"{path}:{first_line + body.count(chr(10), 0, match.start())}",
        )
        for match in FENCE.finditer(body)
    ]


def all_cases(known: Library) -> list[Case]:
    """Return the cases of every rule and license of a library."""
    found = [
        case
        for rule in known.rules
        for case in cases(rule.id, rule.body, rule.path, rule.body_line)
    ]
    for key in sorted(known.paths):
        one = known.license(key)
        found += cases(key, one.body, one.path, one.body_line)
    return found


def run(case: Case, packs: tuple[str, ...] = ()) -> str:
    """Return an empty text when the case holds, else what went wrong."""
    try:
        project = loads(case.text, case.where, Path("/nonexistent"))
        report = check_project(project, Options(packs=packs, today=TODAY))
    except Problem as problem:
        return f"{case.where}: {problem}"
    owner = case.owner if case.owner in library(*packs).paths else ""
    findings = report.findings
    if case.kind == "good" and not case.wanted:
        loud = [f"{f.rule} {f.message}" for f in findings if f.severity != "note"]
        return f"{case.where}: must be clean, got {'; '.join(loud)}" if loud else ""
    wrong = [want for want in case.wanted if _fires(want, findings, owner) != (case.kind == "bad")]
    if not wrong:
        return ""
    fired = (
        ", ".join(sorted({f"{f.rule}:{f.term or '-'}/{f.certainty}" for f in findings}))
        or "nothing"
    )
    verb = "did not fire" if case.kind == "bad" else "fired"
    return f"{case.where}: {', '.join(wrong)} {verb}; fired: {fired}"


def _fires(want: str, findings: tuple[Finding, ...], owner: str) -> bool:
    head, _, certainty = want.partition("/")
    rule, _, term = head.partition(":")
    return any(
        finding.rule == rule
        and (not term or finding.term == term)
        and (not certainty or finding.certainty == certainty)
        and (not owner or not term or finding.license in (owner, ""))
        for finding in findings
    )


def run_folder(folder: Path) -> tuple[list[str], int]:
    """Return (failures, number of cases) of a pack; the pack's files are checked against the
    schemas first.
    """
    from clearance.commands.schema import check_pack
    from clearance.judge.rules import check_rules
    from clearance.library.load import data_root

    asked = folder.resolve()
    pack = asked.parent if asked.name in ("rules", "licenses") else asked
    packs = () if pack == data_root().resolve() else (str(pack),)
    check_pack(pack)
    known = library(*packs)
    check_rules(known.rules)
    failures = []
    found: list[Case] = []
    for key, path in sorted(known.paths.items()):
        if path.resolve().is_relative_to(asked):
            try:
                one = known.license(key)
                found += cases(key, one.body, one.path, one.body_line)
                failures += [
                    f"{path}: release_under names {name}, which is no license"
                    for name in known.dangling(key)
                ]
            except Problem as problem:
                failures.append(str(problem))
    for rule in known.rules:
        if Path(rule.path).resolve().is_relative_to(asked):
            found += cases(rule.id, rule.body, rule.path, rule.body_line)
    return failures + [failure for failure in (run(case, packs) for case in found) if failure], len(
        found
    )
