"""Splits shell text into commands and words, with the line of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?P<cont>\\\r?\n)|(?P<end>\n|&&|\|\||[;|](?!\S*=)|;)|(?P<comment>(?<!\S)\#[^\n]*)"""
    r"""|(?P<word>(?:"(?:\\.|[^"\\]){0,20000}"|'[^']{0,20000}'|\\(?!\r?\n).|\$\{[^}\n]*\}|\$\([^)\n]*\)|[^\s"'\\;&|]|["'](?=\s|$)|[&](?!&))+)|(?P<other>\S)""",
    re.DOTALL,
)


@dataclass(frozen=True)
class Word:
    """One word of a command and its line."""

    text: str
    line: int


def words(text: str, first_line: int = 1) -> Iterator[list[Word]]:
    """Yield the commands of a script as lists of words, comments and continuations taken out."""
    command: list[Word] = []
    line, last = first_line, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        if match.lastgroup == "end":
            if command:
                yield command
            command = []
        elif match.lastgroup in ("word", "other"):
            command.append(Word(_unquote(match.group()), line))
    if command:
        yield command


def _unquote(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and text[0] not in text[1:-1]:
        return text[1:-1]
    return re.sub(r"""(?<!\\)["']""", "", text) if "{" not in text else text.strip("'\"")
