"""What a manifest may not say although each of its parts is well formed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clearance.files.yaml import position
from clearance.manifest.links import LINKS
from clearance.model import Link, Project
from clearance.problems import Problem, did_you_mean

ROLES = (
    *(kind for kind in LINKS if kind not in ("contains", "artifact", "serves")),
    "derived_from",
    "released",
    "served",
    "ours",
)
"""What require_openness may name beside a thing: the part that things play in our work."""
MADE_OF = ("base", "contains", "derived_from")
"""Links along which nothing can lead back to itself."""


def check(project: Project) -> None:
    """Raise Problem for a used_for that a link says already, a policy for what is not there, and
    things that are made of themselves.
    """
    for link in project.links:
        _check_said_once(link, project)
    for who, _, _ in project.policy.require_openness:
        _check_named(who, project)
    _check_acyclic(project)


def _check_said_once(link: Link, project: Project) -> None:
    used = project.thing(link.object)
    if link.kind in ("evaluated_on", "evaluated_with") and "evaluate" in used.used_for:
        raise Problem(
            f"used_for: [evaluate] of {link.object} says what {link.kind} of {link.product} says"
            " already",
            where=position(used.place),
            hint="leave one of them out",
        )


def _check_named(who: str, project: Project) -> None:
    if who and who not in ROLES and who not in project.named:
        raise Problem(
            f'require_openness names "{who}", which is neither a role nor declared',
            where=position(project.policy.place),
            hint=did_you_mean(who, ROLES) or f"roles: {', '.join(ROLES)}",
        )


def _check_acyclic(project: Project) -> None:
    made_of: dict[str, list[Link]] = {}
    for link in project.links:
        if link.kind in MADE_OF:
            made_of.setdefault(link.product, []).append(link)
    done: set[str] = set()
    for start in made_of:
        _walk(start, made_of, done)


def _walk(start: str, made_of: Mapping[str, Sequence[Link]], done: set[str]) -> None:
    """Follow what a thing is made of, depth first, without recursion; raise Problem at the link
    that leads back. What is `done` leads nowhere back.
    """
    path = [(start, 0)]  # (thing, number of its link to follow next)
    on_path = {start}
    while path:
        name, number = path.pop()
        links = made_of.get(name, ())
        if name in done or number >= len(links):
            on_path.discard(name)
            done.add(name)
            continue
        path.append((name, number + 1))
        link = links[number]
        if link.object in on_path:
            raise _made_of_itself(link, [step for step, _ in path])
        if link.object not in done:
            on_path.add(link.object)
            path.append((link.object, 0))


def _made_of_itself(link: Link, path: Sequence[str]) -> Problem:
    loop = [*path[path.index(link.object) :], link.object]
    return Problem(
        f"a thing cannot be made of itself: {' <- '.join(loop)}", where=position(link.place)
    )
