"""What observers look at: one project, opened, with its grants, levels and texts."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clearance.facts import Fact, LockFact, TermFact
from clearance.graph.graph import Grant, Graph
from clearance.model import Project
from clearance.observe.release_files import ReleaseFiles
from clearance.openness.effective import Levels, effective
from clearance.repository.texts import Repository

if TYPE_CHECKING:
    from clearance.scan import ScanResult


class Branch(NamedTuple):
    """One way to read a thing's license (an OR has several), with what its terms say of us."""

    grants: list[Grant]
    facts: list[TermFact]


@dataclass(frozen=True)
class Beside:
    """What was found beside the manifest and is compared with it."""

    scanned: ScanResult | None = None
    """what the sources name; None where they are not compared"""
    shown: str = ""
    """folder that is put before printed paths of sources"""
    lock: Sequence[LockFact] = ()
    """where manifest and lock disagree, found when they were joined"""
    online: Sequence[Fact] = ()
    """what was looked up outside the repository"""


@dataclass(frozen=True)
class Context:
    """One project as observers see it."""

    graph: Graph
    branches: Sequence[Branch]
    """the branch of each thing's license that is best for the project"""
    beside: Beside = Beside()
    _release_files: dict[Path, ReleaseFiles] = field(default_factory=dict, compare=False)

    @property
    def project(self) -> Project:
        """Return the project, joined with what lock, cards and catalogue know."""
        return self.graph.project

    @functools.cached_property
    def grants(self) -> list[Grant]:
        """Return the grants that hold: those of the best branches."""
        return [grant for branch in self.branches for grant in branch.grants]

    @functools.cached_property
    def levels(self) -> Levels:
        """Return how open each part of each thing is in effect."""
        return effective(self.graph)

    @functools.cached_property
    def repository(self) -> Repository:
        """Return the repository's own texts."""
        return Repository(Path(self.project.root))

    def release_files(self, folder: Path) -> ReleaseFiles:
        """Return the texts that go out with a release."""
        if folder not in self._release_files:
            self._release_files[folder] = ReleaseFiles(self.repository.texts(folder))
        return self._release_files[folder]
