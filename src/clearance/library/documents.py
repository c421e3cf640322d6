"""License and rule files: Markdown with front matter, read and validated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from clearance.files.mistakes import expected_words
from clearance.files.yaml import Document, parse, position, quick, read_text, split_front_matter
from clearance.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from clearance.library.schema import LicenseIn, RuleIn

FormT = TypeVar("FormT", "LicenseIn", "RuleIn")
MOST = 10
"""Mistakes of one file that are told at once."""


@dataclass(frozen=True)
class Read(Generic[FormT]):
    """One file: what its front matter says, and its text for people."""

    form: FormT
    body: str
    path: str
    body_line: int
    """the line of the file on which the body begins"""


def documents(folders: Iterable[Path], kind: str) -> Iterator[Path]:
    """Yield the files of a kind (`licenses`, `rules`) in some folders, by name within each."""
    for folder in folders:
        for path in sorted((folder / kind).glob("*.md")):
            if not path.stem.startswith("_") and path.stem.lower() != "readme":
                yield path


def quick_head(path: Path) -> dict[str, Any]:
    """Return the front matter of a license file up to its terms, as strings."""
    head, _, _ = split_front_matter(read_text(path), str(path))
    cut = head.find("\nterms:")
    try:
        data = quick(head if cut < 0 else head[: cut + 1])
    except Exception:  # noqa: BLE001 - parse again for the place of the mistake
        data = parse(head, str(path), first_line=2).data
    if not isinstance(data, dict):
        raise Problem("has front matter that is no mapping", where=str(path))
    return data


def read(path: Path, model: type[FormT]) -> Read[FormT]:
    """Return a file whose front matter has the form of `model`; raise Problem with the place of
    every mistake, or where the id is not the name of the file.
    """
    head, body, line = split_front_matter(read_text(path), str(path))
    form = _validated(head, path, model)
    if form.id != path.stem:
        raise Problem(f'has the id "{form.id}"; the file name says "{path.stem}"', where=str(path))
    return Read(form, body, str(path), line)


def _validated(head: str, path: Path, model: type[FormT]) -> FormT:
    from pydantic import ValidationError

    try:
        return model.model_validate(quick(head))
    except ValidationError as error:
        document = parse(head, str(path), first_line=2)
        mistakes = error.errors(include_url=False)[:MOST]
        raise Problem("\n".join(_line(mistake, document) for mistake in mistakes)) from None


def _line(mistake: Any, document: Document) -> str:
    place = document.place(tuple(mistake["loc"]))
    key = ".".join(map(str, mistake["loc"]))
    given = mistake["input"]
    hint = did_you_mean(str(given), expected_words(mistake))
    message = f"{key}: {mistake['msg']} (got {given!r}) {hint}".rstrip()
    return f"{position(place)}: {message}"
