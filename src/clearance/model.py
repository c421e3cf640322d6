"""The values that travel through one check, all frozen; no behaviour beyond small look-ups."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Literal, NamedTuple

from clearance.words import Actor as ActorKind
from clearance.words import (
    Certainty,
    DutyStatus,
    How,
    Kind,
    KnownFrom,
    Level,
    LicensePart,
    LinkKind,
    Part,
    Purpose,
    Reach,
    Severity,
)


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file; line and column count from 1, 0 means the whole file."""

    file: str = ""
    line: int = 0
    column: int = 0

    @property
    def in_catalogue(self) -> bool:
        """Return whether the place is in the data of the program, not in a file of the project."""
        return self.file.startswith("catalogue/")

    def __str__(self) -> str:
        """Return file:line, as editors understand it."""
        return f"{self.file}:{self.line}" if self.line else self.file


NOWHERE = Place()
"""The place of what is written in no file."""


@dataclass(frozen=True, order=True)
class Reference:
    """One place in the sources that names a model, a data set or an API model."""

    path: str
    line: int
    kind: str
    """model, dataset or api-model"""
    id: str
    """canonical id: a Hub id, an API model name, a URL, or zoo:name"""
    written: str
    """the text as it stands in the file"""
    how: str
    """which call, key or flag made it a reference"""
    use: str = ""
    """run, finetune, train, evaluate, generate, distribute; empty where the place does not tell"""
    role: str = "use"
    """use, output (something the project writes) or test; only `use` is checked"""
    confidence: str = "high"
    """high, medium or low"""


@dataclass(frozen=True, order=True)
class Gap:
    """Something that a check did not read, follow or judge."""

    kind: Literal["file", "manifest"]
    """what was left out: a file of the sources, or a project of its own below"""
    where: str
    """path, or name of a thing"""
    why: str
    what_to_do: str = ""
    """empty where nothing can be done about it"""
    hides: Literal["references", "thing"] = "references"
    """what may be missing from the report for it"""


@dataclass(frozen=True, order=True)
class Skipped:
    """Something that was there and was not read, and why."""

    path: str
    why: str


@dataclass(frozen=True)
class Link:
    """One step of the usage graph: `product` was made from, or with, `object`."""

    product: str
    kind: LinkKind
    """`artifact` is what a release hands out"""
    object: str
    how: How | Literal[""] = ""
    """empty where it is not said"""
    place: Place = Place()
    known_from: KnownFrom | Literal[""] = ""
    """catalogue, lock or card; empty where the manifest says it"""


@dataclass(frozen=True)
class Openness:
    """How open one part of a thing is, and where that is written."""

    part: Part
    level: Level
    because: str = ""
    source: str = ""
    """evidence: an address, a path, or who says so; empty where the manifest just says it"""
    gated: bool = False
    """whether one has to ask for it, or agree, before it can be had"""
    place: Place = Place()
    arguable: Level | Literal[""] = ""
    """another level that the sources let one argue; empty where there is none"""
    known_from: KnownFrom = "manifest"


@dataclass(frozen=True)
class Assumption:
    """Something that a check takes for given, or did not look up."""

    text: str
    kind: Literal["assumed", "offline"] = "assumed"

    @property
    def line(self) -> str:
        """Return the line of a report for people; what is offline says so itself."""
        return self.text if self.kind == "offline" else f"assumed: {self.text}"


class LicenseOf(NamedTuple):
    """The license of a thing, or of one part of it."""

    part: LicensePart | Literal[""]
    """empty for the whole thing"""
    written: str
    """as its source writes it: an id, a name, or an expression"""


class Answered(NamedTuple):
    """One question of a legal ground, with the project's answer."""

    question: str
    answer: str


class Basis(NamedTuple):
    """A legal ground that a thing rests on beside its license."""

    ground: str
    """as written: the id or a name of the ground"""
    answers: tuple[Answered, ...]


class Component(NamedTuple):
    """A component of the Model Openness Framework that a thing comes with."""

    id: str
    license: str
    evidence: str
    """path or address of it; empty where none is named"""


class Users(NamedTuple):
    """How many users there are in a month."""

    month: str
    """YYYY-MM, or any beginning of an ISO date; empty for now"""
    number: int


class Doubt(NamedTuple):
    """What sources of facts say against each other."""

    state: Literal["unconfirmed", "disagreement"]
    why: str


