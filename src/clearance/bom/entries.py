"""A Project as the plain data of its manifest, so that a document in another format can carry it
without loss.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from clearance.model import Accept, Actor, Openness, Policy, Project, Thing, alias_of

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


class Entry(NamedTuple):
    """What a manifest says of one thing."""

    name: str
    """the key in its section; a release stands in a list, and its body names it"""
    kind: str
    """a key of SECTION"""
    body: dict[str, Any]
    """keys and values as the manifest writes them, links included; nothing that is empty"""


def head(project: Project) -> dict[str, Any]:
    """Return what a manifest says beside its things: project, actor, accept, policy; empty values
    are left out.
    """
    sections = {
        "project": _given(
            {
                "name": project.name,
                "license": project.license,
                "purpose": project.purpose,
                "fields": _list(project.fields),
            }
        ),
        "actor": _actor(project.actor),
        "accept": [_exception(accept) for accept in project.accept],
        "policy": {
            "fail_on": project.policy.fail_on,
            "contested": project.policy.contested,
            "unmet_duties": project.policy.unmet_duties,
            "require_openness": _required(project.policy),
        },
    }
    return {key: value for key, value in sections.items() if value}


def entry(project: Project, thing: Thing) -> dict[str, Any]:
    """Return what a manifest says of one thing, its links included."""
    body = {
        "source": thing.source,
        "ours": _ours(thing),
        "license": _folded(thing.license) if thing.license_from in CARRIED else "",
        "chosen": thing.chosen,
        "obtained": thing.obtained,
        "modified": {"yes": True, "no": False}.get(thing.modified),
        "received": thing.received,
        "task": thing.task if thing.task_from in CARRIED else "",
        "basis": {ground: dict(answers) for ground, answers in thing.basis},
        "openness": {openness.part: _openness(openness) for openness in thing.openness},
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
        "as": alias_of(thing),
        "note": thing.note,
    }
    return _given(body) | links(project, thing.name)


def links(project: Project, name: str) -> dict[str, Any]:
    """Return the declared links of a thing, and those that lock and cards add, as its manifest
    entry writes them.
    """
    targets: dict[str, dict[str, str]] = {}
    for link in project.inward.get(name, ()):
        if link.known_from in ("", *CARRIED):
            targets.setdefault(link.kind, {})[link.object] = link.how
    return {kind: _targets(kind, hows) for kind, hows in targets.items()}


def _targets(kind: str, hows: dict[str, str]) -> Any:
    """Return the one name of an artifact, a list of names, or name -> how where one is told."""
    if kind == "artifact":
        return next(iter(hows))
    return hows if any(hows.values()) else list(hows)


def carried(declared: Project, known: Project) -> Project:
    """Return a project as declared, with what lock and cards know of it: no such file stands beside
    a document.

    `known` is the project that was judged; what it has from the catalogue is left out.
    """
    stated = set(declared.links)
    links = [link for link in known.links if link.known_from in CARRIED and link not in stated]
    linked = {name for link in links for name in (link.product, link.object)}
    things = (_stated(declared, thing, linked) for thing in known.things)
    return replace(
        declared,
        things=tuple(thing for thing in things if thing),
        links=(*declared.links, *links),
    )


def _stated(declared: Project, known: Thing, linked: set[str]) -> Thing | None:
    """Return a thing as its own files state it; None where only the catalogue knows of it."""
    thing = declared.named.get(known.name)
    if thing is None:
        if known.name not in linked and known.license_from not in CARRIED:
            return None
        thing = Thing(known.name, known.kind, source=known.source, place=known.place)
    if not thing.license and known.license_from in CARRIED:
        thing = replace(thing, license=known.license, license_from=known.license_from)
    if not thing.task and known.task_from in CARRIED:
        thing = replace(thing, task=known.task, task_from=known.task_from)
    return thing


def implied(project: Project, thing: Thing) -> bool:
    """Say whether a thing is the repository itself, which a release of it declares without an
    entry.
    """
    return _is_released_repository(project, thing) and (
        _has_license_of(project, thing) or _says_nothing_else(project, thing)
    )


def _is_released_repository(project: Project, thing: Thing) -> bool:
    released = any(link.kind == "artifact" for link in project.outward.get(thing.name, ()))
    return released and thing.name == "repository" and thing.kind == "code"


def _has_license_of(project: Project, thing: Thing) -> bool:
    whole = {"": project.license} if project.license else {}
    return thing.ours and dict(thing.license) == whole


def _says_nothing_else(project: Project, thing: Thing) -> bool:
    body = entry(project, thing)
    return body in ({"ours": True}, {"ours": True, "license": project.license or ""})


def assembled(head: dict[str, Any], entries: Iterable[Entry]) -> dict[str, Any]:
    """Return manifest data from the head and the entry of every thing."""
    manifest: dict[str, Any] = _some(head, "project", "actor")
    for name, kind, body in entries:
        section = SECTION[kind]
        if kind == "release":
            manifest.setdefault(section, []).append(body)
        else:
            manifest.setdefault(section, {})[name] = body
    return manifest | _some(head, "accept", "policy")


def _some(head: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: head[key] for key in keys if key in head}


def _exception(accept: Accept) -> dict[str, Any]:
    return _given(
        {
            "rule": accept.rule,
            "artifact": accept.artifact,
            "because": accept.because,
            "by": accept.by,
            "until": accept.until,
            "topic": accept.topic,
            "source": accept.source,
        }
    )


def _actor(actor: Actor) -> dict[str, Any]:
    answers = _given(
        {
            "kind": actor.kind,
            "country": actor.country,
            "monthly_users": _folded(actor.monthly_users),
            "annual_revenue_usd": actor.annual_revenue_usd,
        }
    )
    if actor.suits is not None:  # no suit at all is an answer
        answers["suits"] = [{"against": suit.against, "about": suit.about} for suit in actor.suits]
    return answers


def _required(policy: Policy) -> dict[str, Any]:
    required: dict[str, Any] = {}
    for who, part, level in policy.require_openness:
        (required.setdefault(who, {}) if who else required)[part] = level
    return required


def _ours(thing: Thing) -> bool | None:
    """Return true for a thing that a manifest calls ours; services and releases always are."""
    return True if thing.ours and thing.kind not in ("service", "release") else None


def _openness(openness: Openness) -> dict[str, Any]:
    return _given(
        {
            "level": openness.level,
            "because": openness.because,
            "evidence": "" if openness.source == "manifest" else openness.source,
            "gated": True if openness.gated else None,
        }
    )


def _folded(pairs: tuple[tuple[str, Any], ...]) -> Any:
    """Return the single value of a mapping that has only the empty key, else the mapping."""
    mapping = dict(pairs)
    return mapping[""] if set(mapping) == {""} else mapping


def _list(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)


def _given(answers: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not given; an empty list of fields is an answer."""
    return {
        key: value
        for key, value in answers.items()
        if _says(value) or (key == "fields" and value is not None)
    }


def _says(value: Any) -> bool:
    """Zero and false are answers; what is not given is None or empty."""
    return value is not None and value != "" and value not in ([], {})
