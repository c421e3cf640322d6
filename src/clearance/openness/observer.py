"""What openness gives to a check: claims that do not hold, levels below the policy or lowered by
the lineage, evidence that is not there, and contamination (rules/_openness.yml).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clearance.facts import ArtifactFact, PolicyFact
from clearance.openness.claims import claimed
from clearance.openness.evidence import paths
from clearance.openness.lineage import contamination, lowered
from clearance.openness.policy import below_policy

if TYPE_CHECKING:
    from clearance.observe.context import Context


def observe(context: Context) -> Iterator[ArtifactFact | PolicyFact]:
    """Yield a fact for each claim that levels or licenses contradict, each level below the policy,
    each level that the lineage lowers, each evidence that is not there, and each measurement that
    cannot exclude contamination.
    """
    for claim in claimed(context):
        if claim.against and not _asks_a_text(claim.written, claim.against):
            yield claim.against
    yield from below_policy(context.graph, context.levels)
    yield from lowered(context.graph, context.levels)
    yield from paths(context.project)
    yield from contamination(context.graph, context.levels)


def _asks_a_text(written: bool, against: ArtifactFact) -> bool:
    """Return whether a text would be asked for what the manifest lacks."""
    return written and against.certainty == "unknown"
