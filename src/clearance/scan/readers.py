"""The kinds of files that a scan reads: how each is recognized, filtered and read.

A new language is a row of READERS and a module with its `find`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from clearance.scan import config, docs, notebook, plain, prefilter
from clearance.scan.python.reader import find as find_in_python
from clearance.scan.shell.reader import find as find_in_shell

if TYPE_CHECKING:
    from collections.abc import Callable

    from clearance.scan.collector import Sink

_USAGE = 6000
"""The usage of a script is looked for in so many characters."""


@dataclass(frozen=True)
class Reader:
    """One kind of file: what it is called, when it is worth reading, and what reads it."""

    kind: str
    read: Callable[[str, Sink], None]
    """adds the references of a text to a sink; may raise what parsers raise"""
    may_matter: Callable[[bytes], bool]
    """tells by literals alone whether a file can hold a reference"""
    endings: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """names of whole files, `*` for anything, in any case"""
    path_matters: Callable[[str], bool] = lambda _path: False
    """tells whether a file is read for its path, whatever it holds"""
    read_broken: Callable[[str, Sink], None] = plain.find
    """reads a text that does not parse"""


def _read_python(text: str, sink: Sink) -> None:
    find_in_python(text, sink)
    if " --" in text[:_USAGE]:
        docs.docstring(text, sink)


def _read_script(text: str, sink: Sink) -> None:
    """Read a file without an ending by the program in its first line."""
    head = text[:80].split("\n", 1)[0]
    if head.startswith("#!"):
        read = _read_python if "python" in head else find_in_shell
        read(text, sink)


READERS = (
    Reader(
        "python",
        _read_python,
        prefilter.may_call,
        endings=(".py", ".pyi", ".pyw"),
    ),
    Reader(
        "notebook",
        notebook.find,
        prefilter.may_name,
        endings=(".ipynb",),
    ),
    Reader(
        "config",
        config.find,
        prefilter.may_configure,
        endings=(".yaml", ".yml", ".json", ".toml"),
        path_matters=config.tells,
        read_broken=config.lines,
    ),
    Reader(
        "shell",
        find_in_shell,
        prefilter.may_name,
        endings=tuple(
            ".sh .bash .zsh .fish .ps1 .bat .cmd .slurm .sbatch .pbs .job .sub .mk .dockerfile"
            " .env".split()
        ),
        names=tuple(
            "makefile gnumakefile justfile procfile *dockerfile dockerfile* containerfile .env*"
            " *.env".split()
        ),
    ),
    Reader(
        "docs",
        docs.find,
        prefilter.may_name,
        endings=(".md", ".mdx", ".rst", ".markdown", ".qmd", ".rmd"),
        names=("readme", "readme.txt"),
    ),
    Reader(
        "loose",
        plain.find,
        prefilter.may_call,
        endings=(".js", ".ts", ".tsx", ".jsx", ".mjs", ".cjs", ".jsonnet", ".libsonnet", ".gin"),
    ),
    Reader("script", _read_script, prefilter.may_name),  # every name without an ending
)


def _any_of(names: tuple[str, ...]) -> str:
    return "|".join(re.escape(name).replace(r"\*", ".*") for name in names)


BY_KIND = {reader.kind: reader for reader in READERS}
_BY_ENDING = {ending: reader.kind for reader in READERS for ending in reader.endings}
_NAMED = [f"(?P<{reader.kind}>{_any_of(reader.names)})" for reader in READERS if reader.names]
_BY_NAME = re.compile(f"^(?:{'|'.join(_NAMED)})$", re.IGNORECASE)


def kind_of_name(name: str) -> str:
    """Return the kind of a file by its name without folders; empty where nothing reads it."""
    match = _BY_NAME.match(name)
    if match and match.lastgroup:
        return match.lastgroup
    ending = PurePosixPath(name).suffix.lower()
    return _BY_ENDING.get(ending, "" if "." in name else "script")
