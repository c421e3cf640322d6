"""Evidence that levels and components name: what each is, and of paths whether something is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clearance.facts import ArtifactFact
from clearance.model import Place, Project, Thing
from clearance.observe.artifacts import about

REMOTE = re.compile(r"(?:hf|github|url|doi|arxiv):|[a-z][a-z0-9+.-]*://", re.IGNORECASE)
"""What is looked up outside the repository; everything else is a path."""


@dataclass(frozen=True)
class Named:
    """One piece of evidence: of which part, or component of the Model Openness Framework, of which
    thing.
    """

    thing: Thing
    part: str
    text: str
    place: Place
    level: str = ""
    """the level that it shows; empty for a component"""
    gated: bool = False

    @property
    def remote(self) -> bool:
        """Return whether it is an address, and not a path in the repository."""
        return bool(REMOTE.match(self.text))


@dataclass(frozen=True)
class Answer:
    """What looking at one piece of evidence gave."""

    state: str
    """there, missing, gated (there, behind terms that the manifest does not speak of), unclear or
    not-asked
    """
    why: str = ""


def named(project: Project) -> Iterator[Named]:
    """Yield the evidence that the manifest itself names, in its order."""
    for thing in project.things:
        for one in thing.openness:
            if one.known_from == "manifest" and one.source not in ("", "manifest"):
                yield Named(thing, one.part, one.source, one.place, one.level, one.gated)
        for key, _, evidence in thing.components:
            if evidence:
                yield Named(thing, key, evidence, thing.place)


def at_path(root: Path, one: Named) -> Answer:
    """Return whether evidence that is a path shows something: a file with content or a folder that
    holds one, inside the repository.

    A heading or a line (`README.md#training`, `train.py:12`) may follow the path; it is not looked
    for.
    """
    path = one.text.removeprefix("path:")
    for name in (path, re.sub(r"#.*$|:\d+$", "", path)):
        why = _wrong(root, name)
        if not why:
            return Answer("there")
    if one.thing.source.startswith("hf:") and "does not exist" in why:
        why += f"; a file of its source is written {one.thing.source.partition('@')[0]}:{path}"
    return Answer("missing", why)


def _wrong(root: Path, name: str) -> str:
    try:
        base, found = root.resolve(), (root / name).resolve()
        if not found.is_relative_to(base):
            return "it leaves the repository"
        if (root / name).is_symlink() and not found.exists():
            return "it is a link to nothing"
        if found.is_dir():
            return (
                ""
                if any(path.is_file() and path.stat().st_size for path in found.rglob("*"))
                else "the folder holds no file with content"
            )
        if found.is_file():
            return "" if found.stat().st_size else "the file is empty"
    except (OSError, ValueError, RuntimeError):  # too long a name, a NUL, a loop of links
        return "it cannot be read as a path"
    return "it does not exist in the repository"


def paths(project: Project) -> Iterator[ArtifactFact]:
    """Yield one fact for each path that is given as evidence and shows nothing."""
    root = Path(project.root)
    if not root.is_dir():
        return
    for one in named(project):
        answer = at_path(root, one) if not one.remote else Answer("there")
        if answer.state != "there":
            yield as_fact(one, answer)


def as_fact(one: Named, answer: Answer) -> ArtifactFact:
    """Return the fact of evidence that is missing, or that is to be looked at again."""
    if answer.state == "missing":
        return about(
            one.thing,
            "evidence-missing",
            "openness",
            part=one.part,
            stated=one.text,
            place=one.place,
            why=answer.why,
        )
    certainty = "settled" if answer.state == "gated" else "unknown"
    return about(
        one.thing,
        "evidence-unclear",
        "openness",
        certainty=certainty,
        part=one.part,
        stated=one.text,
        place=one.place,
        why=answer.why,
    )


def not_asked(project: Project) -> str:
    """Return the sentence that says how much evidence only a look outside the repository could
    show; empty for none.
    """
    count = sum(one.remote for one in named(project))
    if not count:
        return ""
    return (
        f"evidence of openness outside the repository was not looked up ({count} of"
        f" {sum(1 for _ in named(project))}); --online asks for it"
    )
