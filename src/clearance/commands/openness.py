"""The table of things and parts: own level, level in effect and why, license open or not, class of
the Model Openness Framework.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from clearance.check import context_of
from clearance.graph.graph import Graph
from clearance.model import InEffect, Project, Thing
from clearance.openness import table as levels
from clearance.openness.claims import Claimed, because, claimed, in_effect
from clearance.openness.effective import Effective, effective
from clearance.openness.evidence import Answer, Named, at_path, named
from clearance.openness.mof import Result, of
from clearance.problems import NOTHING, Problem, did_you_mean
from clearance.project.open import open_project
from clearance.text import clean, escaped_json

FORMAT = "1"


@dataclass(frozen=True)
class Row:
    """One model or data set."""

    thing: Thing
    parts: tuple[Effective, ...]
    mof: Result | None


def openness(
    path: Path,
    fmt: str,
    artifact: str = "",
    *,
    upstream: bool = False,
    online: bool = False,
    packs: Sequence[str] = (),
) -> str:
    """Return the table of a project as text, markdown, json, or (card) the block for the model card
    of one thing of ours.

    `upstream` adds what the catalogue knows behind the things of the manifest, `online` asks
    whether evidence outside the
    repository is there. Raises Problem for wrong input, exit code 4 where the project has neither
    models nor data sets.
    """
    opened = open_project(path, packs=packs)
    context, project = context_of(opened), opened.declared
    graph = context.graph
    rows = _rows(graph, artifact, upstream=upstream)
    names = {row.thing.name for row in rows}
    shown = _shown(project, names, online=online)
    made = [
        one for one in claimed(context) if not artifact or graph.made(one.thing.name).name in names
    ]
    if fmt == "json":
        return (
            escaped_json(json.dumps(_data(graph, rows, made, shown), indent=2, ensure_ascii=False))
            + "\n"
        )
    if fmt == "card":
        return _card(graph, rows)
    lines = (
        _markdown(rows)
        if fmt == "markdown"
        else _text(rows, shutil.get_terminal_size((0, 0)).columns if sys.stdout.isatty() else 0)
    )
    bullet = "- " if fmt == "markdown" else ""
    return (
        "\n".join(
            [
                *lines,
                "",
                *_remarks(rows, bullet),
                *_claimed(graph, made, bullet),
                *_evidence(shown, bullet),
            ]
        ).rstrip()
        + "\n"
    )


def _shown(project: Project, names: set[str], *, online: bool) -> dict[Named, Answer]:
    """Return what looking at the evidence of these things gave; what lies outside the repository is
    asked for only online.
    """
    told: dict[Named, Answer] = {}
    if online:
        from clearance.hub.evidence import answers

        told = answers(project)
    root = Path(project.root)
    return {
        one: told.get(one, Answer("not-asked")) if one.remote else at_path(root, one)
        for one in named(project)
        if one.thing.name in names
    }


def _evidence(shown: Mapping[Named, Answer], bullet: str) -> list[str]:
    """Return a line for each piece of evidence that shows nothing, and one that counts them."""
    show = _plain if bullet else clean
    lines = [
        bullet + show(f"{one.thing.name} {one.part}: evidence {one.text}: {answer.why}")
        for one, answer in shown.items()
        if answer.state not in ("there", "not-asked")
    ]
    count = Counter(answer.state for answer in shown.values())
    words = {
        "there": "there",
        "missing": "missing",
        "gated": "behind a gate",
        "unclear": "could not be checked",
        "not-asked": "outside the repository, not looked up (--online)",
    }
    told = [f"{count[state]} {word}" for state, word in words.items() if count[state]]
    return [*lines, *([f"{bullet}evidence: {', '.join(told)}"] if told else [])]


def _rows(graph: Graph, artifact: str, *, upstream: bool) -> list[Row]:
    found = effective(graph)
    rows = [
        Row(
            graph.things[name],
            parts,
            of(graph, graph.things[name]) if graph.things[name].kind == "model" else None,
        )
        for name, parts in found.items()
        if upstream or not graph.things[name].upstream
    ]
    if not rows:
        raise Problem(
            "names neither a model nor a data set", where=graph.project.file, code=NOTHING
        )
    if not artifact:
        return rows
    names = {
        thing.alias: graph.made(thing.name).name for thing in graph.project.things if thing.alias
    } | {one.thing.name: one.thing.name for one in rows}
    if artifact not in names:
        raise Problem(
            f'there is no model or data set "{artifact}"',
            hint=did_you_mean(artifact, names) or f"there are: {', '.join(names)}",
        )
    return [row for row in rows if row.thing.name == names[artifact]]


def _table(rows: list[Row]) -> list[tuple[str, list[InEffect]]]:
    return [(row.thing.name, [in_effect(one) for one in row.parts]) for row in rows]


def _text(rows: list[Row], width: int) -> list[str]:
    return [*levels.lines(_table(rows), width), "", *levels.LEGEND]


def _markdown(rows: list[Row]) -> list[str]:
    lines = [f"| | {' | '.join(levels.COLUMNS)} |", "|---|" + "---|" * len(levels.COLUMNS)]
    lines += [
        "| " + " | ".join(_plain(word) for word in (name, *levels.cells(parts))) + " |"
        for name, parts in _table(rows)
    ]
    return [*lines, "", *(f"{line}  " for line in levels.LEGEND)]


def _plain(text: str) -> str:
    """Make foreign text harmless and keep it from being read as Markdown."""
    text = clean(text)
    for mark in "\\`*_|[]<>":
        text = text.replace(mark, f"\\{mark}")
    return text


def _remarks(rows: list[Row], bullet: str) -> list[str]:
    show = _plain if bullet else clean
    lines = []
    for row in rows:
        for one in row.parts:
            if one.steps:
                word = one.level if one.level != "unknown" else f"unknown, {one.at_most} at most"
                lines.append(
                    bullet + show(f"{row.thing.name} {one.part}: {word} in effect; {because(one)}")
                )
    for row in rows:
        if row.mof is not None and row.thing.ours:
            lines.append(bullet + show(f"{row.thing.name}: {_class(row.mof)}"))
    return lines


VERDICTS = {"settled": "contradicted", "contested": "disputed", "unknown": "not known"}
"""Certainty of what speaks against a claim -> what a claim then is."""


def _judged(graph: Graph, one: Claimed) -> dict[str, Any]:
    told = graph.library.table("rules/_openness")["claims"].get(one.claim, {})
    against = one.facts[0] if one.facts else None
    return {
        "thing": one.thing.name,
        "claim": one.claim,
        "verdict": VERDICTS[against.certainty] if against else "holds",
        "why": against.why if against else "",
        "says": told.get("says", ""),
        "misses": told.get("misses", ""),
        "place": asdict(one.place),
    }


def _claimed(graph: Graph, made: list[Claimed], bullet: str) -> list[str]:
    """Return a line for each claim: whether it holds, and what it says nothing of even then."""
    show = _plain if bullet else clean
    rows = [(one, _judged(graph, one)) for one in made]
    return [
        bullet
        + show(
            f"{row['thing']} claims {row['claim']} ({one.place}): {row['verdict']}; "
            + (row["why"] or f"what it misses: {row['misses']}")
        )
        for one, row in rows
    ]


def _class(result: Result) -> str:
    after = {0: 3, 3: 2, 2: 1}.get(result.class_)
    text = f"Model Openness Framework: {result.label}"
    if after:
        wants = [
            *result.missing,
            *(f"{key} (there, under no open license)" for key in result.closed),
        ]
        text += (
            f"; class {after} is {dict(result.progress)[after]:.0f} % there and still asks for"
            f" {', '.join(wants)}"
        )
    return text


def _data(
    graph: Graph, rows: list[Row], made: list[Claimed], shown: Mapping[Named, Answer]
) -> dict[str, Any]:
    return {
        "version": FORMAT,
        "project": graph.project.name,
        "things": [
            {
                "id": row.thing.name,
                "kind": row.thing.kind,
                "ours": row.thing.ours,
                "source": row.thing.source,
                "claims": _claims(graph, row.thing),
                "parts": {one.part: _part(one) for one in row.parts},
                "mof": _mof(row.mof) if row.mof else None,
            }
            for row in rows
        ],
        "claims": [_judged(graph, one) for one in made],
        "evidence": [
            {
                "thing": one.thing.name,
                "part": one.part,
                "evidence": one.text,
                "state": answer.state,
                "why": answer.why,
                "place": asdict(one.place),
            }
            for one, answer in shown.items()
        ],
    }


def _part(one: Effective) -> dict[str, Any]:
    own = one.own
    return {
        "declared": own.level if own else None,
        "effective": one.level,
        "at_most": one.at_most,
        "because": own.because if own else "",
        "source": own.source if own else "",
        "gated": own.gated if own else None,
        "arguable": own.arguable or None if own else None,
        "license": one.license,
        "license_open": one.license_open,
        "lowered_by": because(one) if one.steps else None,
        "steps": [
            {"thing": step.thing, "link": step.link, "how": step.how, "place": asdict(step.place)}
            for step in one.steps
        ],
    }


def _mof(result: Result) -> dict[str, Any]:
    return {
        "class": result.class_,
        "label": result.label,
        "progress": {str(number): round(percent, 1) for number, percent in result.progress},
        "missing": list(result.missing),
        "not_open": list(result.closed),
        "components": [asdict(one) for one in result.components],
    }


def _claims(graph: Graph, thing: Thing) -> list[str]:
    """Return the claims made of a thing, by itself or by what hands it out or serves it."""
    outward = [
        graph.things[link.product]
        for link in graph.outward.get(thing.name, ())
        if link.kind in ("artifact", "serves")
    ]
    return list(dict.fromkeys(claim for one in (thing, *outward) for claim in one.claims))


def _card(graph: Graph, rows: list[Row]) -> str:
    """Return the Markdown section for a model card: one line for each part, with what lowers it and
    where it is.
    """
    ours = [row for row in rows if row.thing.ours]
    if len(ours) != 1:
        raise Problem(
            "a card is of one thing of ours",
            hint=f"--artifact NAME ({', '.join(row.thing.name for row in ours) or 'none is ours'})",
        )
    row = ours[0]
    lines = ["## Openness", "", "| part | level | license | where or why |", "|---|---|---|---|"]
    for one in row.parts:
        own = one.own
        told = [because(one)] if one.steps else []
        told += (
            [
                text
                for text in (
                    own.because,
                    own.source if own.source not in ("manifest", "presumed", "lineage") else "",
                )
                if text
            ]
            if own
            else []
        )
        level = (
            one.level
            if own is None or own.level == one.level
            else f"{one.level} in effect ({own.level} of its own)"
        )
        gated = ", gated" if own is not None and own.gated else ""
        kind = {"osi": " (OSI-approved)", "open": " (open)", "no": " (not open)", "unknown": ""}[
            one.license_open
        ]
        lines.append(
            f"| {one.part} | {_plain(level)}{gated} | {_plain(one.license or 'not stated')}{kind} |"
            f" {_plain('; '.join(told))} |"
        )
    if row.mof is not None:
        lines += ["", f"{_plain(_class(row.mof))}."]
    return "\n".join(lines) + "\n"