@dataclass(frozen=True)
class Thing:
    """A model, data set, code base, service or release of the graph."""

    name: str
    """unique in its project"""
    kind: Kind
    ours: bool = False
    source: str = ""
    """hf:ORG/NAME[@REV], api:PROVIDER/MODEL, github:…, url:…, path:…; empty for a thing of ours"""
    license: tuple[LicenseOf, ...] = ()
    """empty where no source gives one"""
    license_from: Literal["", "manifest", "card", "lock", "catalogue"] = ""
    """empty when no source gives a license"""
    chosen: str = ""
    """the license taken of an `A OR B`; empty where the best one for the project counts"""
    obtained: str = ""
    """ISO date, or its beginning, on which it was obtained; empty where that is not said"""
    modified: str = ""
    """yes or no; empty where that is not said"""
    received: str = ""
    """how it came: such as `product`; empty where that is not said"""
    task: str = ""
    """pipeline tag of the Hub; empty where nothing tells"""
    task_from: str = ""
    """who says so: catalogue, lock, or in words what it is presumed from"""
    basis: tuple[Basis, ...] = ()
    openness: tuple[Openness, ...] = ()
    """one for each part of which a source says something"""
    components: tuple[Component, ...] = ()
    claims: tuple[str, ...] = ()
    """claims of openness, such as open-source"""
    used_for: tuple[str, ...] = ()
    """run, trial, evaluate: uses that no link says"""
    purpose: Purpose | Literal[""] = ""
    """of a release or service, where it differs from the project's"""
    fields: tuple[str, ...] | None = None
    """fields of use, where they differ from the project's; None: they do not, (): none"""
    monthly_users: tuple[Users, ...] = ()
    """of a service, where they differ from the actor's"""
    files: str = ""
    """folder of what goes out, relative to the manifest; empty for the whole repository"""
    note: str = ""
    status: str = ""
    """what the catalogue says of a thing that cannot be had any more; empty where it can"""
    doubts: tuple[Doubt, ...] = ()
    known_from: KnownFrom = "manifest"
    """who says that it is part of the project"""
    place: Place = Place()

    @property
    def declared(self) -> bool:
        """Return whether the manifest itself names the thing."""
        return self.known_from == "manifest"

    @property
    def upstream(self) -> bool:
        """Return whether the thing was added above what the project itself names."""
        return self.known_from in ("card", "lock", "catalogue")


@dataclass(frozen=True)
class Release(Thing):
    """What goes out: one thing, and what it contains."""

    alias: str = ""
    """the name it goes out under (`as`); empty where it keeps that of the thing"""


def alias_of(thing: Thing) -> str:
    """Return the name that a release goes out under; empty for everything else."""
    return thing.alias if isinstance(thing, Release) else ""


@dataclass(frozen=True)
class Suit:
    """A law suit of the actor: against which thing, about patents or other rights."""

    against: str
    about: str


@dataclass(frozen=True)
class Actor:
    """Who acts; empty values are not stated."""

    kind: ActorKind | Literal[""] = ""
    country: str = ""
    """ISO 3166 code"""
    monthly_users: tuple[Users, ...] = ()
    annual_revenue_usd: int | None = None
    suits: tuple[Suit, ...] | None = None
    """None: not stated, (): none"""


@dataclass(frozen=True)
class Accept:
    """A finding that the project accepts, with its reason."""

    rule: str
    artifact: str
    because: str
    by: str = ""
    until: str = ""
    topic: str = ""
    source: str = ""
    place: Place = Place()


class Demand(NamedTuple):
    """A level of openness that a policy demands."""

    of: str
    """role or name of a thing; empty for everything"""
    part: Part
    level: Level


@dataclass(frozen=True)
class Policy:
    """What the project demands of itself."""

    fail_on: Severity = "error"
    """the lowest severity that ends with exit code 1"""
    contested: Severity = "warning"
    """severity of what is contested, where the rule does not say"""
    unmet_duties: Severity = "warning"
    require_openness: tuple[Demand, ...] = ()
    """of everything first, then of single things and roles"""
    place: Place = Place()


@dataclass(frozen=True)
class Project:
    """A manifest, joined with what lock and catalogue know."""

    name: str
    file: str
    root: str
    license: str = ""
    purpose: Purpose | Literal[""] = ""
    """empty where it is not stated"""
    fields: tuple[str, ...] | None = None
    """fields of use; None: not stated, (): none"""
    actor: Actor = Actor()
    things: tuple[Thing, ...] = ()
    links: tuple[Link, ...] = ()
    accept: tuple[Accept, ...] = ()
    policy: Policy = Policy()
    place: Place = Place()
    assumptions: tuple[Assumption, ...] = ()
    read_from: Literal["manifest", "sources", "bom"] = "manifest"
    """sources: there is no manifest, and `file` is a folder"""
    packs: tuple[str, ...] = ()
    """folders with further rules and licenses, as the manifest names them"""

    @functools.cached_property
    def named(self) -> dict[str, Thing]:
        """Return name -> thing."""
        return {thing.name: thing for thing in self.things}

    @functools.cached_property
    def inward(self) -> dict[str, list[Link]]:
        """Return name -> the links by which that thing is made."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.product, []).append(link)
        return found

    @functools.cached_property
    def outward(self) -> dict[str, list[Link]]:
        """Return name -> the links by which that thing goes into others."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.object, []).append(link)
        return found

    def thing(self, name: str) -> Thing:
        """Return the thing of that name; raise KeyError when there is none."""
        return self.named[name]


