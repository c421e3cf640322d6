"""The values that travel through one check, all frozen; no behaviour beyond small look-ups."""

from __future__ import annotations

import functools
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file; line and column count from 1, 0 means the whole file."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return file:line, as editors understand it."""
        return f"{self.file}:{self.line}" if self.line else self.file


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
class Skipped:
    """Something that was there and was not read, and why."""

    path: str
    why: str


@dataclass(frozen=True)
class Link:
    """One step of the usage graph: `product` was made from, or with, `object`."""

    product: str
    kind: str
    """base, derived_from, trained_on, distilled_from, generated_by, annotated_by, evaluated_on,
    evaluated_with,
    serves, contains, or artifact (what a release hands out)
    """
    object: str
    how: str = ""
    place: Place = Place()
    known_from: str = ""
    """catalogue or lock when the manifest does not say it"""


@dataclass(frozen=True)
class Openness:
    """How open one part of a thing is, and where that is written."""

    part: str
    level: str
    because: str = ""
    source: str = ""
    gated: bool = False
    place: Place = Place()
    arguable: str = ""
    """another level that the sources let one argue"""


@dataclass(frozen=True)
class Thing:
    """A model, data set, code base, service or release of the graph."""

    name: str
    kind: str
    ours: bool = False
    source: str = ""
    """hf:ORG/NAME[@REV], api:PROVIDER/MODEL, github:…, url:…, path:…; empty for a thing of ours"""
    license: tuple[tuple[str, str], ...] = ()
    """(part, license as written); part is empty for the whole thing"""
    license_from: str = ""
    """manifest, lock or catalogue; empty when no source gives a license"""
    chosen: str = ""
    obtained: str = ""
    modified: str = ""
    received: str = ""
    task: str = ""
    task_from: str = ""
    basis: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """(ground, ((question, answer), …))"""
    openness: tuple[Openness, ...] = ()
    components: tuple[tuple[str, str, str], ...] = ()
    """(component of the Model Openness Framework, license, evidence)"""
    claims: tuple[str, ...] = ()
    used_for: tuple[str, ...] = ()
    purpose: str = ""
    fields: tuple[str, ...] | None = None
    monthly_users: tuple[tuple[str, int], ...] = ()
    files: str = ""
    alias: str = ""
    """the name a release goes out under (`as`)"""
    note: str = ""
    status: str = ""
    doubts: tuple[tuple[str, str], ...] = ()
    """(state, why): what sources of facts say against each other"""
    place: Place = Place()


@dataclass(frozen=True)
class Suit:
    """A law suit of the actor's: against which thing, about patents or other intellectual property."""

    against: str
    about: str


@dataclass(frozen=True)
class Actor:
    """Who acts; empty values are not stated."""

    kind: str = ""
    country: str = ""
    monthly_users: tuple[tuple[str, int], ...] = ()
    """(month or empty for now, number)"""
    annual_revenue_usd: int | None = None
    suits: tuple[Suit, ...] | None = None


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


@dataclass(frozen=True)
class Policy:
    """What the project demands of itself."""

    fail_on: str = "error"
    contested: str = "warning"
    unmet_duties: str = "warning"
    require_openness: tuple[tuple[str, str], ...] = ()
    """(part, level) for everything"""
    require_openness_of: tuple[tuple[str, str, str], ...] = ()
    """(role or name, part, level)"""
    place: Place = Place()


@dataclass(frozen=True)
class Project:
    """A manifest, joined with what lock and catalogue know."""

    name: str
    file: str
    root: str
    license: str = ""
    purpose: str = ""
    fields: tuple[str, ...] | None = None
    actor: Actor = Actor()
    things: tuple[Thing, ...] = ()
    links: tuple[Link, ...] = ()
    accept: tuple[Accept, ...] = ()
    policy: Policy = Policy()
    place: Place = Place()
    assumptions: tuple[str, ...] = ()
    read_from: str = "manifest"
    """manifest, sources (there is no manifest; `file` is a folder) or bom"""

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
    reach: str = ""
    license: str = ""
    place: Place = Place()


@dataclass(frozen=True)
class Finding:
    """One thing to know or to do."""

    rule: str
    title: str
    severity: str
    certainty: str
    verdict: str
    topic: str
    message: str
    artifact: str
    source: str
    sources: tuple[str, ...]
    license: str
    clause: str
    term: str
    chain: tuple[Step, ...]
    place: Place
    fix: tuple[str, ...]
    key: str
    accepted: str = ""
    """the reason of the exception that covers it; empty when none does"""


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
    strings: tuple[str, ...]
    status: str
    """met, unmet or uncheckable"""
    certainty: str
    place: Place
    expected: str
    evidence: str = ""


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


@dataclass(frozen=True)
class ArtifactReport:
    """What a report says of one thing: identity, license, openness, and what reaches it."""

    id: str
    kind: str
    ours: bool
    source: str
    license: tuple[tuple[str, str], ...]
    license_from: str
    openness: tuple[Openness, ...]
    reach: tuple[tuple[str, str, str, str], ...]
    """(licensed thing, license, reach, certainty)"""
    place: Place
    effective: tuple[InEffect, ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything one check found; renderers only print it."""

    version: str
    project: Project
    findings: tuple[Finding, ...]
    duties: tuple[Duty, ...]
    accepted: tuple[Finding, ...]
    artifacts: tuple[ArtifactReport, ...]
    assumptions: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    data_versions: tuple[tuple[str, str], ...]
    packs: tuple[str, ...] = ()
    """folders whose rules and licenses were added"""


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
