"""Variables of one script, and what words are once they are put in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clearance.scan.collector import Sink
    from clearance.scan.shell.words import Word
    from clearance.scan.tables import Slot

VALUES = 24
"""No more values than this are kept for one variable or one word."""
_ROUNDS = 4
_VARIABLE = re.compile(
    r"""
    \$\{ (?P<braced>\w+) (?:\[[^\]\n]*\])? (?: :?- (?P<default>[^}]*) )? \}
    | \$\( (?P<make>\w+) \)
    | \$ (?P<plain>\w+)
    """,
    re.VERBOSE,
)


@dataclass
class Shell:
    """The variables of one script and the sink it fills."""

    sink: Sink
    variables: dict[str, list[str]] = field(default_factory=dict)

    def remember(self, name: str, values: list[str]) -> None:
        """Add values to those that a variable already has."""
        self.variables[name] = (self.variables.get(name, []) + values)[:VALUES]

    def expand(self, text: str) -> list[str]:
        """Return what a word can be once variables of the script are put in."""
        texts = [text]
        for _ in range(_ROUNDS if "$" in text else 0):
            texts = [further for partly in texts for further in self._once(partly)][:VALUES]
        return texts

    def expand_each(self, texts: Iterable[str]) -> list[str]:
        """Return what several words can be, in their order."""
        return [value for text in texts for value in self.expand(text)]

    def add(self, word: Word, slot: Slot) -> bool:
        """Add the references that a word in a slot makes; False if it makes none."""
        added = [self.sink.add(text, word.line, slot) for text in self.expand(word.text)]
        return any(added)

    def _once(self, text: str) -> list[str]:
        """Put in the first variable of a text; the text as it is where the variable is unknown."""
        match = _VARIABLE.search(text)
        if not match:
            return [text]
        before, after = text[: match.start()], text[match.end() :]
        return [before + value + after for value in self._values(match)] or [text]

    def _values(self, match: re.Match[str]) -> list[str]:
        name = next(filter(None, match.group("braced", "make", "plain")))
        default = [match["default"]] if match["default"] else []
        return self.variables.get(name) or default