@dataclass(frozen=True)
class Step:
    """One line of a chain: `thing` is `link` of the next thing down the chain."""

    thing: str
    link: str
    """the link that joins this thing to the one after it; empty for the last, the licensed source
    """
    how: str = ""
    by_us: bool = True
    """whether the step was taken by us"""
    reach: str = ""
    """what the thing holds the source as"""
    license: str = ""
    place: Place = Place()


@dataclass(frozen=True)
class Gathering:
    """How several findings of one rule are told as one list."""

    what: str
    """what the listed things have in common; a number stands before it"""
    fix: str
    ours: bool = True
    """whether findings that touch a thing of ours may go into the list"""


@dataclass(frozen=True)
class Telling:
    """How the findings of one rule are told; what a rule does not say is told one by one."""

    gather: Gathering | None = None
    """how three and more findings are one list"""
    together: str = ""
    """head of the block that settled findings towards one source make; empty: no block"""
    quiet: tuple[str, ...] = ()
    """where they are not told: `entry`, the explanation of a catalogue entry; `lock`, what changed
    licenses would mean
    """


@dataclass(frozen=True)
class Finding:
    """One thing to know or to do."""

    rule: str
    """code of the rule, such as OUT001"""
    title: str
    """title of the rule"""
    severity: Severity
    certainty: Certainty
    verdict: str
    """permit, require, forbid or silent; empty where no term speaks"""
    topic: str
    message: str
    artifact: str
    """the thing of ours; empty where it is about a place in the sources"""
    source: str
    """the licensed thing"""
    sources: tuple[str, ...]
    """further things of which the same is said, beside `source`"""
    license: str
    """license id; empty where none is known or none speaks"""
    clause: str
    term: str
    """id of the term within its license"""
    chain: tuple[Step, ...]
    """the path from the thing of ours to the source"""
    place: Place
    fix: tuple[str, ...]
    """what to do, the best first; each begins with a verb"""
    key: str
    """16 hex digits that stay the same while rule, thing, license, term and source do"""
    accepted: str = ""
    """the reason of the exception that covers it; empty when none does"""
    missing: str = ""
    """the manifest key whose answer would settle it; empty where no answer would"""
    telling: Telling = Telling()


@dataclass(frozen=True)
class Duty:
    """Something owed, met or not, with its evidence."""

    topic: str
    do: str
    artifact: str
    source: str
    license: str
    clause: str
    says: str
    """what the clause says, in our words"""
    strings: tuple[str, ...]
    """prescribed words, as the license writes them"""
    status: DutyStatus
    certainty: Certainty
    place: Place
    expected: str
    """what a file would have to show; empty where no file can"""
    evidence: str = ""
    """the file that shows it; empty where none does"""


@dataclass(frozen=True)
class InEffect:
    """One part of a thing: its own level, the level in effect, and whether its license is open."""

    part: str
    own: str
    """open, described or closed; empty where nobody says"""
    level: str
    """the same, or unknown"""
    license_open: str
    """osi, open (by the Open Definition), no, or unknown"""
    presumed: bool = False
    """whether the own level is only presumed from source, release or lineage"""
    gated: bool = False
    arguable: str = ""
    because: str = ""
    """what lowers it; empty where the own level stands"""


class ReachedBy(NamedTuple):
    """A license that reaches a thing."""

    source: str
    """the licensed thing"""
    license: str
    """license id, or "unresolved" """
    reach: Reach
    certainty: Certainty


@dataclass(frozen=True)
class ArtifactReport:
    """What a report says of one thing: identity, license, openness, and what reaches it."""

    id: str
    kind: Kind
    ours: bool
    source: str
    license: tuple[LicenseOf, ...]
    """license ids, or "unresolved: …" with what is written"""
    license_from: str
    openness: tuple[Openness, ...]
    reach: tuple[ReachedBy, ...]
    place: Place
    effective: tuple[InEffect, ...] = ()
    known_from: KnownFrom = "manifest"


class DataVersion(NamedTuple):
    """How much data of one kind a check knew."""

    name: str
    value: str


@dataclass(frozen=True)
class Report:
    """Everything one check found; renderers only print it."""

    version: str
    project: Project
    findings: tuple[Finding, ...]
    duties: tuple[Duty, ...]
    accepted: tuple[Finding, ...]
    artifacts: tuple[ArtifactReport, ...]
    assumptions: tuple[Assumption, ...]
    gaps: tuple[Gap, ...]
    data_versions: tuple[DataVersion, ...]
    packs: tuple[str, ...] = ()
    """folders whose rules and licenses were added"""

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """Return the files that were not read."""
        return tuple(Skipped(gap.where, gap.why) for gap in self.gaps if gap.kind == "file")


@dataclass(frozen=True)
class Unchecked:
    """A path that could not be checked, and why."""

    path: str
    message: str
    where: str
    hint: str
    code: int


@dataclass(frozen=True)
class Several:
    """The reports of one run over several paths, in the order of the paths, and the paths without
    one.
    """

    reports: tuple[Report, ...]
    unchecked: tuple[Unchecked, ...] = ()
