"""The form of clearance.yaml as pydantic models: strings come in, types go out; unions are folded
before validation.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from clearance.words import Actor, How, Level, LicensePart, Part, Purpose, words
from clearance.words import Field as FieldOfUse

SOURCE = re.compile(
    r"hf:(?:datasets/|spaces/)?[\w.-]+(?:/[\w.-]+)?(?:@[\w./-]+)?|api:[\w.-]+/[\w.:/@-]+|github:[\w.-]+/[\w.-]+(?:@[\w./-]+)?|url:\S+|path:.+"
)
HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


def _source(value: Any) -> Any:
    if isinstance(value, str) and not SOURCE.fullmatch(value):
        guess = f" (did you mean hf:{value}?)" if HUB_ID.fullmatch(value) else ""
        raise ValueError(
            "a source is hf:ORG/NAME[@REVISION], api:PROVIDER/MODEL, github:OWNER/NAME[@REF], url:…"
            " or path:…" + guess
        )
    return value


def _links(value: Any) -> Any:
    """Fold a name, a list of names or a mapping name -> how into the mapping."""
    if isinstance(value, str):
        value = [value] if value else []
    if isinstance(value, list):
        if not all(isinstance(name, str) and name for name in value):
            raise ValueError("a link takes a name, a list of names, or a mapping name -> how")
        return dict.fromkeys(value, "")
    return value


def _license(value: Any) -> Any:
    """Fold one license for the whole thing into the mapping part -> license, under the empty part."""
    if isinstance(value, list):
        if not all(isinstance(name, str) for name in value):
            raise ValueError("a license is a name or a mapping part -> name")
        return {"": " AND ".join(value)}
    return {"": value} if isinstance(value, str) else value


def _users(value: Any) -> Any:
    if isinstance(value, dict):
        wrong = [key for key in value if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", key)]
        if wrong:
            raise ValueError(f'"{wrong[0]}" is no month (YYYY-MM)')
        return value
    return {"": value}


def _list(value: Any) -> Any:
    return [value] if isinstance(value, str) and value else value


def _basis(value: Any) -> Any:
    """Fold a ground, a list of grounds or a mapping ground -> answers into the mapping."""
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list):
        return {name: {} for name in value}
    if isinstance(value, dict):
        return {ground: _answers(answers) for ground, answers in value.items()}
    return value


def _answers(value: Any) -> Any:
    if value == "":
        return {}
    if not isinstance(value, dict):
        raise ValueError("a ground takes a mapping question -> answer")
    return {
        key: ", ".join(map(str, answer)) if isinstance(answer, list) else answer
        for key, answer in value.items()
    }


_TEXTS = {"type": "array", "items": {"type": "string"}}


def _written(*forms: dict[str, Any]) -> WithJsonSchema:
    """Return the JSON Schema of the forms that people may write, which are more than the folded
    one.
    """
    return WithJsonSchema({"anyOf": list(forms)})


Source = Annotated[str, BeforeValidator(_source)]
Links = Annotated[
    dict[str, Literal["", How]],
    BeforeValidator(_links),
    _written(
        {"type": "string"},
        _TEXTS,
        {"type": "object", "additionalProperties": {"enum": ["", *words(How)]}},
    ),
]
Licenses = Annotated[
    dict[Literal["", LicensePart], str],
    BeforeValidator(_license),
    _written(
        {"type": "string"},
        _TEXTS,
        {
            "type": "object",
            "propertyNames": {"enum": list(words(LicensePart))},
            "additionalProperties": {"type": "string"},
        },
    ),
]
Users = Annotated[
    dict[str, int],
    BeforeValidator(_users),
    _written(
        {"type": ["integer", "string"]},
        {"type": "object", "additionalProperties": {"type": ["integer", "string"]}},
    ),
]
Basis = Annotated[
    dict[str, dict[str, str]],
    BeforeValidator(_basis),
    _written({"type": "string"}, _TEXTS, {"type": "object"}),
]
Fields = Annotated[
    list[FieldOfUse],
    BeforeValidator(_list),
    _written(
        {"enum": list(words(FieldOfUse))},
        {"type": "array", "items": {"enum": list(words(FieldOfUse))}},
    ),
]
Names = Annotated[list[str], BeforeValidator(_list), _written({"type": "string"}, _TEXTS)]
Date = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Country = Annotated[str, Field(pattern=r"^(?:[A-Z]{2}|EU)$")]


class Form(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


def _level(value: Any) -> Any:
    """Fold a bare level into the mapping that says more."""
    return {"level": value} if isinstance(value, str) else value


class LevelIn(Form):
    """How open one part is, with its evidence."""

    level: Level
    because: str = ""
    evidence: str = ""
    gated: bool = False


Openness = dict[
    Part,
    Annotated[
        LevelIn, BeforeValidator(_level), _written({"enum": list(words(Level))}, {"type": "object"})
    ],
]


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


def _component(value: Any) -> Any:
    """Fold a bare license into the mapping that says more."""
    return {"license": value} if isinstance(value, str) else value


class ComponentIn(Form):
    """A component of the Model Openness Framework that is there."""

    license: str = ""
    evidence: str = ""


def _required(value: Any) -> Any:
    """Fold part -> level (for everything) and role or name -> {part: level} into the second form,
    under the empty name.
    """
    if not isinstance(value, dict):
        return value
    return {
        "": {k: v for k, v in value.items() if isinstance(v, str)},
        **{k: v for k, v in value.items() if not isinstance(v, str)},
    }


Required = Annotated[
    dict[str, dict[Part, Level]], BeforeValidator(_required), _written({"type": "object"})
]


class ThingIn(Form):
    """What every model, data set and code base may say of itself."""

    source: Source = ""
    ours: bool = False
    license: Licenses = {}
    chosen: str = ""
    obtained: Date = ""
    modified: bool | None = None
    received: Literal["", "source", "product", "service"] = ""
    basis: Basis = {}
    openness: Openness = {}
    claims: Names = []
    used_for: Annotated[
        list[Literal["run", "trial", "evaluate"]],
        BeforeValidator(_list),
        _written(
            {"enum": ["run", "trial", "evaluate"]},
            {"type": "array", "items": {"enum": ["run", "trial", "evaluate"]}},
        ),
    ] = []
    note: str = ""
    contains: Links = {}
    how: Literal["", How] = ""


class ModelIn(ThingIn):
    """A model."""

    task: str = ""
    components: dict[
        Component,
        Annotated[
            ComponentIn,
            BeforeValidator(_component),
            _written({"type": "string"}, {"type": "object"}),
        ],
    ] = {}
    base: Links = {}
    trained_on: Links = {}
    distilled_from: Links = {}
    evaluated_on: Links = {}
    evaluated_with: Links = {}


class DatasetIn(ThingIn):
    """A data set."""

    derived_from: Links = {}
    generated_by: Links = {}
    annotated_by: Links = {}


class CodeIn(ThingIn):
    """A code base."""

    derived_from: Links = {}
    generated_by: Links = {}


class OutwardIn(Form):
    """What releases and services share."""

    purpose: Purpose | None = None
    fields: Fields | None = None
    contains: Links = {}
    how: Literal["", How] = ""
    files: str = ""
    note: str = ""
    claims: Names = []


class ServiceIn(OutwardIn):
    """Something others use over a network."""

    serves: Links = {}
    monthly_users: Users = {}


class ReleaseIn(OutwardIn):
    """Something that leaves the house."""

    artifact: str
    alias: str = Field(default="", alias="as")
    license: Licenses = {}
    evaluated_on: Links = {}
    evaluated_with: Links = {}


class SuitIn(Form):
    """A law suit."""

    against: str
    about: Literal["patent", "ip"]


class ActorIn(Form):
    """Who acts."""

    kind: Actor | None = None
    country: Country = ""
    monthly_users: Users = {}
    annual_revenue_usd: int | None = None
    suits: list[SuitIn] | None = None


class AcceptIn(Form):
    """An accepted finding."""

    rule: str
    artifact: str = ""
    because: str = Field(min_length=3)
    by: str = ""
    until: Day = ""
    topic: str = ""
    source: str = ""


class PolicyIn(Form):
    """What the project demands of itself."""

    fail_on: Literal["error", "warning", "note"] = "error"
    contested: Literal["warning", "note"] = "warning"
    unmet_duties: Literal["error", "warning", "note"] = "warning"
    require_openness: Required = {}


class ProjectIn(Form):
    """The repository itself."""

    name: str = ""
    license: str = ""
    purpose: Purpose | None = None
    fields: Fields | None = None


class ManifestIn(Form):
    """The whole of clearance.yaml."""

    project: ProjectIn = ProjectIn()
    actor: ActorIn = ActorIn()
    models: dict[str, ModelIn] = {}
    datasets: dict[str, DatasetIn] = {}
    code: dict[str, CodeIn] = {}
    services: dict[str, ServiceIn] = {}
    releases: list[ReleaseIn] = []
    accept: list[AcceptIn] = []
    policy: PolicyIn = PolicyIn()
