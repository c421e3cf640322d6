"""clearance.yaml -> Project: what a project declares, with the place of everything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearance.files.yaml import Document, parse, position, read_text
from clearance.manifest.checks import check
from clearance.manifest.errors import validated
from clearance.manifest.links import links
from clearance.manifest.things import declared, shared
from clearance.model import Accept, Actor, Demand, Place, Policy, Project, Suit
from clearance.problems import NOTHING, Problem, did_you_mean

if TYPE_CHECKING:
    from clearance.manifest import schema as form

NAMES = ("clearance.yaml", "clearance.yml")
POINTERS = ("manifest",)
"""Keys of [tool.clearance] in a pyproject.toml; the manifest itself says everything else."""


def find(path: Path) -> Path:
    """Return the manifest of a folder (or the file itself).

    Raises Problem, exit code 4, when the folder has none; a pyproject.toml may point to it
    (`[tool.clearance] manifest = "path"`).
    """
    if path.is_file():
        return path
    if not path.exists():
        raise Problem("does not exist", where=str(path))
    for name in NAMES:
        if (path / name).is_file():
            return path / name
    pointed = _pointed(path)
    if pointed:
        return pointed
    raise Problem(
        "has no clearance.yaml: nothing to check",
        where=str(path),
        hint="clearance init",
        code=NOTHING,
    )


def _pointed(folder: Path) -> Path | None:
    """Return the manifest to which a pyproject.toml points."""
    pyproject = folder / "pyproject.toml"
    target = _clearance_table(pyproject).get("manifest") if pyproject.is_file() else None
    if target is None:
        return None
    if not isinstance(target, str) or not (folder / target).is_file():
        raise Problem(
            f"[tool.clearance] manifest points to {target!r}, which is no file",
            where=str(pyproject),
        )
    return folder / target


def _clearance_table(pyproject: Path) -> dict[str, Any]:
    import tomllib

    try:
        data = tomllib.loads(read_text(pyproject))
    except tomllib.TOMLDecodeError as error:
        raise Problem(f"is not TOML: {error}", where=str(pyproject)) from None
    tool = data.get("tool", {})
    table: Any = tool.get("clearance", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise Problem("[tool.clearance] is no table", where=str(pyproject))
    for key in table:
        if key not in POINTERS:
            raise Problem(
                f'[tool.clearance] has no key "{key}"',
                where=str(pyproject),
                hint=did_you_mean(key, POINTERS) or f"its keys: {', '.join(POINTERS)}",
            )
    return table


def load(path: Path, *, shown: str = "", root: Path | None = None) -> Project:
    """Return the Project a manifest declares; raise Problem (exit code 2) for anything wrong in it.

    `shown` is the path as printed in places; `root` the folder in which evidence is looked for.
    """
    shown = shown or path.name
    return loads(read_text(path, shown), shown, root or path.parent)


def loads(text: str, file: str, root: Path) -> Project:
    """Return the Project in a manifest's text; `file` is the name printed in places."""
    document = parse(text, file)
    if not isinstance(document.data, dict):
        raise Problem("must be a mapping with models, datasets, …", where=f"{file}:1:1")
    project = _project(validated(document), document, root)
    if not project.things:
        raise Problem(
            "declares nothing", where=f"{file}:1:1", hint="name one model or data set", code=NOTHING
        )
    check(project)
    return project


def _project(manifest: form.ManifestIn, document: Document, root: Path) -> Project:
    content = declared(manifest, document)
    values = {
        **shared(manifest.project, Project),
        "name": manifest.project.name or root.resolve().name,
        "file": document.file,
        "root": str(root),
        "packs": tuple(
            _pack(pack, number, document, root) for number, pack in enumerate(manifest.packs)
        ),
        "links": tuple(links(content)),
        "things": tuple(content.things.values()),
        "actor": _actor(manifest.actor),
        "accept": tuple(
            Accept(**shared(accepted, Accept), place=document.place(("accept", number)))
            for number, accepted in enumerate(manifest.accept)
        ),
        "policy": _policy(manifest.policy, document.place(("policy",))),
    }
    return Project(**values, place=document.place(("project",)))


def _pack(pack: str, number: int, document: Document, root: Path) -> str:
    """Return the folder of a pack that the manifest names, relative to it; raise Problem where
    there is none.
    """
    folder = root / pack
    if not folder.is_dir():
        where = position(document.place(("packs", number)))
        raise Problem(f'there is no folder "{pack}" with rules or licenses', where=where)
    return str(folder)


def _actor(actor: form.ActorIn) -> Actor:
    values = shared(actor, Actor)
    if actor.suits is not None:
        values["suits"] = tuple(Suit(**shared(suit, Suit)) for suit in actor.suits)
    return Actor(**values)


def _policy(policy: form.PolicyIn, place: Place) -> Policy:
    everything_first = sorted(policy.require_openness.items(), key=lambda row: bool(row[0]))
    demands = tuple(
        Demand(who, part, level)
        for who, levels in everything_first
        for part, level in levels.items()
    )
    return Policy(**{**shared(policy, Policy), "require_openness": demands}, place=place)
