"""What releases may state and what they owe: `release-options` and `notice`."""

from __future__ import annotations

import json
import textwrap
from dataclasses import replace
from pathlib import Path

from clearance.check import check_project, observe_terms
from clearance.graph.graph import Grant, Graph
from clearance.library.load import library
from clearance.manifest import load as manifest
from clearance.model import Link, Project, Thing
from clearance.observe import combine
from clearance.problems import Problem, did_you_mean
from clearance.project import from_cards as local
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
"""The licenses that are told first and by name."""
BARS = ("forbid", "silent")
"""Verdicts that bar a release whatever license it states."""
MOST = 16
"""Licenses named in one list of the text form."""


def options(path: Path, artifact: str, fmt: str = "text") -> str:
    """Return under which licenses a thing of ours may be released, why not under others, and what
    stands against any release.
    """
    known = library()
    found = manifest.find(path)
    project = local.join(manifest.load(found), found.parent)
    release = _release(project, artifact)
    if release.name not in project.named:
        project = replace(
            project,
            things=(*project.things, release),
            links=(*project.links, _hand_out(release, artifact)),
        )
    report = check_project(project)
    graph = Graph(report.project, known)
    grants, _, _ = observe_terms(graph)
    rows = combine.options(graph, release, grants)
    asked = list(dict.fromkeys(combine.questions(graph, release, grants)))
    against = [
        (row.certainty, row.message)
        for row in report.findings
        if row.artifact == release.name
        and (row.verdict in BARS or row.topic == "unresolved-license")
    ]
    if fmt == "json":
        told = [{"license": key, "allowed": not why, "because": why} for key, why in rows]
        doubts = [
            [{"certainty": certainty, "says": words} for certainty, words in one]
            for one in (against, asked)
        ]
        return (
            json.dumps(
                {"artifact": artifact, "options": told, "against": doubts[0], "open": doubts[1]},
                indent=2,
            )
            + "\n"
        )
    lines = _against(artifact, [words for certainty, words in against if certainty == "settled"])
    lines += _allowed(
        artifact,
        [key for key, why in rows if not why],
        grants,
        sure=not any(word == "unknown" for word, _ in (*against, *asked)),
        apart=bool(lines),
    )
    for why in dict.fromkeys(why for _, why in rows if why):
        lines += [
            "",
            *textwrap.wrap(f"not, as {why}:", 98, subsequent_indent="  "),
            *_named([key for key, reason in rows if reason == why], "  "),
        ]
    for certainty, words in (*against, *asked):
        if certainty != "settled":
            lines += [
                "",
                *textwrap.wrap(
                    clean(f"{'disputed' if certainty == 'contested' else 'not known'}: {words}"),
                    98,
                    subsequent_indent="  ",
                ),
            ]
    return "\n".join(lines) + "\n"


def _against(artifact: str, words: list[str]) -> list[str]:
    """Return what bars the release under any license."""
    if not words:
        return []
    told = [
        line
        for one in words
        for line in textwrap.wrap(clean(one), 98, initial_indent="  ", subsequent_indent="    ")
    ]
    return [f"{clean(artifact)} may not be released as it stands:", *told, ""]


def _allowed(
    artifact: str, yes: list[str], grants: list[Grant], *, sure: bool, apart: bool
) -> list[str]:
    if not yes:
        return [f"no license is left for {clean(artifact)}"]
    ours = {grant.license.id for grant in grants if grant.license}
    near = [key for key in yes if key in COMMON or key in ours]
    shown = sorted(
        near or yes[:8], key=lambda key: (COMMON.index(key) if key in COMMON else len(COMMON), key)
    )
    head = (
        "apart from that it could be released under:"
        if apart
        else f"{clean(artifact)} may be released under{'' if sure else ', as far as is known'}:"
    )
    lines = [head, *(f"  {key:<28} {library().license(key).form.title}" for key in shown)]
    return lines + _named([key for key in yes if key not in shown], "  or ")


def _named(keys: list[str], first: str) -> list[str]:
    """Return license ids as wrapped lines, those that people know first."""
    names = [*(key for key in COMMON if key in keys), *(key for key in keys if key not in COMMON)]
    names = (
        names
        if len(names) <= MOST + 2
        else [*names[:MOST], f"and {len(names) - MOST} more (--format json)"]
    )
    return textwrap.wrap(
        ", ".join(names),
        98,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_on_hyphens=False,
    )


def _release(project: Project, artifact: str) -> Thing:
    things = {thing.name: thing for thing in project.things}
    for name in (f"release:{artifact}", artifact):
        if name in things and things[name].kind == "release":
            return things[name]
    for link in project.links:
        if link.kind == "artifact" and link.object == artifact:
            return things[link.product]
    if artifact not in things:
        raise Problem(f'"{clean(artifact)}" is not declared', hint=did_you_mean(artifact, things))
    return Thing(f"release:{artifact}", "release", ours=True)


def _hand_out(release: Thing, artifact: str) -> Link:

    return Link(release.name, "artifact", artifact)
