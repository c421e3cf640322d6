"""`clearance release-options`: under which licenses a thing of ours may be released."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clearance.check import Options, context_of, report_on
from clearance.library.load import Library
from clearance.model import Link, Project, Release, Report, Thing
from clearance.observe.options import Option, Question, options, questions
from clearance.problems import Problem, did_you_mean
from clearance.project.open import Opened, complete, open_project
from clearance.text import clean

COMMON = (
    "apache-2.0",
    "mit",
    "bsd-3-clause",
    "cc-by-4.0",
    "cc-by-sa-4.0",
    "gpl-3.0-only",
    "cc-by-nc-4.0",
    "cc-by-nc-sa-4.0",
    "cc0-1.0",
    "proprietary",
)
"""The licenses that are named first."""
BARS = ("forbid", "silent")
"""Verdicts that bar a release whatever license it states."""
MOST = 16
"""Licenses named in one list of the text form."""
FEW = 8
"""Licenses proposed where none of them is common or an input's own."""
WIDTH = 98
"""Columns of the text form."""
DOUBT = {"contested": "disputed", "unknown": "not known"}


@dataclass(frozen=True)
class Choice:
    """What a thing of ours may be released under, and what stands against it."""

    artifact: str
    options: Sequence[Option]
    against: Sequence[Question]
    """what bars a release under any license, and how surely"""
    open: Sequence[Question]
    """what is not settled about single licenses"""
    inputs: frozenset[str]
    """licenses of what goes into it"""

    @property
    def free(self) -> list[str]:
        """Return the licenses that may be stated."""
        return [option.id for option in self.options if not option.barred]

    @property
    def sure(self) -> bool:
        """Return whether nothing that decides it is unknown."""
        questions = (*self.against, *self.open)
        return all(question.certainty != "unknown" for question in questions)


def run(path: Path, artifact: str, fmt: str = "text", *, packs: Sequence[str] = ()) -> str:
    """Return under which licenses a thing of ours may be released, why not under others, and what
    stands against any release.
    """
    opened = open_project(path, packs=packs)
    release = _release(opened.declared, artifact)
    if release.name not in opened.declared.named:
        opened = complete(_with(opened.declared, release, artifact), packs=packs)
    choice = _choice(opened, release, artifact)
    return _json(choice) if fmt == "json" else _text(choice, opened.known)


def _release(project: Project, artifact: str) -> Thing:
    """Return the release that is meant: by its name, of the thing, or one that is made up."""
    things = project.named
    for name in (f"release:{artifact}", artifact):
        if name in things and things[name].kind == "release":
            return things[name]
    for link in project.links:
        if link.kind == "artifact" and link.object == artifact:
            return things[link.product]
    if artifact not in things:
        raise Problem(f'"{clean(artifact)}" is not declared', hint=did_you_mean(artifact, things))
    return Release(f"release:{artifact}", "release", ours=True)


def _with(project: Project, release: Thing, artifact: str) -> Project:
    link = Link(release.name, "artifact", artifact)
    return replace(project, things=(*project.things, release), links=(*project.links, link))


def _choice(opened: Opened, release: Thing, artifact: str) -> Choice:
    context = context_of(opened)
    graph, grants = context.graph, context.grants
    return Choice(
        artifact,
        options(graph, release, grants),
        _against(report_on(opened, Options()), release),
        tuple(dict.fromkeys(questions(graph, release, grants))),
        frozenset(grant.license.id for grant in grants if grant.license),
    )


def _against(report: Report, release: Thing) -> list[Question]:
    """Return what a check has against the release, whatever license it states."""
    return [
        Question(finding.certainty, finding.message)
        for finding in report.findings
        if finding.artifact == release.name
        and (finding.verdict in BARS or finding.topic == "unresolved-license")
    ]


def _json(choice: Choice) -> str:
    rows = [
        {"license": option.id, "allowed": not option.barred, "because": option.barred}
        for option in choice.options
    ]
    data = {
        "artifact": choice.artifact,
        "options": rows,
        "against": [question._asdict() for question in choice.against],
        "open": [question._asdict() for question in choice.open],
    }
    return json.dumps(data, indent=2) + "\n"


def _text(choice: Choice, known: Library) -> str:
    barred = _barred(choice)
    lines = [*barred, *_allowed(choice, known, apart=bool(barred)), *_why_not(choice)]
    return "\n".join([*lines, *_doubts(choice)]) + "\n"


def _barred(choice: Choice) -> list[str]:
    """Return what surely bars the release under any license."""
    settled = [row.says for row in choice.against if row.certainty == "settled"]
    if not settled:
        return []
    reasons = [
        line
        for reason in settled
        for line in textwrap.wrap(
            clean(reason), WIDTH, initial_indent="  ", subsequent_indent="    "
        )
    ]
    return [f"{clean(choice.artifact)} may not be released as it stands:", *reasons, ""]


def _allowed(choice: Choice, known: Library, *, apart: bool) -> list[str]:
    """Return the licenses that may be stated; `apart` where something else bars the release."""
    if not choice.free:
        return [f"no license is left for {clean(choice.artifact)}"]
    shown = sorted(_near(choice) or choice.free[:FEW], key=_rank)
    titles = [f"  {key:<28} {known.license(key).form.title}" for key in shown]
    rest = [key for key in choice.free if key not in shown]
    return [_head(choice, apart=apart), *titles, *_named(rest, "  or ")]


def _near(choice: Choice) -> list[str]:
    return [key for key in choice.free if key in COMMON or key in choice.inputs]


def _rank(key: str) -> tuple[int, str]:
    return (COMMON.index(key) if key in COMMON else len(COMMON), key)


def _head(choice: Choice, *, apart: bool) -> str:
    if apart:
        return "apart from that it could be released under:"
    known = "" if choice.sure else ", as far as is known"
    return f"{clean(choice.artifact)} may be released under{known}:"


def _why_not(choice: Choice) -> list[str]:
    """Return each reason against single licenses with the licenses that it bars."""
    barred: dict[str, list[str]] = {}
    for option in choice.options:
        if option.barred:
            barred.setdefault(option.barred, []).append(option.id)
    lines = []
    for why, keys in barred.items():
        head = textwrap.wrap(f"not, as {why}:", WIDTH, subsequent_indent="  ")
        lines += ["", *head, *_named(keys, "  ")]
    return lines


def _named(keys: list[str], first: str) -> list[str]:
    """Return license ids as wrapped lines, those that people know first."""
    names = [*(key for key in COMMON if key in keys), *(key for key in keys if key not in COMMON)]
    if len(names) > MOST + 2:
        names = [*names[:MOST], f"and {len(names) - MOST} more (--format json)"]
    return textwrap.wrap(
        ", ".join(names),
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_on_hyphens=False,
    )


def _doubts(choice: Choice) -> list[str]:
    """Return what is disputed or not known, a paragraph each."""
    lines = []
    for question in (*choice.against, *choice.open):
        if question.certainty in DOUBT:
            text = clean(f"{DOUBT[question.certainty]}: {question.says}")
            lines += ["", *textwrap.wrap(text, WIDTH, subsequent_indent="  ")]
    return lines
