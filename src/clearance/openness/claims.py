"""Claims of openness, of the manifest and of the repository's texts, and whether they hold
(rules/_openness.yml, claims).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearance.facts import ArtifactFact
from clearance.model import Place, Thing
from clearance.observe.artifacts import about
from clearance.openness.contradictions import Claim, contradiction
from clearance.openness.written_claims import written_claims
from clearance.problems import did_you_mean

if TYPE_CHECKING:
    from clearance.observe.context import Context


@dataclass(frozen=True)
class Claimed:
    """One claim and what speaks against it."""

    thing: Thing
    claim: str
    place: Place
    written: bool
    """whether a text makes it; the manifest does otherwise"""
    against: ArtifactFact | None
    """None: it holds"""


def claimed(context: Context) -> Iterator[Claimed]:
    """Yield the claims of the manifest, then those of texts that the manifest does not make."""
    for thing in context.project.things:
        for claim in thing.claims:
            against = _against(context, thing, claim, thing.place)
            yield Claimed(thing, claim, thing.place, written=False, against=against)
    for thing, claim, place in written_claims(context.graph, context.repository):
        if claim not in thing.claims:
            against = _against(context, thing, claim, place)
            yield Claimed(thing, claim, place, written=True, against=against)


def _against(context: Context, thing: Thing, word: str, place: Place) -> ArtifactFact | None:
    known = context.graph.library.table("rules/_openness")["claims"]
    if word in known:
        return contradiction(context, Claim(thing, word, known[word], place))
    hint = did_you_mean(word, known) or f"known: {', '.join(known)}"
    return about(
        thing,
        "claim-contradicted",
        "openness",
        certainty="unknown",
        claim=word,
        why=f'"{word}" is no known claim; {hint}',
    )
