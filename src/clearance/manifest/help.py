"""What each key of the manifest means, in one sentence: for the schema that editors show, and for
docs/manifest.md. The sentences stand below the keys in manifest.schema.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from clearance.manifest import schema

TOP = schema.ManifestIn.__name__
Sentences = dict[str, dict[str, str]]
"""Class -> field -> the text below it."""


def described(made: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of the manifest with every key described."""
    for name, form in [(TOP, made), *made["$defs"].items()]:
        for key, value in form.get("properties", {}).items():
            value["description"] = HELP[name][key]
    return made


def _help() -> dict[str, dict[str, str]]:
    """Return form -> key as people write it -> sentence, for the forms that no other builds on and
    that have sentences.
    """
    sentences = _sentences()
    keys_of = {form.__name__: _keys(form, sentences) for form in _forms()}
    return {name: keys for name, keys in keys_of.items() if keys}


def _forms() -> list[type[schema.Form]]:
    """Return the forms that no other builds on."""
    classes = [value for value in vars(schema).values() if inspect.isclass(value)]
    forms = [kind for kind in classes if issubclass(kind, schema.Form)]
    return [form for form in forms if not form.__subclasses__()]


def _keys(form: type[schema.Form], sentences: Sentences) -> dict[str, str]:
    """Return key -> sentence of a form; inherited sentences count."""
    known: dict[str, str] = {}
    for base in reversed(form.__mro__):
        known |= sentences.get(base.__name__, {})
    return {
        info.alias or field: known[field]
        for field, info in form.model_fields.items()
        if field in known
    }


def _sentences() -> Sentences:
    """Return the text below each field of each class, in one line."""
    source = ast.parse(inspect.getsource(schema))
    return {
        node.name: dict(_documented(node)) for node in source.body if isinstance(node, ast.ClassDef)
    }


def _documented(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(node.body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=text)):
                yield name, " ".join(str(text).split())


HELP = _help()
"""Form -> key -> sentence."""
