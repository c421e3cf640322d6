"""Every mistake in a manifest told with its place, in words of the manifest, with the likely right
word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from clearance.files.mistakes import expected_words
from clearance.files.yaml import Document, Key, position
from clearance.manifest.things import SECTIONS
from clearance.model import Place
from clearance.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from clearance.manifest import schema as form

EMPTY: dict[str, type] = {
    **dict.fromkeys((*SECTIONS, "project", "actor", "policy"), dict),
    **dict.fromkeys(("releases", "accept"), list),
}
"""Section -> what it is when nothing stands behind its name."""


def validated(document: Document) -> form.ManifestIn:
    """Return the typed form of a manifest; raise one Problem that names every mistake with file,
    line and column.
    """
    from pydantic import ValidationError

    from clearance.manifest import schema as form

    _fill_empty(document.data)
    try:
        return form.ManifestIn.model_validate(document.data)
    except ValidationError as error:
        mistakes = sorted(error.errors(include_url=False), key=lambda item: _place(item, document))
        lines = [_line(mistake, document, form.ManifestIn) for mistake in mistakes]
        raise Problem("\n".join(dict.fromkeys(lines))) from None


def _fill_empty(data: dict[str, Any]) -> None:
    """`models:` with nothing behind it is an empty section, `gpt2:` a thing without more words."""
    data |= {section: kind() for section, kind in EMPTY.items() if data.get(section) == ""}
    for section in SECTIONS:
        things = data.get(section)
        if isinstance(things, dict):
            things |= {name: {} for name, body in things.items() if body == ""}


def _path(mistake: Any) -> Key:
    return tuple(part for part in mistake["loc"] if part not in ("[key]", ""))


def _place(mistake: Any, document: Document) -> Place:
    return document.place(_path(mistake))


def _line(mistake: Any, document: Document, top: type[form.ManifestIn]) -> str:
    path = _path(mistake)
    if mistake["type"] == "extra_forbidden":
        message = _unknown_key(path, top)
    else:
        message = f"{_dotted(path)}: {_in_words(mistake)}"
    return f"{position(document.place(path))}: {message}"


def _dotted(path: Key) -> str:
    return ".".join(map(str, path))


def _unknown_key(path: Key, top: type[form.ManifestIn]) -> str:
    above, key = path[:-1], str(path[-1])
    known = _known(top, above)
    where = f" in {_dotted(above)}" if above else ""
    return f'unknown key "{key}"{where}; ' + (
        did_you_mean(key, known) or f"known here: {', '.join(known)}"
    )


def _in_words(mistake: Any) -> str:
    if mistake["type"] == "literal_error":
        words = expected_words(mistake)
        hint = did_you_mean(str(mistake["input"]), words)
        return f'"{mistake["input"]}" is none of {", ".join(words)}' + (f"; {hint}" if hint else "")
    if mistake["type"] == "missing":
        return "is missing"
    text = str(mistake["msg"]).removeprefix("Value error, ")
    return text[0].lower() + text[1:]


def _known(form: Any, path: Key) -> list[str]:
    """Return the keys that may stand at a place of the manifest."""
    for part in path:
        field = _fields(form).get(part)
        if field:
            form = _form_in(field.annotation)
    return [field.alias or name for name, field in _fields(form).items()]


def _fields(form: Any) -> Any:
    return getattr(form, "model_fields", {})


def _form_in(annotation: Any) -> Any:
    """Return the first form that an annotation names, or None."""
    if hasattr(annotation, "model_fields"):
        return annotation
    return next(filter(None, map(_form_in, get_args(annotation))), None)
