"""JSON Schemas of our files, and foreign packs held against them with jsonschema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from clearance.files.yaml import parse, read_text, split_front_matter
from clearance.problems import Problem


def schema(what: str) -> dict[str, Any]:
    """Return the JSON Schema of the manifest, a license, a rule, the report or the lock."""
    if what == "manifest":
        from clearance.manifest.help import described
        from clearance.manifest.schema import ManifestIn

        return _titled(described(ManifestIn.model_json_schema(by_alias=True)), "clearance.yaml")
    if what in ("license", "rule"):
        from clearance.library.schema import LicenseIn, RuleIn

        return _titled(
            (LicenseIn if what == "license" else RuleIn).model_json_schema(by_alias=True),
            f"Clearance {what}",
        )
    if what == "report":
        from clearance.report.schema import SCHEMA

        return SCHEMA
    from clearance.lock.schema import Lock

    return _titled(Lock.model_json_schema(), "clearance.lock")


def _titled(made: dict[str, Any], title: str) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": title}


def check_pack(folder: Path) -> None:
    """Refuse a foreign pack whose rules do not fit the schema; raise Problem with the place of the
    first mistake.
    """
    import jsonschema

    validator = jsonschema.Draft202012Validator(schema("rule"))
    for path in sorted((folder / "rules").glob("*.md")):
        if path.stem.startswith("_") or path.stem.lower() == "readme":
            continue
        head, _, _ = split_front_matter(read_text(path), str(path))
        document = parse(head, str(path), first_line=2)
        loose = {**document.data} if isinstance(document.data, dict) else document.data
        if isinstance(loose, dict) and isinstance(loose.get("fix"), str):
            loose["fix"] = [loose["fix"]]
        error = next(
            iter(
                sorted(validator.iter_errors(loose), key=lambda e: list(map(str, e.absolute_path)))
            ),
            None,
        )
        if error is not None:
            place = document.place(tuple(error.absolute_path))
            raise Problem(error.message, where=f"{place.file}:{place.line}:{place.column}")
