"""The facts that observers yield and rules judge: one frozen dataclass per kind.

The fields (and for Literal fields the values) are what a rule's `when` and message may name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clearance.model import NOWHERE, Place, Step
from clearance.words import Act, Binds, Certainty, Do, DutyStatus, Reach, Rung, Topic

YesNo = Literal["yes", "no"]
Identity = tuple[str, ...]


@dataclass(frozen=True)
class Cited:
    """The license, and the term of it, that a fact rests on; empty where it rests on none."""

    license: str = ""
    """license id"""
    name: str = ""
    """license title"""
    clause: str = ""
    term: str = ""
    """id of the term within its license"""
    says: str = ""
    """what the clause says, in our words"""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What every fact says: whose, from what, why, and where."""

    topic: Topic
    certainty: Certainty = "settled"
    target: str = ""
    """the thing of ours; empty where the fact is about a place in the sources"""
    source: str = ""
    """the licensed thing"""
    cited: Cited = Cited()
    released: YesNo = "no"
    """whether target is a release or a service"""
    place: Place = NOWHERE
    chain: tuple[Step, ...] = ()
    """the path from target to source; empty where none is walked"""
    why: str = ""
    """why contested or unknown"""
    missing: str = ""
    """the manifest key whose answer is missing; empty where no answer would settle it"""
    options: str = ""
    """licenses that would do, for fixes"""
    explains: tuple[str, ...] = ()
    """things whose broken labels on the same target come of this fact: told once, by this one"""

    @property
    def identity(self) -> Identity:
        """Return what two facts of one rule share that are one finding."""
        place = "" if self.target else str(self.place)
        return (self.target, self.cited.license, self.source, self.cited.term, *self.details, place)

    @property
    def details(self) -> Identity:
        """Return (state, part, claim, rule): what tells facts about one thing apart."""
        return ("", "", "", "")

    def explained_by(self, other: Fact) -> bool:  # noqa: ARG002 - facts of other kinds use it
        """Return whether another fact says the cause of this one, and as surely."""
        return False


@dataclass(frozen=True, kw_only=True)
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
    """license id of the legal ground; empty where the act rests on none"""
    part: str = ""
    """the part of the source that the license is on; empty for the whole"""

    @property
    def identity(self) -> Identity:
        """Return the term for a thing of ours; what one missing answer leaves open is one."""
        if self.certainty == "unknown" and self.missing:
            return (self.target, self.cited.license, "?", self.missing)
        act = self.act if self.verdict in ("silent", "ground") else ""
        return (self.target, self.cited.license, self.cited.term, act)

    def explained_by(self, other: Fact) -> bool:
        """Return whether a combination that leaves no license is why this label is broken.

        A contested combination does not explain what is settled.
        """
        return (
            self.verdict == "broken"
            and other.target == self.target
            and self.source in other.explains
            and (other.certainty == "settled" or self.certainty != "settled")
        )


@dataclass(frozen=True, kw_only=True)
class DutyFact(Fact):
    """A duty, met or not."""

    do: Do = "include-license"
    status: DutyStatus = "uncheckable"
    strings: tuple[str, ...] = ()
    """prescribed words, as the license writes them"""
    expected: str = ""
    """what a file of the release would have to show; empty where no file can"""
    evidence: str = ""
    """the file that shows it; empty where it is not met"""
    act: Act = "use"
    part: str = ""
    """the part of the source that the license is on; empty for the whole"""

    @property
    def identity(self) -> Identity:
        """Return the term for a thing of ours; what one missing answer leaves open is one."""
        if self.certainty == "unknown" and self.missing:
            return (self.target, self.cited.license, "?", self.missing)
        return (self.target, self.cited.license, self.cited.term)


@dataclass(frozen=True, kw_only=True)
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
    """kind of the thing that the fact is about"""
    stated: str = ""
    """what the thing states, or the other party of a clash"""
    part: str = ""
    level: str = ""
    """level of openness in effect; empty where the fact is not about openness"""
    claim: str = ""

    @property
    def identity(self) -> Identity:
        """Return the state of a thing; a label is one cause, however many licenses it drops."""
        return (self.target,) if self.state == "relabeled" else super().identity

    @property
    def details(self) -> Identity:
        """Return what tells facts about one thing apart."""
        return (self.state, self.part, self.claim, "")


@dataclass(frozen=True, kw_only=True)
class ReferenceFact(Fact):
    """Sources and manifest compared."""

    topic: Topic = "undeclared"
    state: Literal["undeclared", "unseen", "idle-ignore"] = "undeclared"
    kind: str = ""
    """model, dataset or api-model; empty for a comment that ignores"""
    written: str = ""
    """the text as it stands in the sources"""
    how: str = ""
    """which call, key or flag names it"""
    use: str = ""

    @property
    def details(self) -> Identity:
        """Return what tells facts about one thing apart."""
        return (self.state, "", "", "")


@dataclass(frozen=True, kw_only=True)
class LockFact(Fact):
    """Manifest, lock and Hub compared."""

    topic: Topic = "license-drift"
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

    @property
    def details(self) -> Identity:
        """Return what tells facts about one thing apart."""
        return (self.state, "", "", "")


@dataclass(frozen=True, kw_only=True)
class ExceptionFact(Fact):
    """An `accept` entry that covers nothing, or has expired."""

    topic: Topic = "exception"
    state: Literal["idle", "expired", "unknown-rule"] = "idle"
    rule: str = ""
    """the code that the entry accepts, as written"""
    until: str = ""
    """the last day of the entry as ISO date; empty where it does not end"""

    @property
    def details(self) -> Identity:
        """Return what tells facts about one thing apart."""
        return (self.state, "", "", self.rule)


@dataclass(frozen=True, kw_only=True)
class PolicyFact(Fact):
    """A policy of the project's own that is not met."""

    topic: Topic = "openness"
    state: Literal["openness"] = "openness"
    part: str = ""
    level: str = ""
    """the level at most in effect, or "not stated" """
    wanted: str = ""
    """the level that the policy demands"""

    @property
    def details(self) -> Identity:
        """Return what tells facts about one thing apart."""
        return (self.state, self.part, "", "")


KINDS: dict[str, type[Fact]] = {
    "term": TermFact,
    "duty": DutyFact,
    "artifact": ArtifactFact,
    "reference": ReferenceFact,
    "lock": LockFact,
    "exception": ExceptionFact,
    "policy": PolicyFact,
}
