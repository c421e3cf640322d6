"""A Project as the plain data of its manifest, so that a document in another format can carry it
without loss.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clearance.model import Actor, Policy, Project, Thing

SECTION = {
    "model": "models",
    "dataset": "datasets",
    "code": "code",
    "service": "services",
    "release": "releases",
}
"""Kind of thing -> section of the manifest."""
CARRIED = ("manifest", "lock", "card")
"""Whose word goes out with a document; the catalogue is looked up again when it is read."""


def head(project: Project) -> dict[str, Any]:
    """Return what a manifest says beside its things: project, actor, accept, policy; empty values
    are left out.
    """
    told = {
        "project": _given(
            {
                "name": project.name,
                "license": project.license,
                "purpose": project.purpose,
                "fields": _list(project.fields),
            }
        ),
        "actor": _actor(project.actor),
        "accept": [
            _given(
                {
                    "rule": a.rule,
                    "artifact": a.artifact,
                    "because": a.because,
                    "by": a.by,
                    "until": a.until,
                    "topic": a.topic,
                    "source": a.source,
                }
            )
            for a in project.accept
        ],
        "policy": {
            "fail_on": project.policy.fail_on,
            "contested": project.policy.contested,
            "unmet_duties": project.policy.unmet_duties,
            "require_openness": _required(project.policy),
        },
    }
    return {key: value for key, value in told.items() if value}


def entry(project: Project, thing: Thing) -> dict[str, Any]:
    """Return what a manifest says of one thing, its links included."""
    told = {
        "source": thing.source,
        "ours": True if thing.ours and thing.kind not in ("service", "release") else None,
        "license": _folded(thing.license) if thing.license_from in CARRIED else "",
        "chosen": thing.chosen,
        "obtained": thing.obtained,
        "modified": {"yes": True, "no": False}.get(thing.modified),
        "received": thing.received,
        "task": thing.task if thing.task_from in CARRIED else "",
        "basis": {ground: dict(answers) for ground, answers in thing.basis},
        "openness": {
            one.part: _given(
                {
                    "level": one.level,
                    "because": one.because,
                    "evidence": "" if one.source == "manifest" else one.source,
                    "gated": True if one.gated else None,
                }
            )
            for one in thing.openness
        },
        "components": {
            key: _given({"license": license_, "evidence": evidence}) or ""
            for key, license_, evidence in thing.components
        },
        "claims": list(thing.claims),
        "used_for": list(thing.used_for),
        "purpose": thing.purpose,
        "fields": _list(thing.fields),
        "monthly_users": _folded(thing.monthly_users),
        "files": thing.files,
        "as": thing.alias,
        "note": thing.note,
    }
    return {
        key: value
        for key, value in told.items()
        if _says(value) or (key == "fields" and value is not None)
    } | links(project, thing.name)


def links(project: Project, name: str) -> dict[str, Any]:
    """Return the declared links of a thing, and those that lock and cards add, as its manifest
    entry writes them.
    """
    found: dict[str, dict[str, str]] = {}
    for link in project.links:
        if link.product == name and (not link.known_from or link.known_from in CARRIED):
            found.setdefault(link.kind, {})[link.object] = link.how
    return {
        kind: next(iter(to)) if kind == "artifact" else to if any(to.values()) else list(to)
        for kind, to in found.items()
    }


def carried(declared: Project, known: Project) -> Project:
    """Return a project as declared, with what lock and cards know of it: no such file stands beside
    a document.

    `known` is the project that was judged; what it has from the catalogue is left out.
    """
    said = {thing.name: thing for thing in declared.things}
    links = [
        link for link in known.links if link.known_from in CARRIED and link not in declared.links
    ]
    told = {name for link in links for name in (link.product, link.object)}
    things = []
    for thing in known.things:
        own = said.get(thing.name)
        if own is None and (thing.license_from in CARRIED or thing.name in told):
            own = Thing(thing.name, thing.kind, source=thing.source, place=thing.place)
        if own is None:
            continue
        if not own.license and thing.license_from in CARRIED:
            own = replace(own, license=thing.license, license_from=thing.license_from)
        if not own.task and thing.task_from in CARRIED:
            own = replace(own, task=thing.task, task_from=thing.task_from)
        things.append(own)
    return replace(declared, things=tuple(things), links=(*declared.links, *links))


def implied(project: Project, thing: Thing) -> bool:
    """Say whether a thing is the repository itself, which a release of it declares without an
    entry.
    """
    if (
        thing.name != "repository"
        or thing.kind != "code"
        or not any(link.kind == "artifact" and link.object == thing.name for link in project.links)
    ):
        return False
    whole = project.license or ""
    return entry(project, thing) in ({"ours": True}, {"ours": True, "license": whole}) or (
        thing.ours and dict(thing.license) == ({"": whole} if whole else {})
    )


def assembled(
    told: dict[str, Any], things: list[tuple[str, str, dict[str, Any]]]
) -> dict[str, Any]:
    """Return manifest data from the head and (name, kind, entry) of every thing."""
    manifest: dict[str, Any] = {key: told[key] for key in ("project", "actor") if key in told}
    for name, kind, body in things:
        section = SECTION[kind]
        if kind == "release":
            manifest.setdefault(section, []).append(body)
        else:
            manifest.setdefault(section, {})[name] = body
    return manifest | {key: told[key] for key in ("accept", "policy") if key in told}


def _actor(actor: Actor) -> dict[str, Any]:
    told = _given(
        {
            "kind": actor.kind,
            "country": actor.country,
            "monthly_users": _folded(actor.monthly_users),
        }
    )
    if actor.annual_revenue_usd is not None:
        told["annual_revenue_usd"] = actor.annual_revenue_usd
    if actor.suits is not None:
        told["suits"] = [{"against": suit.against, "about": suit.about} for suit in actor.suits]
    return told


def _required(policy: Policy) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for who, part, level in policy.require_openness:
        (told.setdefault(who, {}) if who else told)[part] = level
    return told


def _folded(pairs: tuple[tuple[str, Any], ...]) -> Any:
    """Return the single value of a mapping that has only the empty key, else the mapping."""
    told = dict(pairs)
    return told[""] if set(told) == {""} else told


def _list(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)


def _given(told: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in told.items()
        if _says(value) or (key == "fields" and value is not None)
    }


def _says(value: Any) -> bool:
    """Zero and false are answers; what is not given is None or empty."""
    return value is not None and value != "" and value not in ([], {})
