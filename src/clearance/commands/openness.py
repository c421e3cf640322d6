"""clearance openness: how open each part of each model and data set is, declared and in effect."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from clearance.check import context_of
from clearance.model import Project
from clearance.openness.as_card import card
from clearance.openness.as_json import as_json
from clearance.openness.as_text import markdown, text
from clearance.openness.evidence import Answer, Named
from clearance.openness.survey import Scope, Survey, survey_of
from clearance.project.open import open_project


def openness(
    path: Path,
    fmt: str,
    artifact: str = "",
    *,
    upstream: bool = False,
    online: bool = False,
    packs: Sequence[str] = (),
) -> str:
    """Return the table of a project as text, markdown, json, or (card) the block for the model card
    of one thing of ours.

    `upstream` adds what the catalogue knows behind the things of the manifest, `online` asks
    whether evidence outside the repository is there. Raises Problem for wrong input, exit code 4
    where the project has neither models nor data sets.
    """
    opened = open_project(path, packs=packs)
    scope = Scope(artifact, upstream, _ask if online else None)
    survey = survey_of(context_of(opened), opened.declared, scope)
    return FORMATS[fmt](survey)


def _ask(project: Project) -> Mapping[Named, Answer]:
    from clearance.hub.evidence import answers

    return answers(project)


def _on_terminal(survey: Survey) -> str:
    return text(survey, shutil.get_terminal_size((0, 0)).columns if sys.stdout.isatty() else 0)


FORMATS = {"text": _on_terminal, "markdown": markdown, "json": as_json, "card": card}
