"""clearance.yaml -> Project: what a project declares, with the place of everything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from clearance.files.yaml import Document, parse, read_text
from clearance.manifest.errors import validated
from clearance.model import (
    Accept,
    Actor,
    Answered,
    Basis,
    Component,
    Demand,
    LicenseOf,
    Link,
    Openness,
    Place,
    Policy,
    Project,
    Suit,
    Thing,
    Users,
)
from clearance.problems import NOTHING, Problem, did_you_mean
from clearance.words import How, Kind, LinkKind

if TYPE_CHECKING:
    from clearance.manifest import schema as form

NAMES = ("clearance.yaml", "clearance.yml")
LINKS = {
    "base": ("model",),
    "trained_on": ("dataset",),
    "distilled_from": ("model",),
    "generated_by": ("model",),
    "annotated_by": ("model",),
    "evaluated_on": ("dataset", "model"),
    "evaluated_with": ("dataset", "model"),
    "serves": ("model",),
    "contains": ("model", "dataset", "code"),
    "artifact": ("model", "dataset", "code"),
}
"""Link -> kinds of thing it may point to; derived_from points to its own kind."""
HOWS = {
    "base": ("finetune", "adapter", "merge", "quantize"),
    "derived_from": ("analysis",),
    "contains": ("combined", "aggregate"),
}
ROLES = (
    *(kind for kind in LINKS if kind not in ("contains", "artifact", "serves")),
    "derived_from",
    "released",
    "served",
    "ours",
)
"""What require_openness may name beside a thing: the part that things play in our work."""
SECTIONS: dict[str, Kind] = {
    "models": "model",
    "datasets": "dataset",
    "code": "code",
    "services": "service",
}


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


def _pointed(path: Path) -> Path | None:
    import tomllib

    pyproject = path / "pyproject.toml"
    if not pyproject.is_file():
        return None
    try:
        data = tomllib.loads(read_text(pyproject))
    except tomllib.TOMLDecodeError as error:
        raise Problem(f"is not TOML: {error}", where=str(pyproject)) from None
    told = data.get("tool", {}).get("clearance", {}).get("manifest")
    if told is None:
        return None
    if not isinstance(told, str) or not (path / told).is_file():
        raise Problem(
            f"[tool.clearance] manifest points to {told!r}, which is no file", where=str(pyproject)
        )
    return path / told


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
    told = validated(document)
    builder = _Builder(told, document)
    project = builder.project(root)
    if not project.things:
        raise Problem(
            "declares nothing", where=f"{file}:1:1", hint="name one model or data set", code=NOTHING
        )
    _check(project)
    return project


class _Builder:
    """Turns the validated form into things and links."""

    def __init__(self, told: form.ManifestIn, document: Document) -> None:
        self.told = told
        self.document = document
        self.things: dict[str, Thing] = {}
        self.links: list[Link] = []

    def project(self, root: Path) -> Project:
        told, place = self.told, self.document.place
        for section, kind in SECTIONS.items():
            for name, body in getattr(told, section).items():
                self._thing(section, kind, name, body)
        releases = [self._release(i, body) for i, body in enumerate(told.releases)]
        self._links(releases)
        return Project(
            name=told.project.name or root.resolve().name,
            file=self.document.file,
            root=str(root),
            license=told.project.license,
            purpose=told.project.purpose or "",
            fields=None if told.project.fields is None else tuple(told.project.fields),
            actor=_actor(told.actor),
            things=tuple(self.things.values()),
            links=tuple(self.links),
            accept=tuple(
                Accept(
                    a.rule,
                    a.artifact,
                    a.because,
                    a.by,
                    a.until,
                    a.topic,
                    a.source,
                    place(("accept", i)),
                )
                for i, a in enumerate(told.accept)
            ),
            policy=Policy(
                told.policy.fail_on,
                told.policy.contested,
                told.policy.unmet_duties,
                tuple(
                    Demand(who, part, level)
                    for who, levels in sorted(
                        told.policy.require_openness.items(), key=lambda row: bool(row[0])
                    )
                    for part, level in levels.items()
                ),
                place(("policy",)),
            ),
            place=place(("project",)),
        )

    def _add(self, thing: Thing) -> None:
        if thing.name in self.things:
            other = self.things[thing.name].place
            raise Problem(
                f'"{thing.name}" is declared twice (also {other})', where=_where(thing.place)
            )
        self.things[thing.name] = thing

    def _thing(self, section: str, kind: Kind, name: str, body: Any) -> None:
        place = self.document.place((section, name))
        if kind == "service":
            users = tuple(Users(*row) for row in body.monthly_users.items())
            self._add(
                Thing(
                    name,
                    kind,
                    ours=True,
                    purpose=body.purpose or "",
                    fields=_fields(body),
                    monthly_users=users,
                    files=body.files,
                    note=body.note,
                    claims=tuple(body.claims),
                    place=place,
                )
            )
            return
        self._add(
            Thing(
                name,
                kind,
                ours=body.ours,
                source=body.source or self._own_source(kind, name, body),
                license=tuple(LicenseOf(*row) for row in body.license.items()),
                license_from="manifest" if body.license else "",
                chosen=body.chosen,
                obtained=body.obtained,
                modified={None: "", True: "yes", False: "no"}[body.modified],
                received=body.received,
                task=getattr(body, "task", ""),
                task_from="manifest" if getattr(body, "task", "") else "",
                basis=tuple(
                    Basis(ground, tuple(Answered(*row) for row in answers.items()))
                    for ground, answers in body.basis.items()
                ),
                openness=self._openness(section, name, body),
                components=tuple(
                    Component(key, one.license, one.evidence)
                    for key, one in getattr(body, "components", {}).items()
                ),
                claims=tuple(body.claims),
                used_for=tuple(body.used_for),
                note=body.note,
                place=place,
            )
        )

    def _own_source(self, kind: str, name: str, body: Any) -> str:
        """A key that is a Hub id needs no source."""
        from clearance.manifest.schema import HUB_ID

        if body.ours or not HUB_ID.fullmatch(name):
            return ""
        return f"github:{name}" if kind == "code" else f"hf:{name}"

    def _openness(self, section: str, name: str, body: Any) -> tuple[Openness, ...]:
        return tuple(
            Openness(
                part,
                told.level,
                told.because,
                told.evidence or "manifest",
                told.gated,
                self.document.place((section, name, "openness", part)),
            )
            for part, told in body.openness.items()
        )

    def _release(self, i: int, body: form.ReleaseIn) -> str:
        place = self.document.place(("releases", i))
        if body.artifact == "repository" and "repository" not in self.things:
            whole = (LicenseOf("", self.told.project.license),) if self.told.project.license else ()
            self._add(Thing("repository", "code", ours=True, license=whole, place=place))
        name = f"release:{body.alias or body.artifact}"
        while name in self.things:
            name += "+"
        licenses = tuple(LicenseOf(*row) for row in body.license.items())
        if not licenses and body.artifact == "repository" and self.told.project.license:
            licenses = (LicenseOf("", self.told.project.license),)
        self._add(
            Thing(
                name,
                "release",
                ours=True,
                license=licenses,
                license_from="manifest" if licenses else "",
                claims=tuple(body.claims),
                purpose=body.purpose or "",
                fields=_fields(body),
                files=body.files,
                alias=body.alias,
                note=body.note,
                place=place,
            )
        )
        return name

    def _links(self, releases: list[str]) -> None:
        told = self.told
        for section in SECTIONS:
            for name, body in getattr(told, section).items():
                self._links_of(name, body, (section, name))
        for i, (name, release) in enumerate(zip(releases, told.releases, strict=True)):
            self._link(name, "artifact", release.artifact, "", ("releases", i, "artifact"))
            self._links_of(name, release, ("releases", i))

    def _links_of(self, name: str, body: Any, path: tuple[str | int, ...]) -> None:
        kinds = [
            kind for kind in (*LINKS, "derived_from") if kind != "artifact" and hasattr(body, kind)
        ]
        given = [kind for kind in kinds if getattr(body, kind)]
        takes = [kind for kind in given if body.how in HOWS.get(kind, ())]
        if body.how and not takes:
            raise Problem(
                f"how: {body.how} stands beside no link that takes it",
                where=_where(self.document.place((*path, "how"))),
            )
        for kind in given:
            for other, how in getattr(body, kind).items():
                how = how or (body.how if kind in takes else "")
                self._link(name, kind, other, how, (*path, kind, other))

    def _link(
        self, product: str, kind: str, other: str, how: str, path: tuple[str | int, ...]
    ) -> None:
        place = self.document.place(path)
        where = _where(place)
        if other not in self.things:
            hint = did_you_mean(other, self.things)
            raise Problem(
                f'{kind} of {product} names "{other}", which is not declared',
                where=where,
                hint=hint or f'declare it, for example  datasets: {{"{other}": {{source: hf:…}}}}',
            )
        target, wanted = self.things[other], LINKS.get(kind, (self.things[product].kind,))
        if target.kind not in wanted:
            raise Problem(
                f'{kind} of {product} takes a {" or ".join(wanted)}; "{other}" is a {target.kind}',
                where=where,
            )
        if other == product:
            raise Problem(f"{product} is {kind} of itself", where=where)
        if how and how not in HOWS.get(kind, ()):
            takes = ", ".join(HOWS.get(kind, ())) or "nothing"
            raise Problem(
                f'{kind} of {product}: how "{how}" does not fit; {kind} takes {takes}', where=where
            )
        self.links.append(Link(product, cast(LinkKind, kind), other, cast(How, how), place))


def _fields(body: Any) -> tuple[str, ...] | None:
    return None if body.fields is None else tuple(body.fields)


def _where(place: Place) -> str:
    return f"{place.file}:{place.line}:{place.column}"


def _actor(told: form.ActorIn) -> Actor:
    suits = (
        None if told.suits is None else tuple(Suit(suit.against, suit.about) for suit in told.suits)
    )
    return Actor(
        told.kind or "",
        told.country,
        tuple(Users(*row) for row in told.monthly_users.items()),
        told.annual_revenue_usd,
        suits,
    )


def _check(project: Project) -> None:
    """Refuse cycles of base, contains and derived_from, and a used_for that a link says already."""
    edges: dict[str, list[Link]] = {}
    for link in project.links:
        if link.kind in ("base", "contains", "derived_from"):
            edges.setdefault(link.product, []).append(link)
        if (
            link.kind in ("evaluated_on", "evaluated_with")
            and "evaluate" in project.thing(link.object).used_for
        ):
            raise Problem(
                f"used_for: [evaluate] of {link.object} says what {link.kind} of {link.product}"
                " says already",
                where=_where(project.thing(link.object).place),
                hint="leave one of them out",
            )
    for who, _, _ in project.policy.require_openness:
        if who and who not in ROLES and who not in {thing.name for thing in project.things}:
            raise Problem(
                f'require_openness names "{who}", which is neither a role nor declared',
                where=_where(project.policy.place),
                hint=did_you_mean(who, ROLES) or f"roles: {', '.join(ROLES)}",
            )
    done: set[str] = set()
    for start in edges:
        _acyclic(start, edges, done)


def _acyclic(start: str, edges: dict[str, list[Link]], done: set[str]) -> None:
    path: list[tuple[str, int]] = [(start, 0)]
    on_path = {start}
    while path:
        name, at = path.pop()
        links = edges.get(name, [])
        if name in done or at >= len(links):
            on_path.discard(name)
            done.add(name)
            continue
        path.append((name, at + 1))
        link = links[at]
        if link.object in on_path:
            names = [n for n, _ in path]
            loop = [*names[names.index(link.object) :], link.object]
            raise Problem(
                f"a thing cannot be made of itself: {' <- '.join(loop)}", where=_where(link.place)
            )
        if link.object not in done:
            on_path.add(link.object)
            path.append((link.object, 0))
