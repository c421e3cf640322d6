"""`clearance test`: cases inside rule and license files, fenced manifests that say which rules must
and must not fire.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clearance.check import Options, check_project
from clearance.library.load import Library, License, Rule, data_root, library
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
    """bad or good"""
    wanted: tuple[str, ...]
    """RULE, RULE:TERM or RULE:TERM/CERTAINTY; empty for a manifest that must be clean"""
    text: str
    where: str
    """file:line"""

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
    licenses = [known.license(key) for key in sorted(known.paths)]
    files: list[Rule | License] = [*known.rules, *licenses]
    return [case for file in files for case in _cases_in(file)]


def _cases_in(file: Rule | License) -> list[Case]:
    return cases(file.id, file.body, file.path, file.body_line)


def run(case: Case, packs: tuple[str, ...] = ()) -> str:
    """Return an empty text when the case holds, else what went wrong."""
    try:
        project = loads(case.text, case.where, Path("/nonexistent"))
        report = check_project(project, Options(packs=packs, today=TODAY))
    except Problem as problem:
        return f"{case.where}: {problem}"
    if case.kind == "good" and not case.wanted:
        return _unclean(case, report.findings)
    owner = case.owner if case.owner in library(*packs).paths else ""
    return _wrong(case, report.findings, owner)


def _unclean(case: Case, findings: Sequence[Finding]) -> str:
    loud = [f"{finding.rule} {finding.message}" for finding in findings if _is_loud(finding)]
    return f"{case.where}: must be clean, got {'; '.join(loud)}" if loud else ""


def _is_loud(finding: Finding) -> bool:
    return finding.severity != "note"


def _wrong(case: Case, findings: Sequence[Finding], owner: str) -> str:
    """Return what fired or did not against the case; `owner` is the license whose file holds it."""
    is_bad = case.kind == "bad"
    wrong = [wanted for wanted in case.wanted if _fires(wanted, findings, owner) != is_bad]
    if not wrong:
        return ""
    fired = sorted({f"{row.rule}:{row.term or '-'}/{row.certainty}" for row in findings})
    verb = "did not fire" if is_bad else "fired"
    return f"{case.where}: {', '.join(wrong)} {verb}; fired: {', '.join(fired) or 'nothing'}"


def _fires(wanted: str, findings: Sequence[Finding], owner: str) -> bool:
    return any(_is_wanted(wanted, finding, owner) for finding in findings)


def _is_wanted(wanted: str, finding: Finding, owner: str) -> bool:
    head, _, certainty = wanted.partition("/")
    rule, _, term = head.partition(":")
    if term and (finding.term != term or _is_of_another(finding, owner)):
        return False
    return finding.rule == rule and certainty in ("", finding.certainty)


def _is_of_another(finding: Finding, owner: str) -> bool:
    """Return whether a finding rests on another license than the one whose file holds the case."""
    return bool(owner) and finding.license not in (owner, "")


def run_folder(folder: Path) -> tuple[list[str], int]:
    """Return (failures, number of cases) of a pack; the pack's files are checked against the
    schemas first.
    """
    from clearance.commands.schema import check_pack
    from clearance.judge.rules import check_rules

    asked = folder.resolve()
    pack = asked.parent if asked.name in ("rules", "licenses") else asked
    packs = () if pack == data_root().resolve() else (str(pack),)
    check_pack(pack)
    known = library(*packs)
    check_rules(known.rules)
    mistakes: list[str] = []
    in_pack = [*_in_licenses(known, asked, mistakes), *_in_rules(known, asked)]
    failures = [failure for case in in_pack if (failure := run(case, packs))]
    return [*mistakes, *failures], len(in_pack)


def _in_licenses(known: Library, folder: Path, mistakes: list[str]) -> Iterator[Case]:
    """Yield the cases of the licenses in a folder; what is wrong in a file goes to `mistakes`."""
    for key, path in sorted(known.paths.items()):
        if path.resolve().is_relative_to(folder):
            try:
                yield from _cases_in(known.license(key))
                mistakes += _dangling(known, key)
            except Problem as problem:
                mistakes.append(str(problem))


def _dangling(known: Library, key: str) -> list[str]:
    path = known.paths[key]
    return [
        f"{path}: release_under names {name}, which is no license" for name in known.dangling(key)
    ]


def _in_rules(known: Library, folder: Path) -> Iterator[Case]:
    for rule in known.rules:
        if Path(rule.path).resolve().is_relative_to(folder):
            yield from _cases_in(rule)
