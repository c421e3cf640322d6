"""Evidence outside the repository, asked for: does the URL answer, does the Hub hold the file? Only
--online comes here.

"Not there" is said only where a server says so (404, 410, no such repository or file). What does
not answer, breaks off, wants
a login or forbids to look is unclear: neither fine nor an accusation. Of a web page nothing but the
status is read.
"""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from clearance import __version__
from clearance.facts import ArtifactFact
from clearance.hub.client import Failure, Hub, session
from clearance.model import Project
from clearance.openness.evidence import Answer, Named, as_fact, named

HUB_FILE = re.compile(
    r"(?:(?P<kind>datasets|models)/)?(?P<id>[\w.-]+(?:/[\w.-]+)?)(?:@(?P<rev>[^:/]+))?(?:[:/](?P<file>.+))?"
)
HUB_PAGE = re.compile(
    r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<kind>datasets/)?(?P<id>(?!(?:docs|papers|blog|spaces|collections|learn|posts|organizations|"
    r"datasets|models|api|join|login|settings|tasks|enterprise)/)[\w.-]+/[\w.-]+)(?:/(?:blob|tree|resolve|raw)/(?P<rev>[^/?#]+)(?:/(?P<file>[^?#]+))?)?/?(?:[?#].*)?"
)
LOGIN = re.compile(
    r"(?i)(?:^|[/.?=_-])(?:log-?in|sign-?in|sso|servicelogin|authorize|accounts)(?:$|[/.?=&_-])"
)
DATA_PARTS = ("data", "datasets", "evaluation-data", "data-card")
GONE = ("gone", "disabled", "revision", "id")
"""States of the Hub's failures that mean that nobody can have it."""
REDIRECTS = 5


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
    told = answers(project, limits)
    return [as_fact(one, told[one]) for one in told if told[one].state != "there"]


def answers(project: Project, limits: Limits | None = None) -> dict[Named, Answer]:
    """Return for each piece of evidence outside the repository what its server says, in the order
    of the manifest.
    """
    limits = limits or Limits()
    remote = [one for one in named(project) if one.remote]
    told = _all({_key(one) for one in remote}, limits)
    late = Answer("unclear", f"it could not be checked: no answer within {limits.total:g} seconds")
    return {one: _gate(one, told.get(_key(one), late)) for one in remote}


def _gate(one: Named, answer: Answer) -> Answer:
    """A gate that the manifest speaks of, or that guards what is not called open, needs no word."""
    return (
        Answer("there")
        if answer.state == "gated" and (one.gated or one.level != "open")
        else answer
    )


Key = tuple[str, str]
"""(evidence, the kind of repository to look for first)"""


def _key(one: Named) -> Key:
    first = "dataset" if one.thing.kind == "dataset" or one.part in DATA_PARTS else "model"
    return one.text, first


def _all(wanted: Iterable[Key], limits: Limits) -> dict[Key, Answer]:
    """Ask for all at once; threads that hang are left behind when the time is up."""
    todo: queue.SimpleQueue[Key] = queue.SimpleQueue()
    for key in sorted(wanted):
        todo.put(key)
    told: dict[Key, Answer] = {}
    end = time.monotonic() + limits.total
    hub = Hub(timeout=limits.timeout, tries=2, patience=limits.timeout)

    def work() -> None:
        while time.monotonic() < end:
            try:
                key = todo.get_nowait()
            except queue.Empty:
                return
            told[key] = _look(key, hub, limits)

    workers = [
        threading.Thread(target=work, daemon=True) for _ in range(min(limits.threads, todo.qsize()))
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(max(0.0, end - time.monotonic()))
    return dict(told)


def _look(key: Key, hub: Hub, limits: Limits) -> Answer:
    text, first = key
    try:
        found = HUB_PAGE.fullmatch(text) or (
            HUB_FILE.fullmatch(text[3:]) if text.lower().startswith("hf:") else None
        )
        if found:
            return _on_hub(found, first, hub)
        if text.lower().startswith("hf:"):
            return Answer("missing", "it is no id of the Hub: ORG/NAME[@REVISION][:FILE]")
        return _on_web(address(text), limits)
    except Failure as failure:
        return (
            Answer("missing", f"{failure.message}")
            if failure.state in GONE
            else _unclear(failure.message)
        )
    except ValueError:
        return _unclear("it is no address that can be asked")


def _unclear(why: str) -> Answer:
    return Answer("unclear", f"it could not be checked: {why}")


def _on_hub(found: re.Match[str], first: str, hub: Hub) -> Answer:
    """Return whether the Hub holds a repository and the file in it; one that is not named as data
    set may be one all the same.
    """
    kinds = {"datasets": ("dataset",), "models": ("model",)}.get(
        (found["kind"] or "").rstrip("/"), (first, "model" if first == "dataset" else "dataset")
    )
    if found.re is HUB_PAGE and not found["kind"]:
        kinds = ("model",)
    for i, kind in enumerate(kinds):
        try:
            seen = hub.glance(
                kind, found["id"], "" if found["rev"] in (None, "main") else found["rev"]
            )
            break
        except Failure as failure:
            if failure.state != "gone" or i == len(kinds) - 1:
                raise
    path = (found["file"] or "").strip("/")
    if path and not any(name == path or name.startswith(f"{path}/") for name, _ in seen.files):
        return Answer("missing", f"{seen.id} holds no such file")
    if not path and not any(not name.startswith(".") for name, _ in seen.files):
        return Answer("missing", f"{seen.id} is an empty repository")
    return (
        Answer("gated", "it is there, behind terms that must be accepted first: add `gated: true`")
        if seen.gated
        else Answer("there")
    )


def address(text: str) -> str:
    """Return the URL of evidence: `github:OWNER/NAME[@REF][:PATH]`, `doi:…`, `arxiv:…`, `url:…` or
    a URL; raise Failure.
    """
    scheme, _, rest = text.partition(":")
    scheme = scheme.casefold()
    if scheme == "url":
        return rest
    if scheme == "doi":
        return f"https://doi.org/{quote(rest.strip('/'), safe='/')}"
    if scheme == "arxiv":
        return f"https://arxiv.org/abs/{quote(rest.strip('/'), safe='/')}"
    if scheme == "github":
        found = re.fullmatch(
            r"(?P<repo>[\w.-]+/[\w.-]+)(?:@(?P<ref>[^:]+))?(?:[:/](?P<file>.+))?", rest
        )
        if not found:
            raise Failure("address", "it is no repository of GitHub: OWNER/NAME[@REF][:PATH]")
        inside = (
            f"/blob/{found['ref'] or 'HEAD'}/{quote(found['file'].strip('/'))}"
            if found["file"]
            else f"/tree/{found['ref']}"
            if found["ref"]
            else ""
        )
        return f"https://github.com/{found['repo']}{inside}"
    return text


def _on_web(url: str, limits: Limits) -> Answer:
    """Return what a web server says of an address: HEAD first, GET where that is refused, redirects
    followed by hand.
    """
    session(limits.timeout)  # loading the client is no server's delay
    start, end = url, time.monotonic() + limits.timeout
    status = 0
    for _ in range(REDIRECTS + 1):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return _unclear("only http and https addresses are asked")
        status, target = _ask(url, end, limits)
        if status not in (301, 302, 303, 307, 308) or not target:
            break
        url = urljoin(url, target)
    return _meaning(status, start, url)


def _ask(url: str, end: float, limits: Limits) -> tuple[int, str]:
    """Return (status, where it redirects to); the body stays unread."""
    client = session(limits.timeout)
    headers = {"User-Agent": f"clearance/{__version__}", "Accept": "*/*"}
    status, target = 0, ""
    for method in ("HEAD", "GET"):
        if time.monotonic() > end:
            raise Failure("timeout", "no answer in time")
        try:
            with client.stream(method, url, headers=headers, follow_redirects=False) as answer:
                status, target = answer.status_code, answer.headers.get("location", "")
        except Exception as error:  # noqa: BLE001 - the client lets errors of three libraries through
            raise _failure(error) from None
        if status < 400:
            break  # some servers know no HEAD and answer it with an error
    return status, target


def _failure(error: Exception) -> Failure:
    """Return one clear line; the error's own text is never passed on, for it is foreign."""
    word = type(error).__name__
    if word == "OfflineModeIsEnabled":
        return Failure("offline", "HF_HUB_OFFLINE is set")
    if "Timeout" in word:
        return Failure("timeout", "no answer in time")
    if word in (
        "InvalidURL",
        "UnsupportedProtocol",
        "LocalProtocolError",
        "UnicodeError",
        "ValueError",
    ):
        return Failure("address", "it is no address that can be asked")
    return Failure("unreachable", f"the server cannot be reached, or breaks off ({word})")


def _meaning(status: int, start: str, url: str) -> Answer:
    moved = urlsplit(url)
    if status in (404, 410):
        return Answer("missing", f"the server answers {status}: it is not there")
    if url != start and LOGIN.search(f"{moved.hostname}{moved.path}"):
        return _unclear("it leads to a login")
    if url != start and moved.path in ("", "/") and urlsplit(start).path not in ("", "/"):
        return _unclear("it leads to the front page of a server, as what was taken down often does")
    if 300 <= status < 400:
        return _unclear("it redirects too often, or to nowhere")
    if status >= 400 or status < 200:
        words = {401: "wants a login", 403: "refuses to answer a program", 429: "has no time now"}
        return _unclear(f"the server {words.get(status, 'fails')} ({status})")
    return Answer("there")
