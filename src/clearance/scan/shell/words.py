"""Splits shell text into commands and words, with the line of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TOKEN = re.compile(
    r"""
    (?P<continuation> \\\r?\n )
    | (?P<end> \n | && | \|\| | [;|](?!\S*=) | ; )
    | (?P<comment> (?<!\S)\#[^\n]* )
    | (?P<word> (?:
        "(?:\\.|[^"\\]){0,20000}"
        | '[^']{0,20000}'
        | \\(?!\r?\n).
        | \$\{[^}\n]*\}
        | \$\([^)\n]*\)
        | [^\s"'\\;&|]
        | ["'](?=\s|$)
        | [&](?!&)
      )+ )
    | (?P<other> \S )
    """,
    re.DOTALL | re.VERBOSE,
)
_QUOTED = re.compile(r"""(?:"[^"]*"|'[^']*')""")
_QUOTE = re.compile(r"""(?<!\\)["']""")


@dataclass(frozen=True)
class Word:
    """One word of a command and its line."""

    text: str
    line: int

    @property
    def is_flag(self) -> bool:
        """Tell whether the word is a flag, or the dash that is given instead of a file."""
        return self.text.startswith("-")


def words(text: str, first_line: int = 1) -> Iterator[list[Word]]:
    """Yield the commands of a script as lists of words, comments and continuations taken out."""
    command: list[Word] = []
    for word in _words_and_ends(text, first_line):
        if word:
            command.append(word)
        elif command:
            yield command
            command = []
    if command:
        yield command


def _words_and_ends(text: str, first_line: int) -> Iterator[Word | None]:
    """Yield the words of a script, and None where a command ends."""
    line, last = first_line, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        if match.lastgroup == "end":
            yield None
        elif match.lastgroup in ("word", "other"):
            yield Word(_unquote(match.group()), line)


def position(command: list[Word], test: Callable[[Word], bool], start: int = 0) -> int:
    """Return the place of the first word that passes a test, or the one behind the last word."""
    places = range(start, len(command))
    return next((at for at in places if test(command[at])), len(command))


def _unquote(text: str) -> str:
    """Take the quotes off; those inside a word stay where it can be JSON."""
    if _QUOTED.fullmatch(text):
        return text[1:-1]
    return text.strip("'\"") if "{" in text else _QUOTE.sub("", text)
