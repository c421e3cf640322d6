"""Openness declared against what is claimed and what the project's policy demands (rules/_openness.yml)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clearance.facts import ArtifactFact, PolicyFact
from clearance.graph import Grant, Graph
from clearance.model import Openness, Thing
from clearance.observe.artifacts import make
from clearance.observe.combine import held
from clearance.problems import did_you_mean

LEVELS = ("closed", "described", "open")


def observe(graph: Graph, grants: list[Grant]) -> Iterator[ArtifactFact | PolicyFact]:
    """Yield a fact for each claim that levels or licenses contradict, and for each level below the policy."""
    claims = graph.library.table("rules/_openness")["claims"]
    for thing in graph.project.things:
        about = graph.made(thing.name) if thing.kind in ("release", "service") else thing
        for claim in thing.claims:
            told = claims.get(claim)
            if told is None:
                hint = did_you_mean(claim, claims) or f"known: {', '.join(claims)}"
                yield make(thing, "claim-contradicted", "openness", "unknown", claim=claim, why=f'"{claim}" is no known claim; {hint}')
                continue
            yield from _claim(graph, thing, about, claim, told, grants)
    yield from _policy(graph)


def _claim(graph: Graph, thing: Thing, about: Thing, claim: str, told: Any, grants: list[Grant]) -> Iterator[ArtifactFact]:
    levels = {one.part: one for one in about.openness}
    short, unstated = [], []
    for part, wanted in told.get("needs", {}).items():
        if about.kind == "dataset" and part != "data":
            continue
        one = levels.get(part)
        if one is None:
            unstated.append(part)
        elif one.level not in wanted:
            short.append(f"{part} are {one.level}" if part in ("weights", "data") else f"{part} code is {one.level}")
    short += _license_reasons(graph, thing, told, grants)
    if short:
        yield make(thing, "claim-contradicted", "openness", claim=claim, why="; ".join(short), says=told["says"],
                   released="yes" if thing.kind == "release" else "no")  # fmt: skip
    elif unstated:
        yield make(thing, "claim-contradicted", "openness", "unknown", claim=claim, says=told["says"],
                   why=f"the openness of {', '.join(unstated)} is not stated", missing=f"{about.name}.openness",
                   released="yes" if thing.kind == "release" else "no")  # fmt: skip


def _license_reasons(graph: Graph, thing: Thing, told: Any, grants: list[Grant]) -> list[str]:
    if "rungs" not in told or thing.kind != "release":
        return []
    reasons = []
    stated = graph.stated(thing)
    if stated is None or stated.startswith("?"):
        reasons.append("no license that is known here is stated")
    elif graph.library.license(stated).form.rung not in told["rungs"]:
        reasons.append(f"it is released under {graph.library.license(stated).form.title}")
    for work in held(graph, thing, grants):
        barred = [word for word in work.license.form.adds if word in told.get("without", ())]
        if barred and work.license.id != stated:
            reasons.append(f"{work.license.form.title} ({work.grant.thing.name}) brings {', '.join(barred)}")
    return reasons


def _policy(graph: Graph) -> Iterator[PolicyFact]:
    wanted = dict(graph.project.policy.require_openness)
    if not wanted:
        return
    for thing in graph.project.things:
        if thing.kind not in ("model", "dataset"):
            continue
        levels = {one.part: one for one in thing.openness}
        for part, level in wanted.items():
            if thing.kind == "dataset" and part != "data":
                continue
            yield from _below(thing, part, level, levels.get(part))


def _below(thing: Thing, part: str, wanted: str, one: Openness | None) -> Iterator[PolicyFact]:
    if one is not None and LEVELS.index(one.level) >= LEVELS.index(wanted):
        return
    yield PolicyFact(
        topic="openness", certainty="settled" if one else "unknown", target=thing.name, source=thing.name, license="",
        name="", clause="", term="", says="", released="no", place=one.place if one and one.place.line else thing.place,
        state="openness", part=part, level=one.level if one else "not stated", wanted=wanted,
        why=one.because if one else "", missing="" if one else f"{thing.name}.openness.{part}",
    )  # fmt: skip
