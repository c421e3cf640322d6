"""Every mistake in a manifest told with its place, in words of the manifest, with the likely right
word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clearance.files.yaml import Document
from clearance.model import Place
from clearance.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from clearance.manifest import schema as form

THINGS = ("models", "datasets", "code", "services")


def validated(document: Document) -> form.ManifestIn:
    """Return the typed form of a manifest; raise one Problem that names every mistake with file,
    line and column.
    """
    from pydantic import ValidationError

    from clearance.manifest import schema as form

    _empty_bodies(document.data)
    try:
        return form.ManifestIn.model_validate(document.data)
    except ValidationError as error:
        found = sorted(error.errors(include_url=False), key=lambda item: _place(item, document))
        raise Problem(
            "\n".join(dict.fromkeys(_line(item, document, form.ManifestIn) for item in found))
        ) from None


def _empty_bodies(data: dict[str, Any]) -> None:
    """`gpt2:` with nothing behind it is a thing without further words."""
    for section in (*THINGS, "project", "actor", "policy"):
        if data.get(section) == "":
            data[section] = {}
    for section in THINGS:
        if isinstance(data.get(section), dict):
            data[section] = {
                name: {} if body == "" else body for name, body in data[section].items()
            }
    for section in ("releases", "accept"):
        if data.get(section) == "":
            data[section] = []


def _place(item: Any, document: Document) -> Place:
    return document.place(tuple(part for part in item["loc"] if part not in ("[key]", "")))


def _line(item: Any, document: Document, top: Any) -> str:
    loc = tuple(part for part in item["loc"] if part not in ("[key]", ""))
    place = document.place(loc)
    name = str(loc[-1]) if loc else "manifest"
    path = ".".join(str(part) for part in loc)
    if item["type"] == "extra_forbidden":
        hint = did_you_mean(name, _known(top, loc[:-1]))
        message = f'unknown key "{name}"' + (
            f" in {'.'.join(map(str, loc[:-1]))}" if loc[:-1] else ""
        )
        message += f"; {hint}" if hint else f"; known here: {', '.join(_known(top, loc[:-1]))}"
    else:
        message = f"{path}: {_plain(item)}"
    return f"{place.file}:{place.line}:{place.column}: {message}"


def _plain(item: Any) -> str:
    if item["type"] == "literal_error":
        words = [
            word
            for part in item["ctx"]["expected"].replace(" or ", ",").split(",")
            if (word := part.strip("' "))
        ]
        hint = did_you_mean(str(item["input"]), words)
        return f'"{item["input"]}" is none of {", ".join(words)}' + (f"; {hint}" if hint else "")
    if item["type"] == "missing":
        return "is missing"
    text = str(item["msg"]).removeprefix("Value error, ")
    return text[0].lower() + text[1:]


def _known(model: Any, loc: tuple[Any, ...]) -> list[str]:
    """Return the keys that may stand at a place of the manifest."""
    from typing import get_args

    for part in loc:
        if isinstance(part, int):
            continue
        fields = getattr(model, "model_fields", {})
        if part in fields:
            annotation = fields[part].annotation
            inner = [arg for arg in _flatten(annotation) if hasattr(arg, "model_fields")]
            model = inner[0] if inner else get_args(annotation)
    fields = getattr(model, "model_fields", {})
    return [info.alias or name for name, info in fields.items()]


def _flatten(annotation: Any) -> list[Any]:
    from typing import get_args

    return [annotation, *(deep for arg in get_args(annotation) for deep in _flatten(arg))]
