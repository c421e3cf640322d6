"""The openness of one thing of ours as a section for its model card."""

from __future__ import annotations

from collections.abc import Iterator

from clearance.model import Openness
from clearance.openness.as_text import class_reached, harmless_markdown
from clearance.openness.effective import Effective
from clearance.openness.own_levels import LINEAGE, PRESUMED
from clearance.openness.survey import Row, Survey
from clearance.openness.wording import because
from clearance.problems import Problem

LICENSE_WORDS = {"osi": " (OSI-approved)", "open": " (open)", "no": " (not open)", "unknown": ""}
"""Whether a license is open -> what stands behind it."""


def card(survey: Survey) -> str:
    """Return the Markdown section: one line for each part, with what lowers it and where it is.

    Raises Problem where the survey is not of one thing of ours.
    """
    row = _ours(survey)
    lines = ["## Openness", "", "| part | level | license | where or why |", "|---|---|---|---|"]
    lines += map(_line, row.parts)
    if row.mof is not None:
        lines += ["", f"{harmless_markdown(class_reached(row.mof))}."]
    return "\n".join(lines) + "\n"


def _ours(survey: Survey) -> Row:
    ours = [row for row in survey.rows if row.thing.ours]
    if len(ours) != 1:
        names = ", ".join(row.thing.name for row in ours) or "none is ours"
        raise Problem("a card is of one thing of ours", hint=f"--artifact NAME ({names})")
    return ours[0]


def _line(part: Effective) -> str:
    shown = harmless_markdown
    gated = ", gated" if part.own is not None and part.own.gated else ""
    license_ = shown(part.license or "not stated") + LICENSE_WORDS[part.license_open]
    reasons = shown("; ".join(_reasons(part)))
    return f"| {part.part} | {shown(_level(part))}{gated} | {license_} | {reasons} |"


def _level(part: Effective) -> str:
    if part.own is None or part.own.level == part.level:
        return part.level
    return f"{part.level} in effect ({part.own.level} of its own)"


def _reasons(part: Effective) -> Iterator[str]:
    """Yield what lowers a part, why its own level is what it is, and where it is to be had."""
    if part.steps:
        yield because(part)
    if part.own and part.own.because:
        yield part.own.because
    if part.own and _is_evidence(part.own):
        yield part.own.source


def _is_evidence(level: Openness) -> bool:
    return level.source not in ("", "manifest", PRESUMED, LINEAGE)
