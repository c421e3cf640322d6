"""The facts that observers yield and rules judge: one frozen dataclass per kind.

The fields (and for Literal fields the values) are what a rule's `when` and message may name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clearance.model import Place, Step
from clearance.words import Act, Binds, Certainty, Do, Reach, Rung, Topic

YesNo = Literal["yes", "no"]
NOWHERE = Place()


@dataclass(frozen=True)
class Fact:
    """What every fact says: whose, from what, why, and where."""

    topic: Topic
    certainty: Certainty
    target: str
    """the thing of ours"""
    source: str
    """the licensed thing"""
    license: str = ""
    """license id"""
    name: str = ""
    """license title"""
    clause: str = ""
    term: str = ""
    says: str = ""
    released: YesNo = "no"
    """whether target is a release or a service"""
    place: Place = NOWHERE
    chain: tuple[Step, ...] = ()
    why: str = ""
    """why contested or unknown"""
    missing: str = ""
    """the manifest key whose answer is missing"""
    options: str = ""
    """licenses that would do, for fixes"""


@dataclass(frozen=True)
class TermFact(Fact):
    """A term that meets an act of ours."""

    verdict: Literal["forbid", "silent", "broken", "ground"] = "forbid"
    """broken: a release states a license that the term does not list; ground: an act rests on a
    legal ground
    """
    act: Act = "use"
    reach: Reach = "material"
    binds: Binds = "holder"
    rung: Rung = "none"
    object: str = ""
    """the thing in hand when the act is done"""
    purpose: str = ""
    stated: str = ""
    """the license that the release states"""
    hands: Literal["ours", "others"] = "ours"
    """whether somebody else's thing lies between the source and the act"""
    ground: str = ""
    part: str = ""
    """the part of the source that the license is on; empty for the whole"""


@dataclass(frozen=True)
class DutyFact(Fact):
    """A duty, met or not."""

    do: Do = "include-license"
    status: Literal["met", "unmet", "uncheckable"] = "uncheckable"
    strings: tuple[str, ...] = ()
    expected: str = ""
    evidence: str = ""
    act: Act = "use"
    part: str = ""


@dataclass(frozen=True)
class ArtifactFact(Fact):
    """Something about one thing that no single term says."""

    state: Literal[
        "unresolved",
        "upstream-unresolved",
        "unknown-contents",
        "unlicensed-release",
        "unused",
        "wrong-kind",
        "relabeled",
        "incompatible",
        "label-refuses",
        "label-narrowed",
        "claim-contradicted",
        "below-policy",
        "contamination",
        "openness-lowered",
        "evidence-missing",
        "evidence-unclear",
        "status",
        "several-texts",
        "per-row",
        "unread",
        "partly-read",
        "disagreement",
        "unconfirmed",
        "no-ground",
        "ground-elsewhere",
        "ground-misread",
        "permission-expired",
    ] = "unresolved"
    kind: str = ""
    stated: str = ""
    part: str = ""
    level: str = ""
    claim: str = ""


@dataclass(frozen=True)
class ReferenceFact(Fact):
    """Sources and manifest compared."""

    state: Literal["undeclared", "unseen", "idle-ignore"] = "undeclared"
    kind: str = ""
    written: str = ""
    how: str = ""
    use: str = ""


@dataclass(frozen=True)
class LockFact(Fact):
    """Manifest, lock and Hub compared."""

    state: Literal[
        "drift",
        "text-changed",
        "missing",
        "stale",
        "disagreement",
        "policy-changed",
        "gone",
        "gated",
        "renamed",
        "base",
    ] = "drift"
    was: str = ""
    now: str = ""


@dataclass(frozen=True)
class ExceptionFact(Fact):
    """An `accept` entry that covers nothing, or has expired."""

    state: Literal["idle", "expired", "unknown-rule"] = "idle"
    rule: str = ""
    until: str = ""


@dataclass(frozen=True)
class PolicyFact(Fact):
    """A policy of the project's own that is not met."""

    state: Literal["openness"] = "openness"
    part: str = ""
    level: str = ""
    wanted: str = ""


KINDS: dict[str, type[Fact]] = {
    "term": TermFact,
    "duty": DutyFact,
    "artifact": ArtifactFact,
    "reference": ReferenceFact,
    "lock": LockFact,
    "exception": ExceptionFact,
    "policy": PolicyFact,
}
