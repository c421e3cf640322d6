"""Text made harmless, plurals and dates: what every output and message needs."""

from __future__ import annotations

import datetime
import os
import re

from clearance.problems import Problem

UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control, zero-width, direction and tag characters, lone surrogates."""
COMMAND = re.compile(r"(^|(?<=\s)):(?=:)|#(?=#\w*\[)")
"""Where a line of a CI log would start a command: `::error`, `##[error]`, `##vso[`, `##teamcity[`.
"""


def clean(text: str) -> str:
    """Return text without control, zero-width and direction characters and without CI commands;
    line breaks and tabs become blanks.

    Names, paths and license labels are foreign: nothing in them may move a cursor, color a
    terminal, turn a line or command a runner.
    """
    text = UNSAFE.sub("\ufffd", text.replace("\n", " ").replace("\t", " ").replace("\r", " "))
    return COMMAND.sub(lambda found: f"{found.group()} ", text)


def escaped_json(text: str) -> str:
    """Return JSON text with the same meaning in which no unsafe character and no CI command stands
    as such.
    """
    return re.sub(
        r"##(?=\w*\[)", r"\\u0023#", UNSAFE.sub(lambda found: _codes(found.group()), text)
    )


def _codes(character: str) -> str:
    code = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{code[i : i + 4]}" for i in range(0, len(code), 4))


def epoch_time(seconds: str) -> datetime.datetime | None:
    """Return the time that SOURCE_DATE_EPOCH states; None where that is no number of seconds."""
    try:
        return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def report_date() -> str:
    """Return the day of the report as ISO date: SOURCE_DATE_EPOCH where it is set, else today."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds:
        return datetime.date.today().isoformat()
    time = epoch_time(seconds)
    if time is None:
        raise Problem(f'SOURCE_DATE_EPOCH is "{clean(seconds)}", no number of seconds')
    return time.date().isoformat()


def plural(number: int, word: str) -> str:
    """Return "1 error", "2 errors", "1 duty", "2 duties"."""
    if number == 1:
        return f"1 {word}"
    return f"{number} {word[:-1]}ies" if word.endswith("ty") else f"{number} {word}s"
