"""The openness of a project as text for a terminal, or as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from clearance.openness import table
from clearance.openness.effective import Effective
from clearance.openness.evidence import State
from clearance.openness.mof import Result
from clearance.openness.survey import Row, Survey, Verdict
from clearance.openness.wording import because, in_effect
from clearance.text import clean

STATES: dict[State, str] = {
    "there": "there",
    "missing": "missing",
    "gated": "behind a gate",
    "unclear": "could not be checked",
    "not-asked": "outside the repository, not looked up (--online)",
}
"""What looking at evidence gave -> in words, in this order."""


@dataclass(frozen=True)
class Style:
    """How a remark is written."""

    bullet: str
    shown: Callable[[str], str]
    """makes foreign text harmless"""

    def item(self, text: str) -> str:
        """Return one remark as a line."""
        return self.bullet + self.shown(text)


def harmless_markdown(text: str) -> str:
    """Return foreign text that is harmless and is not read as Markdown."""
    text = clean(text)
    for mark in "\\`*_|[]<>":
        text = text.replace(mark, f"\\{mark}")
    return text


PLAIN = Style("", clean)
MARKDOWN = Style("- ", harmless_markdown)


def text(survey: Survey, width: int = 0) -> str:
    """Return the survey as text; `width` in columns, 0: any."""
    lines = [*table.lines(_table(survey.rows), width), "", *table.LEGEND]
    return _with_remarks(lines, survey, PLAIN)


def markdown(survey: Survey) -> str:
    """Return the survey as Markdown."""
    lines = [f"| {_cells(*table.COLUMNS)}", "|---|" + "---|" * len(table.COLUMNS)]
    for name, parts in _table(survey.rows):
        lines.append(_cells(*map(harmless_markdown, (name, *table.cells(parts)))))
    legend = [f"{line}  " for line in table.LEGEND]
    return _with_remarks([*lines, "", *legend], survey, MARKDOWN)


def _table(rows: Sequence[Row]) -> list[table.Row]:
    return [(row.thing.name, [in_effect(part) for part in row.parts]) for row in rows]


def _cells(*words: str) -> str:
    return f"| {' | '.join(words)} |"


def _with_remarks(lines: Sequence[str], survey: Survey, style: Style) -> str:
    """Return the lines of a table with what is to be said below it."""
    remarks = [
        *_lowered(survey.rows),
        *_classes(survey.rows),
        *map(_claim, survey.claims),
        *_evidence(survey),
    ]
    items = [style.item(remark) for remark in remarks]
    counted = _counted(survey)
    last = [style.bullet + counted] if counted else []
    return "\n".join([*lines, "", *items, *last]).rstrip() + "\n"


def _lowered(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        for part in row.parts:
            if part.steps:
                yield f"{row.thing.name} {part.part}: {_level(part)} in effect; {because(part)}"


def _level(part: Effective) -> str:
    return part.level if part.level != "unknown" else f"unknown, {part.at_most} at most"


def _classes(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row.mof is not None and row.thing.ours:
            yield f"{row.thing.name}: {class_reached(row.mof)}"


def class_reached(result: Result) -> str:
    """Say which class of the Model Openness Framework is reached, and what the next asks for."""
    reached = f"Model Openness Framework: {result.label}"
    after = result.next_class
    if after is None:
        return reached
    closed = (f"{key} (there, under no open license)" for key in result.closed)
    wanted = ", ".join([*result.missing, *closed])
    percent = f"{dict(result.progress)[after]:.0f} %"
    return f"{reached}; class {after} is {percent} there and still asks for {wanted}"


def _claim(claim: Verdict) -> str:
    """Say whether a claim holds, and what it says nothing of even then."""
    remark = claim.why or f"what it misses: {claim.misses}"
    return f"{claim.thing} claims {claim.claim} ({claim.place}): {claim.verdict}; {remark}"


def _evidence(survey: Survey) -> Iterator[str]:
    """Yield a remark for each piece of evidence that shows nothing."""
    for evidence, answer in survey.evidence.items():
        if answer.state not in ("there", "not-asked"):
            of = f"{evidence.thing.name} {evidence.part}"
            yield f"{of}: evidence {evidence.text}: {answer.why}"


def _counted(survey: Survey) -> str:
    """Say how much evidence is there; empty where none is named."""
    count = Counter(answer.state for answer in survey.evidence.values())
    counted = [f"{count[state]} {words}" for state, words in STATES.items() if count[state]]
    return f"evidence: {', '.join(counted)}" if counted else ""
