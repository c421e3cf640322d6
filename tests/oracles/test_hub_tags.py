"""The license tags of the Hub: which are known here, and that none is lost."""

from __future__ import annotations

import runpy
from pathlib import Path

from clearance.library.load import library

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "hub_tags.py"))


def test_every_tag_is_known_or_says_that_it_names_no_one_license() -> None:
    found = SCRIPT["sorted_out"](library())

    assert set(found["not known"]) <= {"grok2-community"}
    assert found["unresolved"] == ["openrail", "bsd", "cc", "gpl", "lgpl", "unknown", "other"]
    assert len(found["known"]) >= 74


def test_no_tag_is_listed_twice() -> None:
    assert len(set(SCRIPT["TAGS"])) == len(SCRIPT["TAGS"])
