"""What a report says of each thing: its license, its openness, and what reaches it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from clearance.model import ArtifactReport, LicenseOf, ReachedBy, Thing
from clearance.observe.artifacts import nearest
from clearance.openness.wording import in_effect
from clearance.words import Reach

if TYPE_CHECKING:
    from clearance.graph.graph import Grant
    from clearance.observe.context import Context


def artifact_reports(context: Context) -> tuple[ArtifactReport, ...]:
    """Return what the report says of each thing of a project, in its order."""
    reaching: dict[str, list[Grant]] = {}
    for grant in context.grants:
        for name in grant.by_thing:
            reaching.setdefault(name, []).append(grant)
    return tuple(
        _of_thing(context, thing, reaching.get(thing.name, [])) for thing in context.project.things
    )


def _of_thing(context: Context, thing: Thing, grants: list[Grant]) -> ArtifactReport:
    reach = [reached for grant in grants for reached in _reached(grant, thing.name)]
    return ArtifactReport(
        id=thing.name,
        kind=thing.kind,
        ours=thing.ours,
        source=thing.source,
        license=tuple(_resolved(context, thing, license_) for license_ in thing.license),
        license_from=thing.license_from,
        openness=thing.openness,
        reach=tuple(sorted(reach)),
        place=thing.place,
        effective=tuple(in_effect(part) for part in context.levels.get(thing.name, ())),
        known_from=thing.known_from,
    )


def _reached(grant: Grant, name: str) -> Iterator[ReachedBy]:
    """Yield as what a license reaches a thing, each reach once and as sure as it gets."""
    states = grant.by_thing[name]
    license_id = grant.license.id if grant.license else "unresolved"
    for reach in dict.fromkeys(state.reach for state in states):
        best = nearest(state for state in states if state.reach == reach)
        yield ReachedBy(grant.thing.name, license_id, cast(Reach, reach), best.certainty)


def _resolved(context: Context, thing: Thing, license_: LicenseOf) -> LicenseOf:
    known = context.graph.resolve(license_.written, thing.obtained).id
    return LicenseOf(license_.part, known or f"unresolved: {license_.written or 'not stated'}")
