"""Known models and data sets: which license, made from what, how open, and where that is written.

    entry = find("meta-llama/Llama-2-7b-hf")

Facts live in data/{models,datasets,apis,code}/<family>.yml. A look-up reads the files as text and
parses only the one that owns the id.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from pathlib import Path

from clearance.catalogue.schema import Entry, Family, Part, Past, read_family
from clearance.problems import Problem, nearest

__all__ = [
    "Entry",
    "Family",
    "Part",
    "Past",
    "entries",
    "families",
    "find",
    "near",
    "owner",
    "providers",
    "served",
]

DATA = Path(__file__).resolve().parent / "data"
PREFIX = re.compile(
    r"""
    ^(?:
        (?:hf|api|github|url):
      | (?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/(?:datasets/)?
      | (?:https?://)?github\.com/
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What may stand in front of an id: the kind of source, or the address of a hub."""
OWNED = re.compile(
    r"""
    \n(?:
        \ {2}-\ id:\ (?P<id>.+)
      | \ {4}(?:ids|also):\ [\[{](?P<in_brackets>[^\]}]*)[\]}]
      | \ {4}(?:ids|also):(?P<on_lines>(?:\n\ {6}.+)+)
    )
    """,
    re.VERBOSE,
)
"""Where a file says which ids it knows; the same places that `read_family` reads (a test keeps them
equal).
"""


@functools.cache
def _files() -> tuple[tuple[Path, str], ...]:
    """Return every data file and its text, lower-cased."""
    return tuple(
        (path, path.read_text("utf-8").casefold()) for path in sorted(DATA.glob("*/*.yml"))
    )


@functools.cache
def _owners() -> dict[str, Path]:
    """Return case-folded id -> the file that knows it, read off the texts once (some ten
    milliseconds); an unknown id costs no search of the texts.
    """
    owners: dict[str, Path] = {}
    for path, text in _files():
        for name in _owned(text):
            owners.setdefault(name, path)
    return owners


def _owned(text: str) -> frozenset[str]:
    """Return the case-folded ids that a file knows, without parsing it."""
    ids: set[str] = set()
    for match in OWNED.finditer(text):
        written = [match["id"]] if match["id"] else (match["in_brackets"] or "").split(",")
        written += (match["on_lines"] or "").splitlines()
        ids |= {_id(item) for item in written}
    return frozenset(ids - {""})


def _id(item: str) -> str:
    """Return the id in an item as it is written: `- id`, `id: its base`, `"id"  # comment`."""
    return item.partition(" #")[0].partition(": ")[0].strip().removeprefix("- ").strip("\"'")


@functools.cache
def _family(path: Path) -> Family:
    return read_family(path.read_text("utf-8"), f"catalogue/{path.relative_to(DATA).as_posix()}")


@functools.cache
def _ids(path: Path) -> dict[str, Entry]:
    return {name.casefold(): entry for entry in _family(path).entries for name in entry.names}


def owner(name: str) -> Path | None:
    """Return the data file that knows exactly this id."""
    return _owners().get(name.casefold())


def find(written: str) -> Entry | None:
    """Return the entry of a model or data set, or None: exact ids only, in any case.

    `hf:`, `api:` and `github:` sources and Hub URLs are understood. A revision (`@...`) is dropped
    unless an entry names it.
    """
    name = PREFIX.sub("", written.strip()).rstrip("/")
    for key in dict.fromkeys((written.strip(), name, name.partition("@")[0])):
        path = owner(key) if key else None
        if path:
            return _ids(path)[key.casefold()]
    return None


def served(source: str) -> Entry | None:
    """Return an entry for a model of an API that is known only by its provider, or None.

    A provider's terms cover whatever its API serves, so `api:openai/<a name of tomorrow>` has a
    license; the entry `openai/*` says which. Only the source's own word counts, never the look of a
    bare name.
    """
    provider, _, model = source.removeprefix("api:").partition("/")
    entry = find(f"{provider}/*") if source.startswith("api:") and model else None
    return entry and replace(entry, id=f"{provider}/{model}", ids=(), name=model)


def providers() -> tuple[str, ...]:
    """Return the API providers whose terms are known for whatever they serve."""
    return tuple(sorted(name.removesuffix("/*") for name in _owners() if name.endswith("/*")))


@functools.cache
def families() -> tuple[Family, ...]:
    """Return every family, parsed and checked."""
    return tuple(_family(path) for path, _ in _files())


@functools.cache
def entries() -> tuple[Entry, ...]:
    """Return every entry of every family; raise Problem where two of them claim one id."""
    taken: dict[str, Entry] = {}
    for family in families():
        for entry in family.entries:
            for name in entry.names:
                other = taken.setdefault(name.casefold(), entry)
                if other is not entry:
                    raise Problem(f'the id "{name}" is taken by {other.place}', where=entry.place)
    return tuple(dict.fromkeys(taken.values()))


def near(written: str) -> str:
    """Return 'did you mean "x"?' for the nearest known id, or an empty string."""
    key = PREFIX.sub("", written.strip()).partition("@")[0].casefold()
    alike = nearest(key, _owners())
    entry = find(alike)
    if entry is None:
        return ""
    return f'did you mean "{next(name for name in entry.names if name.casefold() == alike)}"?'
