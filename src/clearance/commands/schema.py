"""`clearance schema`: JSON Schemas of our files, and foreign packs held against them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from clearance.files.yaml import Document, parse, read_text, split_front_matter
from clearance.problems import Problem

Schema = dict[str, Any]


def schema(what: str) -> Schema:
    """Return the JSON Schema of the manifest, a license, a rule, the report or the lock."""
    return SCHEMAS[what]()


def _manifest() -> Schema:
    from clearance.manifest.help import described
    from clearance.manifest.schema import ManifestIn

    return _titled(described(ManifestIn.model_json_schema(by_alias=True)), "clearance.yaml")


def _license() -> Schema:
    from clearance.library.schema import LicenseIn

    return _titled(LicenseIn.model_json_schema(by_alias=True), "Clearance license")


def _rule() -> Schema:
    from clearance.library.schema import RuleIn

    return _titled(RuleIn.model_json_schema(by_alias=True), "Clearance rule")


def _report() -> Schema:
    from clearance.report.schema import SCHEMA

    return SCHEMA


def _lock() -> Schema:
    from clearance.lock.schema import Lock

    return _titled(Lock.model_json_schema(), "clearance.lock")


SCHEMAS: dict[str, Callable[[], Schema]] = {
    "manifest": _manifest,
    "license": _license,
    "rule": _rule,
    "report": _report,
    "lock": _lock,
}


def _titled(made: Schema, title: str) -> Schema:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": title}


def check_pack(folder: Path) -> None:
    """Refuse a foreign pack whose rules do not fit the schema; raise Problem with the place of the
    first mistake.
    """
    import jsonschema

    validator = jsonschema.Draft202012Validator(schema("rule"))
    for path in sorted((folder / "rules").glob("*.md")):
        if _is_rule(path):
            head, _, _ = split_front_matter(read_text(path), str(path))
            document = parse(head, str(path), first_line=2)
            mistakes = sorted(validator.iter_errors(_as_read(document)), key=_rank)
            if mistakes:
                place = document.place(tuple(mistakes[0].absolute_path))
                where = f"{place.file}:{place.line}:{place.column}"
                raise Problem(mistakes[0].message, where=where)


def _is_rule(path: Path) -> bool:
    return not path.stem.startswith("_") and path.stem.lower() != "readme"


def _as_read(document: Document) -> Any:
    """Return the data of a rule as the schema has it: one fix may stand without a list."""
    data = document.data
    if isinstance(data, dict) and isinstance(data.get("fix"), str):
        return {**data, "fix": [data["fix"]]}
    return data


def _rank(mistake: Any) -> list[str]:
    return [str(key) for key in mistake.absolute_path]
