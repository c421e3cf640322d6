"""Which files a scan reads: names from git or from the tree, kinds by name, text within limits."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearance.model import Skipped
from clearance.scan.readers import kind_of_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

BIGGEST = 4_000_000
BIGGEST_NOTEBOOK = 60_000_000
BIGGEST_DATA = 1_000_000
MOST_FILES = 500_000
DEEPEST = 60
_FOREIGN_FOLDERS = r"""
    node_modules \.git \.venv venv __pycache__ site-packages \.tox \.mypy_cache \.ruff_cache
""".split()
_NOT_READ = re.compile(
    "|".join(
        (
            rf"(?:^|/)(?:{'|'.join(_FOREIGN_FOLDERS)})/",
            r"\.min\.js$",
            r"(?:^|/)(?:poetry|uv|pdm|yarn|package-lock|pnpm-lock)\.(?:lock|json|yaml)$",
            r"changelog[\w.]*$",
        )
    ),
    re.IGNORECASE,
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""marks in front of a text in UTF-16, of either order of bytes"""


@dataclass(frozen=True)
class Source:
    """One file to read and what kind of source it is."""

    path: str
    kind: str


def kind_of(path: str) -> str:
    """Return the kind of source a file is by its name; empty for all others."""
    if _NOT_READ.search(path):
        return ""
    return kind_of_name(path.rsplit("/", 1)[-1])


def listed(root: Path, files: Sequence[Path] | None, skipped: list[Skipped]) -> list[Source]:
    """Return the files to read, sorted: those named, else those git knows, else all in the tree."""
    if files is not None:
        names = {_relative(root, file) for file in files}
    else:
        names = set(_all(root, skipped))
    sources = [Source(name, kind) for name in sorted(names) if (kind := kind_of(name))]
    too_many = f"more than {MOST_FILES} files"
    skipped += [Skipped(source.path, too_many) for source in sources[MOST_FILES:]]
    return sources[:MOST_FILES]


def _all(root: Path, skipped: list[Skipped]) -> Iterable[str]:
    tracked = _from_git(root)
    return _from_tree(root, skipped) if tracked is None else tracked


def _relative(root: Path, file: Path) -> str:
    """Return a named file relative to the root; a name counts from the root first, then from where
    the user stands.
    """
    counts_from_root = not file.is_absolute() and (root / file).exists()
    full = root / file if counts_from_root else file
    return os.path.relpath(full.absolute(), root.absolute()).replace(os.sep, "/")


def _from_git(root: Path) -> list[str] | None:
    command = ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        answer = subprocess.run(command, capture_output=True, check=False, timeout=120)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if answer.returncode:
        return None
    return [name for name in answer.stdout.decode("utf-8", "surrogateescape").split("\0") if name]


def _from_tree(root: Path, skipped: list[Skipped]) -> Iterator[str]:
    base = str(root)

    def failed(error: OSError) -> None:
        where = os.path.relpath(error.filename or base, base).replace(os.sep, "/")
        skipped.append(Skipped(where, f"folder cannot be read: {error.strerror}"))

    for folder, folders, names in os.walk(base, onerror=failed, followlinks=False):
        inner = os.path.relpath(folder, base).replace(os.sep, "/")
        prefix = "" if inner == "." else inner + "/"
        if prefix.count("/") >= DEEPEST:
            skipped.append(Skipped(inner, f"more than {DEEPEST} folders deep"))
            folders.clear()
        folders[:] = sorted(name for name in folders if not _NOT_READ.search(f"{name}/"))
        yield from (prefix + name for name in names)


def load(root: Path, source: Source) -> bytes | Skipped | None:
    """Return the bytes of a file, or why it was not read; None where there is nothing to read."""
    full = root / source.path
    try:
        if _is_absent(full, source.kind):
            return None
        obstacle = _obstacle(root, full, source.kind)
        if obstacle:
            return Skipped(source.path, obstacle)
        raw = full.read_bytes()
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        return Skipped(source.path, f"cannot be read: {why}")
    if raw[:2] in _UTF_16:
        return raw.decode("utf-16", "replace").encode()
    return Skipped(source.path, "binary") if b"\0" in raw[:8192] else raw


def _is_absent(full: Path, kind: str) -> bool:
    """Tell whether there is nothing to read, and nothing to say of it."""
    if kind == "script" and not full.is_file():
        return True  # a folder: a module of its own, or a link to one
    return not os.path.lexists(full)  # deleted, and git does not know yet


def _obstacle(root: Path, full: Path, kind: str) -> str:
    """Return why a file is not read, or an empty string."""
    if full.is_symlink() and not _inside(root, full):
        return "link that leads out of the tree or nowhere"
    if not full.is_file():
        return "no regular file"
    limit = {"notebook": BIGGEST_NOTEBOOK, "config": BIGGEST_DATA}.get(kind, BIGGEST)
    return f"larger than {limit // 1_000_000} MB" if full.stat().st_size > limit else ""


def _inside(root: Path, full: Path) -> bool:
    return full.exists() and full.resolve().is_relative_to(root.resolve())


def text_of(raw: bytes) -> str:
    """Decode a file; bytes that are no UTF-8 are read as Latin-1."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
