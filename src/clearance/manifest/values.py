"""The values of clearance.yaml as types: what people may write in several ways is folded into one
form before it is validated, and the JSON Schema names every way.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from clearance.words import Field as FieldOfUse
from clearance.words import How, Level, LicensePart, Part, words

SOURCE = re.compile(
    r"""
    hf:(?:datasets/|spaces/)?[\w.-]+(?:/[\w.-]+)?(?:@[\w./-]+)?
    | api:[\w.-]+/[\w.:/@-]+
    | github:[\w.-]+/[\w.-]+(?:@[\w./-]+)?
    | url:\S+
    | path:.+
    """,
    re.VERBOSE,
)
HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
MONTH = re.compile(r"\d{4}-\d{2}(-\d{2})?")

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
MAPPING = {"type": "object"}
_NUMBER = {"type": ["integer", "string"]}


def _mapping_to(values: dict[str, Any]) -> dict[str, Any]:
    return {**MAPPING, "additionalProperties": values}


def written(*forms: dict[str, Any]) -> WithJsonSchema:
    """Return the JSON Schema of the forms that people may write, which are more than the folded
    one.
    """
    return WithJsonSchema({"anyOf": list(forms)})


def _one_or_more(kind: object) -> WithJsonSchema:
    """Return the JSON Schema of one word of a closed list, or of a list of them."""
    word = {"enum": list(words(kind))}
    return written(word, {"type": "array", "items": word})


def bare(key: str) -> BeforeValidator:
    """Fold a bare text into the mapping that says more, under one of its keys."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


def _source(value: Any) -> Any:
    if isinstance(value, str) and not SOURCE.fullmatch(value):
        guess = f" (did you mean hf:{value}?)" if HUB_ID.fullmatch(value) else ""
        raise ValueError(
            "a source is hf:ORG/NAME[@REVISION], api:PROVIDER/MODEL, github:OWNER/NAME[@REF], url:…"
            " or path:…" + guess
        )
    return value


Source = Annotated[str, BeforeValidator(_source)]


def _links(value: Any) -> Any:
    """Fold a name, a list of names or a mapping name -> how into the mapping."""
    if isinstance(value, str):
        value = [value] if value else []
    if isinstance(value, list):
        if not all(isinstance(name, str) and name for name in value):
            raise ValueError("a link takes a name, a list of names, or a mapping name -> how")
        return dict.fromkeys(value, "")
    return value


Links = Annotated[
    dict[str, Literal["", How]],
    BeforeValidator(_links),
    written(TEXT, TEXTS, _mapping_to({"enum": ["", *words(How)]})),
]


def _licenses(value: Any) -> Any:
    """Fold one license for the whole thing into the mapping part -> license, under no part."""
    if isinstance(value, list):
        if not all(isinstance(name, str) for name in value):
            raise ValueError("a license is a name or a mapping part -> name")
        return {"": " AND ".join(value)}
    return {"": value} if isinstance(value, str) else value


Licenses = Annotated[
    dict[Literal["", LicensePart], str],
    BeforeValidator(_licenses),
    written(
        TEXT,
        TEXTS,
        {
            "type": "object",
            "propertyNames": {"enum": list(words(LicensePart))},
            "additionalProperties": TEXT,
        },
    ),
]


def _users(value: Any) -> Any:
    """Fold one number into the mapping month -> number, under the empty month, which is now."""
    if not isinstance(value, dict):
        return {"": value}
    for month in value:
        if not MONTH.fullmatch(month):
            raise ValueError(f'"{month}" is no month (YYYY-MM)')
    return value


Users = Annotated[dict[str, int], BeforeValidator(_users), written(_NUMBER, _mapping_to(_NUMBER))]


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
        question: ", ".join(map(str, answer)) if isinstance(answer, list) else answer
        for question, answer in value.items()
    }


Basis = Annotated[dict[str, dict[str, str]], BeforeValidator(_basis), written(TEXT, TEXTS, MAPPING)]


def _list(value: Any) -> Any:
    """Fold one text into a list."""
    return [value] if isinstance(value, str) and value else value


Use = Literal["run", "trial", "evaluate"]
Uses = Annotated[list[Use], BeforeValidator(_list), _one_or_more(Use)]
Fields = Annotated[list[FieldOfUse], BeforeValidator(_list), _one_or_more(FieldOfUse)]
Names = Annotated[list[str], BeforeValidator(_list), written(TEXT, TEXTS)]
Date = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Country = Annotated[str, Field(pattern=r"^(?:[A-Z]{2}|EU)$")]


def _required(value: Any) -> Any:
    """Fold part -> level (for everything) and role or name -> {part: level} into the second form,
    under the empty name.
    """
    if not isinstance(value, dict):
        return value
    for_everything = {key: level for key, level in value.items() if isinstance(level, str)}
    by_role = {key: levels for key, levels in value.items() if key not in for_everything}
    return {"": for_everything, **by_role}


Required = Annotated[dict[str, dict[Part, Level]], BeforeValidator(_required), written(MAPPING)]
