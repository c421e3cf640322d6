"""Evidence outside the repository, asked for: does the URL answer, does the Hub hold the file? Only
--online comes here.

"Not there" is said only where a server says so (404, 410, no such repository or file). What does
not answer, breaks off, wants a login or forbids to look is unclear: neither fine nor an accusation.
Of a web page nothing but the status is read.
"""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from clearance.facts import ArtifactFact
from clearance.hub.client import Hub, Seen
from clearance.hub.failures import Failure
from clearance.hub.web import address, on_web, unclear
from clearance.model import Project
from clearance.openness.evidence import Answer, Named, as_fact, named

__all__ = ["Limits", "address", "answers", "facts"]

HUB_FILE = re.compile(
    r"""
    (?:(?P<kind>datasets|models)/)?
    (?P<id>[\w.-]+(?:/[\w.-]+)?)
    (?:@(?P<rev>[^:/]+))?
    (?:[:/](?P<file>.+))?
    """,
    re.VERBOSE,
)
"""What follows `hf:`, or names a repository of the Hub and a file in it."""
HUB_PAGE = re.compile(
    r"""
    https?://(?:www\.)?(?:huggingface\.co|hf\.co)/
    (?P<kind>datasets/)?
    (?P<id>
        (?!(?:docs|papers|blog|spaces|collections|learn|posts|organizations|datasets|models|api|join
            |login|settings|tasks|enterprise)/)
        [\w.-]+/[\w.-]+
    )
    (?:/(?:blob|tree|resolve|raw)/(?P<rev>[^/?#]+)(?:/(?P<file>[^?#]+))?)?
    /?(?:[?#].*)?
    """,
    re.VERBOSE,
)
"""The page of a repository on the Hub, or of a file in it."""
DATA_PARTS = ("data", "datasets", "evaluation-data", "data-card")
GONE = ("gone", "disabled", "revision", "id")
"""States of the Hub's failures that mean that nobody can have it."""
OTHER = {"model": "dataset", "dataset": "model"}


@dataclass(frozen=True)
class Limits:
    """How long to wait."""

    timeout: float = 10.0
    """seconds for one answer, redirects included"""
    total: float = 60.0
    """seconds for all of them"""
    threads: int = 8


def facts(project: Project, limits: Limits | None = None) -> list[ArtifactFact]:
    """Return one fact for each piece of evidence outside the repository that is not there or could
    not be checked.
    """
    return [
        as_fact(evidence, answer)
        for evidence, answer in answers(project, limits).items()
        if answer.state != "there"
    ]


def answers(project: Project, limits: Limits | None = None) -> dict[Named, Answer]:
    """Return for each piece of evidence outside the repository what its server says, in the order
    of the manifest.
    """
    limits = limits or Limits()
    remote = [evidence for evidence in named(project) if evidence.remote]
    known = _all({_key(evidence) for evidence in remote}, limits)
    late = unclear(f"no answer within {limits.total:g} seconds")
    return {evidence: _gate(evidence, known.get(_key(evidence), late)) for evidence in remote}


def _gate(evidence: Named, answer: Answer) -> Answer:
    """A gate that the manifest speaks of, or that guards what is not called open, needs no word."""
    expected = evidence.gated or evidence.level != "open"
    return Answer("there") if answer.state == "gated" and expected else answer


Key = tuple[str, str]
"""(evidence, the kind of repository to look for first)"""


def _key(evidence: Named) -> Key:
    of_data = evidence.thing.kind == "dataset" or evidence.part in DATA_PARTS
    return evidence.text, "dataset" if of_data else "model"


def _all(wanted: Iterable[Key], limits: Limits) -> dict[Key, Answer]:
    """Ask for all at once; threads that hang are left behind when the time is up."""
    waiting: queue.SimpleQueue[Key] = queue.SimpleQueue()
    for key in sorted(wanted):
        waiting.put(key)
    known: dict[Key, Answer] = {}
    end = time.monotonic() + limits.total
    hub = Hub(timeout=limits.timeout, tries=2, patience=limits.timeout)

    def work() -> None:
        while time.monotonic() < end:
            try:
                key = waiting.get_nowait()
            except queue.Empty:
                return
            known[key] = _look(key, hub, limits)

    count = min(limits.threads, waiting.qsize())
    workers = [threading.Thread(target=work, daemon=True) for _ in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(max(0.0, end - time.monotonic()))
    return dict(known)


def _look(key: Key, hub: Hub, limits: Limits) -> Answer:
    text, first = key
    try:
        return _asked(text, first, hub, limits.timeout)
    except Failure as failure:
        gone = failure.state in GONE
        return Answer("missing", failure.message) if gone else unclear(failure.message)
    except ValueError:
        return unclear("it is no address that can be asked")


def _asked(text: str, first: str, hub: Hub, timeout: float) -> Answer:
    """Return what the Hub or a web server says; raise Failure, or ValueError for what is no
    address.
    """
    named_for_hub = text.lower().startswith("hf:")
    repository = HUB_PAGE.fullmatch(text)
    if named_for_hub:
        repository = repository or HUB_FILE.fullmatch(text[len("hf:") :])
    if repository:
        return _on_hub(repository, first, hub)
    if named_for_hub:
        return Answer("missing", "it is no id of the Hub: ORG/NAME[@REVISION][:FILE]")
    return on_web(address(text), timeout)


def _on_hub(repository: re.Match[str], first: str, hub: Hub) -> Answer:
    """Return whether the Hub holds a repository and the file in it."""
    seen = _seen(repository, first, hub)
    path = (repository["file"] or "").strip("/")
    if not _holds(seen, path):
        why = "holds no such file" if path else "is an empty repository"
        return Answer("missing", f"{seen.id} {why}")
    if seen.gated:
        return Answer(
            "gated", "it is there, behind terms that must be accepted first: add `gated: true`"
        )
    return Answer("there")


def _holds(seen: Seen, path: str) -> bool:
    """Say whether a repository has a file or folder; for an empty path, whether it has any file
    that is not hidden.
    """
    if not path:
        return any(not name.startswith(".") for name, _ in seen.files)
    return any(name == path or name.startswith(f"{path}/") for name, _ in seen.files)


def _seen(repository: re.Match[str], first: str, hub: Hub) -> Seen:
    """Return what the Hub says of a repository under the first kind of which it has one."""
    revision = _revision(repository)
    *others, last = _kinds(repository, first)
    for kind in others:
        try:
            return hub.glance(kind, repository["id"], revision)
        except Failure as failure:
            if failure.state != "gone":
                raise
    return hub.glance(last, repository["id"], revision)


def _revision(repository: re.Match[str]) -> str:
    """Return the revision that evidence names; empty for the newest."""
    stated = repository["rev"] or ""
    return "" if stated == "main" else stated


def _kinds(repository: re.Match[str], first: str) -> tuple[str, ...]:
    """Return the kinds of repository that evidence may be; one that is not named as data set may be
    one all the same, except where the address of a page would say so.
    """
    stated = (repository["kind"] or "").rstrip("/")
    if stated:
        return (stated.removesuffix("s"),)
    return ("model",) if repository.re is HUB_PAGE else (first, OTHER[first])
