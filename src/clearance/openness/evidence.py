"""Evidence that levels and components name: what each is, and whether a path shows something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from clearance.facts import ArtifactFact
from clearance.model import Place, Project, Thing
from clearance.observe.artifacts import about

REMOTE = re.compile(r"(?:hf|github|url|doi|arxiv):|[a-z][a-z0-9+.-]*://", re.IGNORECASE)
"""What is looked up outside the repository; everything else is a path."""


HEADING_OR_LINE = re.compile(r"#.*$|:\d+$")
"""What may follow a path: `README.md#training`, `train.py:12`."""

State = Literal["there", "missing", "gated", "unclear", "not-asked"]
"""gated: there, behind terms that the manifest does not speak of."""


@dataclass(frozen=True)
class Named:
    """One piece of evidence: of which part, or component of the Model Openness Framework, of which
    thing.
    """

    thing: Thing
    part: str
    text: str
    """the address or path, as the manifest writes it"""
    place: Place
    level: str = ""
    """the level that it shows; empty for a component"""
    gated: bool = False
    """whether the manifest says that one has to ask for it"""

    @property
    def remote(self) -> bool:
        """Return whether it is an address, and not a path in the repository."""
        return bool(REMOTE.match(self.text))


@dataclass(frozen=True)
class Answer:
    """What looking at one piece of evidence gave."""

    state: State
    why: str = ""
    """empty where it is there, or was not asked for"""


def named(project: Project) -> Iterator[Named]:
    """Yield the evidence that the manifest itself names, in its order."""
    for thing in project.things:
        for level in thing.openness:
            if level.known_from == "manifest" and level.source not in ("", "manifest"):
                yield Named(thing, level.part, level.source, level.place, level.level, level.gated)
        for component in thing.components:
            if component.evidence:
                yield Named(thing, component.id, component.evidence, thing.place)


def at_path(root: Path, evidence: Named) -> Answer:
    """Return whether evidence that is a path shows something: a file with content or a folder that
    holds one, inside the repository.

    A heading or a line may follow the path; it is not looked for.
    """
    path = evidence.text.removeprefix("path:")
    for name in (path, HEADING_OR_LINE.sub("", path)):
        why = _wrong(root, name)
        if not why:
            return Answer("there")
    source = evidence.thing.source
    if source.startswith("hf:") and "does not exist" in why:
        why += f"; a file of its source is written {source.partition('@')[0]}:{path}"
    return Answer("missing", why)


def _wrong(root: Path, name: str) -> str:
    """Return what is wrong with a path that is given as evidence; empty where it shows
    something.
    """
    try:
        return _wrong_at(root / name, root.resolve())
    except (OSError, ValueError, RuntimeError):  # too long a name, a NUL, a loop of links
        return "it cannot be read as a path"


def _wrong_at(path: Path, root: Path) -> str:
    target = path.resolve()
    if not target.is_relative_to(root):
        return "it leaves the repository"
    if path.is_symlink() and not target.exists():
        return "it is a link to nothing"
    if target.is_dir():
        return "" if _holds_content(target) else "the folder holds no file with content"
    if target.is_file():
        return "" if target.stat().st_size else "the file is empty"
    return "it does not exist in the repository"


def _holds_content(folder: Path) -> bool:
    return any(path.is_file() and path.stat().st_size for path in folder.rglob("*"))


def paths(project: Project) -> Iterator[ArtifactFact]:
    """Yield one fact for each path that is given as evidence and shows nothing."""
    root = Path(project.root)
    local = [evidence for evidence in named(project) if not evidence.remote]
    for evidence in local if root.is_dir() else ():
        answer = at_path(root, evidence)
        if answer.state != "there":
            yield as_fact(evidence, answer)


def as_fact(evidence: Named, answer: Answer) -> ArtifactFact:
    """Return the fact of evidence that is missing, or that is to be looked at again."""
    return about(
        evidence.thing,
        "evidence-missing" if answer.state == "missing" else "evidence-unclear",
        "openness",
        certainty="settled" if answer.state in ("missing", "gated") else "unknown",
        part=evidence.part,
        stated=evidence.text,
        place=evidence.place,
        why=answer.why,
    )


def not_asked(project: Project) -> str:
    """Return the sentence that says how much evidence only a look outside the repository could
    show; empty for none.
    """
    remote = [evidence.remote for evidence in named(project)]
    if not any(remote):
        return ""
    return (
        f"evidence of openness outside the repository was not looked up ({sum(remote)} of"
        f" {len(remote)}); --online asks for it"
    )
