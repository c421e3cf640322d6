"""What releases may state and what they owe: `release-options` and `notice`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from clearance import manifest
from clearance.check import check_project, observe_terms, prepare
from clearance.graph import Graph
from clearance.library import library
from clearance.model import Duty, Link, Project, Report, Thing
from clearance.observe import combine
from clearance.problems import Problem, did_you_mean
from clearance.report.common import clean


def options(path: Path, artifact: str, fmt: str = "text") -> str:
    """Return under which licenses a thing of ours may be released, and why not under others."""
    known = library()
    project = prepare(manifest.load(manifest.find(path)), known)
    graph = Graph(project, known)
    release = _release(project, artifact)
    if release.name not in graph.things:
        project = replace(project, things=(*project.things, release), links=(*project.links, _hand_out(release, artifact)))
        graph = Graph(project, known)
    grants, _, _ = observe_terms(graph)
    rows = combine.options(graph, release, grants)
    if fmt == "json":
        told = [{"license": key, "allowed": not why, "because": why} for key, why in rows]
        return json.dumps({"artifact": artifact, "options": told}, indent=2) + "\n"
    yes = [key for key, why in rows if not why]
    lines = [f"{clean(artifact)} may be released under:", *(f"  {key:<28} {known.license(key).form.title}" for key in yes)]
    lines += ["", "not under:", *(f"  {key:<28} {why}" for key, why in rows if why)]
    return "\n".join(lines if yes else [f"no license is left for {clean(artifact)}", *lines[1:]]) + "\n"


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


def notice(path: Path, *, write: bool = False) -> str:
    """Return the notices that the releases owe, as the text of a NOTICE file; `write` puts it beside the manifest.

    An existing NOTICE is never overwritten: the text goes to NOTICE.clearance then.
    """
    found = manifest.find(path)
    report = check_project(manifest.load(found))
    text = _notice(report)
    if write:
        target = found.parent / "NOTICE"
        if target.exists() and target.read_text("utf-8") != text:
            target = found.parent / "NOTICE.clearance"
        target.write_text(text, "utf-8")
        return f"wrote {target}\n"
    return text


def _notice(report: Report) -> str:
    things = {thing.name: thing for thing in report.project.things}
    owed = [duty for duty in report.duties if things[duty.artifact].kind in ("release", "service")]
    if not owed:
        return "The releases owe no notice.\n"
    lines = [clean(report.project.name), ""]
    for source in sorted({duty.source for duty in owed}):
        rows = [duty for duty in owed if duty.source == source]
        lines += _of_source(things[source], rows)
    return "\n".join(lines).rstrip() + "\n"


def _of_source(thing: Thing, rows: list[Duty]) -> list[str]:
    known = library()
    lines = [f"{clean(thing.name)} ({clean(thing.source)})" if thing.source else clean(thing.name)]
    for key in sorted({duty.license for duty in rows}):
        form = known.license(key).form
        lines += [f"  under {form.title} ({form.spdx}), {form.url}"]
    words = dict.fromkeys(words for duty in rows for words in duty.strings if duty.do != "prefix-name")
    lines += [f"  {text}" for text in words]
    for duty in rows:
        if duty.do in ("include-license", "prefix-name", "state-changes", "offer-source", "pass-on-limits"):
            name = f' "{duty.strings[0]}"' if duty.do == "prefix-name" and duty.strings else ""
            doubt = "" if duty.certainty == "settled" else f" [{duty.certainty}]"
            lines.append(f"  owed: {duty.do.replace('-', ' ')}{name} (§{duty.clause}){doubt}")
    return [*dict.fromkeys(lines), ""]
