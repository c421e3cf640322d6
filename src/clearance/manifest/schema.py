"""The form of clearance.yaml as pydantic models: strings come in, types go out.

The sentence below each key is what editors show and what docs/manifest.md says (see
manifest.help).

A new key is written in one place, here, with its type and its sentence. If it says something of a
thing, a field of the same name in model.Thing (or Actor, Accept, Policy, Project) makes it travel:
manifest.things copies what both name alike. If it is a link, manifest.links says what it may point
to. So that a bill of materials carries it, bom.entries writes it back.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from clearance.manifest.values import (
    MAPPING,
    TEXT,
    Basis,
    Country,
    Date,
    Day,
    Fields,
    Licenses,
    Links,
    Names,
    Required,
    Source,
    Users,
    Uses,
    bare,
    written,
)
from clearance.words import Actor, How, Level, Part, Purpose, Severity, words

Component = Literal[
    "model-architecture",
    "model-parameters-final",
    "evaluation-results",
    "model-card",
    "data-card",
    "technical-report",
    "sample-model-outputs",
    "training-code",
    "inference-code",
    "evaluation-code",
    "evaluation-data",
    "supporting-libraries-and-tools",
    "research-paper",
    "datasets",
    "data-preprocessing-code",
    "model-parameters-intermediate",
    "model-metadata",
]
"""The components of the Model Openness Framework; a test keeps them equal to rules/_mof.yml."""


class Form(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class LevelIn(Form):
    """How open one part is, with its evidence."""

    level: Level
    because: str = ""
    evidence: str = ""
    gated: bool = False


Openness = dict[
    Part,
    Annotated[LevelIn, bare("level"), written({"enum": list(words(Level))}, MAPPING)],
]


class ComponentIn(Form):
    """A component of the Model Openness Framework that is there."""

    license: str = ""
    evidence: str = ""


Components = dict[Component, Annotated[ComponentIn, bare("license"), written(TEXT, MAPPING)]]


class ThingIn(Form):
    """What every model, data set and code base may say of itself."""

    source: Source = ""
    """Where it comes from: `hf:ORG/NAME[@REVISION]`, `api:PROVIDER/MODEL`,
    `github:OWNER/NAME[@REF]`, `url:…` or `path:…`; a key that is a Hub id needs none.
    """
    ours: bool = False
    """Made by this project: only what is ours is judged."""
    license: Licenses = {}
    """License in any spelling (SPDX, Hub tag, name, `name@version`), for the whole or by part
    (`weights`, `code`, `data`, `contents`); `none`, `other`, `proprietary` and `per-row` are
    words too.
    """
    chosen: str = ""
    """Of an OR in `license`: the license that is taken."""
    obtained: Date = ""
    """When it was obtained (for outputs of an API: generated); chooses the version of license or
    terms in force then.
    """
    modified: bool | None = None
    """Whether it was changed before use; some duties hang on it."""
    received: Literal["", "source", "product", "service"] = ""
    """How it came: as source, inside a product, or over a service."""
    basis: Basis = {}
    """Legal ground other than the license (`fair-use-us`, `tdm-eu-art3`, `permission` …), with
    the answers that it asks for.
    """
    openness: Openness = {}
    """Level of each part, bare or with `because`, `evidence` and `gated`."""
    claims: Names = []
    """What is said of it: `open-source`, `open-weights`, `reproducible` and others of
    docs/openness.md; held against what is known.
    """
    used_for: Uses = []
    """An act that makes nothing declared: running it, trying it outside production, judging
    others with it.
    """
    note: str = ""
    """A remark of yours; nothing reads it."""
    contains: Links = {}
    """What is in it, `combined` into one work or as an `aggregate` side by side."""
    how: Literal["", How] = ""
    """Short for all links of this thing that need a `how`."""


class ModelIn(ThingIn):
    """A model."""

    task: str = ""
    """Task tag of the Hub (`text-generation`, `fill-mask` …); terms on language models ask for
    it.
    """
    components: Components = {}
    """Components of the Model Openness Framework that are published, each with its license or
    with `license` and `evidence`.
    """
    base: Links = {}
    """What it was made from: `finetune`, `adapter`, `merge` or `quantize`."""
    trained_on: Links = {}
    """Data sets it was trained on."""
    distilled_from: Links = {}
    """Models it was made to perform like."""
    evaluated_on: Links = {}
    """Data sets it was measured on; passes nothing on."""
    evaluated_with: Links = {}
    """Models it was judged with; passes nothing on."""


class DerivedIn(ThingIn):
    """What data sets and code bases share."""

    derived_from: Links = {}
    """What it was made from: filtered, translated, joined; `analysis` for statistics that hold no
    content.
    """
    generated_by: Links = {}
    """Models whose outputs it holds."""


class DatasetIn(DerivedIn):
    """A data set."""

    annotated_by: Links = {}
    """Models that labelled, scored or filtered it."""


class CodeIn(DerivedIn):
    """A code base."""


class OutwardIn(Form):
    """What releases and services share."""

    purpose: Purpose | None = None
    """Its own purpose, where it differs from the project's."""
    fields: Fields | None = None
    """Its own fields of use, where they differ from the project's."""
    contains: Links = {}
    """What goes out with it, `combined` into one work or as an `aggregate` side by side."""
    how: Literal["", How] = ""
    """Short for all links of this thing that need a `how`."""
    files: str = ""
    """Folder that goes out, searched for notices and license texts; without it the whole
    repository is.
    """
    note: str = ""
    """A remark of yours; nothing reads it."""
    claims: Names = []
    """What is said of it: `open-source`, `open-weights`, `reproducible` and others of
    docs/openness.md; held against what is known.
    """


