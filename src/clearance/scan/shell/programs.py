"""Programs that fetch, serve or train: which arguments and flags of theirs are names."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from clearance.scan import tables
from clearance.scan.names import Named
from clearance.scan.shell.values import read_values
from clearance.scan.shell.words import Word, position
from clearance.scan.tables import Command, Slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearance.scan.shell.variables import Shell

_MOST_WORDS = 40
_MOST_ARGUMENTS = {"none": 0, "arg1": 2, "args": 30}
"""how many words without a dash are looked at, by what a rule takes"""
_DATASET_TYPES = (("--repo-type", "dataset"), ("--type", "dataset"), ("--dataset", "true"))
_SWITCH = re.compile(
    r"""^--? (?: it? $ | d $ | no- |
        (?:resume|quiet|force|local|insecure|verbose|trust|pull|detach|enable|disable|unzip)
    ) [\w-]* $""",
    re.VERBOSE,
)
"""flags that no value follows"""
_MODEL_WORDS = re.compile(
    r"(?:^|[\s/_.-])(?:models?|weights?|checkpoints?|ckpts?|pretrained)(?:[\s/_.-]|$)",
    re.IGNORECASE,
)
_HUB_SSH = re.compile(r"^(?:ssh://)?git@(?:hf\.co|huggingface\.co)[:/]")
_DATA_REPOSITORY = re.compile(r"(?:^|[-_.])(?:data|datasets?|corpus|corpora)$", re.IGNORECASE)


@cache
def _wrappers() -> frozenset[str]:
    return frozenset(tables.load("commands")["wrappers"])


@cache
def _fetchers() -> frozenset[str]:
    return frozenset(tables.load("commands")["fetchers"])


def program(word: Word) -> str:
    """Return a word as the name of a program, without its folder."""
    return word.text.rsplit("/", 1)[-1].lstrip("@")


# Programs of commands.yml


def find_rule(command: list[Word]) -> tuple[Command, list[Word]] | None:
    """Return the rule that a command meets, and the words behind the name of the program."""
    first = position(command, _is_program)
    names = tuple(program(word) for word in command[:_MOST_WORDS])
    for rule in tables.commands():
        at = _place(rule.run, names, first)
        if at is not None:
            return rule, command[at + len(rule.run) :]
    return None


def _place(run: tuple[str, ...], names: tuple[str, ...], first: int) -> int | None:
    """Return where words stand in a command; a single word counts only as its program."""
    if run[0] not in names:
        return None
    places = range(len(names)) if len(run) > 1 else (first,)
    return next((at for at in places if names[at : at + len(run)] == run), None)


def _is_program(word: Word) -> bool:
    """Tell a program from words that only lead to it: `sudo`, `env A=b`."""
    return program(word) not in _wrappers() and "=" not in word.text


def read_by_rule(rule: Command, words: list[Word], shell: Shell) -> None:
    """Add the names that commands.yml knows in the words behind a program."""
    texts = [word.text for word in words]
    if "--repo-type=space" in texts or "space" in texts[:4]:
        return
    slot = rule.slot.but(kind="dataset") if _is_about_dataset(texts) else rule.slot
    _read_arguments(rule, words, slot, shell)
    for flag, kind in rule.flags:
        _read_flag(flag, words, slot.but(kind=kind, how=f"flag {flag}"), rule, shell)


def _is_about_dataset(texts: list[str]) -> bool:
    pairs = pairwise(texts)
    return "--repo-type=dataset" in texts or any(pair in _DATASET_TYPES for pair in pairs)


def _read_arguments(rule: Command, words: list[Word], slot: Slot, shell: Shell) -> None:
    for word in _arguments(words, rule):
        if shell.add(word, slot) and rule.take == "arg1":
            break


def _arguments(words: list[Word], rule: Command) -> list[Word]:
    """Return the words that can be arguments: all but flags and, most of the time, what follows
    one.
    """
    behind = [word for before, word in pairwise(words) if not _takes_value(before)]
    free = [word for word in (*words[:1], *behind) if not word.is_flag]
    return free[: _MOST_ARGUMENTS[rule.take]]


def _takes_value(word: Word) -> bool:
    """Tell whether a word is a flag whose value follows."""
    return word.is_flag and "=" not in word.text and not _SWITCH.match(word.text)


def _read_flag(flag: str, words: list[Word], slot: Slot, rule: Command, shell: Shell) -> None:
    for word, following in pairwise(words):
        if word.text == flag:
            read_values(following, slot.but(how=f"{slot.how} of {rule.run[0]}"), shell)
        elif word.text.startswith(flag + "="):
            read_values(Word(word.text.split("=", 1)[1], word.line), slot, shell)


# Programs that fetch a URL


def read_fetched(command: list[Word], shell: Shell) -> None:
    """Add the URLs that a command such as `wget` or `git clone` fetches."""
    names = [program(word) for word in command[:_MOST_WORDS]]
    if _fetchers().isdisjoint(names):
        return
    slot = Slot(_hint(command, shell.sink.path), f"command {names[0]}")
    clones = "clone" in names
    for url, line in _urls(command, shell):
        added = shell.sink.add_url(url, line, slot, plain=True)
        if clones and not added:
            _add_cloned(url, line, shell)


def _hint(command: list[Word], path: str) -> str:
    """Return the kind that a command hints at: what its URLs say of it does not count."""
    texts = [word.text for word in command if "://" not in word.text]
    return "model" if _MODEL_WORDS.search(" ".join([*texts, path])) else ""


def _urls(command: list[Word], shell: Shell) -> Iterator[tuple[str, int]]:
    """Yield the URLs in a command with their lines, repositories of the Hub by SSH included."""
    for word in command:
        for text in shell.expand(word.text):
            url = _HUB_SSH.sub("https://huggingface.co/", text)
            if url.startswith(("http://", "https://", "ftp://")):
                yield url, word.line


def _add_cloned(url: str, line: int, shell: Shell) -> None:
    """Add a repository of code as a data set where its name says that it is one."""
    repository = url.rstrip("/").removesuffix(".git")
    if "github.com" in url and _DATA_REPOSITORY.search(repository.rsplit("/", 1)[-1]):
        slot = Slot("dataset", "git clone", confidence="low")
        shell.sink.put(Named("dataset", repository), url, line, slot)