class ServiceIn(OutwardIn):
    """Something others use over a network."""

    serves: Links = {}
    """Models that it hosts."""
    monthly_users: Users = {}
    """Users of this service by itself."""


class ReleaseIn(OutwardIn):
    """Something that leaves the house."""

    artifact: str
    """The thing that goes out; `repository` is the code itself."""
    alias: str = Field(default="", alias="as")
    """Name it goes out under."""
    license: Licenses = {}
    """License it goes out under; left out, the possible ones are named."""
    evaluated_on: Links = {}
    """Data sets it was measured on; passes nothing on."""
    evaluated_with: Links = {}
    """Models it was judged with; passes nothing on."""


class SuitIn(Form):
    """A law suit."""

    against: str
    """The thing that the suit is about."""
    about: Literal["patent", "ip"]
    """Patents, or other intellectual property."""


class ActorIn(Form):
    """Who acts."""

    kind: Actor | None = None
    """What the actor is."""
    country: Country = ""
    """ISO 3166 code, or EU."""
    monthly_users: Users = {}
    """Number of monthly users of the actor's products and its affiliates', now or by month
    (`{2023-06: 800_000_000}`).
    """
    annual_revenue_usd: int | None = None
    """Revenue of a year in US dollars."""
    suits: list[SuitIn] | None = None
    """Law suits of the actor's over a thing; `[]` says that there is none."""


class AcceptIn(Form):
    """An accepted finding."""

    rule: str
    """Code or name of the rule."""
    artifact: str = ""
    """Only on this thing."""
    because: str = Field(min_length=3)
    """The reason; it stands in every report."""
    by: str = ""
    """Who decided."""
    until: Day = ""
    """Day on which it ends."""
    topic: str = ""
    """Only on this topic."""
    source: str = ""
    """Only from this source."""


class PolicyIn(Form):
    """What the project demands of itself."""

    fail_on: Severity = "error"
    """Lowest severity that makes exit code 1."""
    contested: Literal["warning", "note"] = "warning"
    """Severity of what courts and commentators dispute."""
    unmet_duties: Severity = "warning"
    """Severity of a duty that the files of a release do not show."""
    require_openness: Required = {}
    """Least level of each part, for everything, or by role (`ours`, `released` …) or name."""


class ProjectIn(Form):
    """The repository itself."""

    name: str = ""
    """Name of the project in reports."""
    license: str = ""
    """License of this repository's own code (SPDX expression)."""
    purpose: Purpose | None = None
    """What all of it is for; left out, what depends on it is unknown."""
    fields: Fields | None = None
    """Fields of use; `[]` says that it is none of them."""


class ManifestIn(Form):
    """The whole of clearance.yaml."""

    project: ProjectIn = ProjectIn()
    """The repository and what it is for."""
    actor: ActorIn = ActorIn()
    """Who acts; asked for where a license asks."""
    models: dict[str, ModelIn] = {}
    """Models by name; the name is yours, or a Hub id."""
    datasets: dict[str, DatasetIn] = {}
    """Data sets by name; the name is yours, or a Hub id."""
    code: dict[str, CodeIn] = {}
    """Code bases that things hold or come from."""
    services: dict[str, ServiceIn] = {}
    """What others use over a network."""
    releases: list[ReleaseIn] = []
    """What leaves the house; without releases and services, terms on distributing and hosting are
    not asked.
    """
    packs: Names = []
    """Folders with further rules and licenses, relative to this file."""
    accept: list[AcceptIn] = []
    """Findings that are accepted, each with its reason."""
    policy: PolicyIn = PolicyIn()
    """What the project demands of itself."""
