"""The one place that talks to the Hub: the real client with a timeout on every call, retries, and
errors in one line each.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from clearance.hub.cards import ID, Repository, Seen, front_matter, statements
from clearance.hub.failures import PASSING, Failure, explained

__all__ = ["Failure", "Hub", "Seen", "session"]

TEXTS = re.compile(
    r"""
    (?:licen[cs]e|copying|notice|use[_-]?policy)[^/]*
    | [^/]*licen[cs]e[^/]*\.(?:md|txt|pdf)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""License, notice and policy files at the top of a repository."""
CARD = "README.md"
LARGEST = 1_000_000
"""Bytes; a license text is never larger."""
MOST_TEXTS = 8
CACHED = (CARD, "LICENSE", "config.json", "dataset_infos.json")
"""Files of which one is in every snapshot of the local cache."""
NO_ANSWER = ("offline", "unreachable", "timeout")
"""States in which the local cache is asked."""
T = TypeVar("T")


@dataclass
class Hub:
    """One adapter around huggingface_hub; thread-safe. HF_ENDPOINT, HF_TOKEN, HF_HOME and
    HF_HUB_OFFLINE hold as ever.
    """

    timeout: float = 10.0
    """seconds for one step of a request"""
    tries: int = 4
    patience: float = 330.0
    """longest time to wait for a rate limit: one window of the Hub's is 300 s"""
    pause: float = 0.5
    """seconds before the second try, doubled for each further one"""
    _not_before: float = 0.0
    """clock time before which no thread asks"""
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def look(self, kind: str, name: str, revision: str = "", known: str = "") -> Seen:
        """Return what the Hub says of a model or data set; raise Failure.

        When the revision is still `known`, texts and card are the same as then and are not read
        again.
        """
        try:
            seen = self.glance(kind, name, revision)
        except Failure as failure:
            cached = self._cached(kind, name, revision) if failure.state in NO_ANSWER else None
            if cached is None:
                raise
            return cached
        return seen if known and seen.revision == known else self._with_texts(seen)

    def glance(self, kind: str, name: str, revision: str = "") -> Seen:
        """Return what the Hub says now, texts and card unread and the local cache not asked; raise
        Failure.
        """
        if not ID.fullmatch(name):
            raise Failure("id", f'"{name[:80]}" is no id of the Hub')
        info = self._try(lambda: self._info(kind, name, revision), name)
        if getattr(info, "disabled", False):
            raise Failure("disabled", f"{name} was disabled by the Hub")
        return _repository(kind, info, self._files(kind, name, info)).seen()

    def _info(self, kind: str, name: str, revision: str) -> Any:
        api = _client(self.timeout).HfApi()
        call = api.dataset_info if kind == "dataset" else api.model_info
        return call(name, revision=revision or None, timeout=self.timeout, files_metadata=True)

    def _files(self, kind: str, name: str, info: Any) -> tuple[tuple[str, int], ...]:
        """Return (name, bytes) of every file, in order of their names."""
        files = info.siblings if info.siblings is not None else self._tree(kind, name, info.sha)
        return tuple(sorted(_name_and_size(file) for file in files))

    def _tree(self, kind: str, name: str, revision: str) -> list[Any]:
        """Return the files where the API left them out, page by page."""
        rows = self._try(lambda: self._list(kind, name, revision), name)
        return [row for row in rows if hasattr(row, "size")]

    def _list(self, kind: str, name: str, revision: str) -> list[Any]:
        api = _client(self.timeout).HfApi()
        return list(api.list_repo_tree(name, recursive=True, revision=revision, repo_type=kind))

    def _with_texts(self, seen: Seen) -> Seen:
        """Return what was seen with what its license texts and its card say."""
        unread: dict[str, str] = {}
        contents = {
            name: self._content(seen, name, size, unread)
            for name, size in (*_license_texts(seen.files)[:MOST_TEXTS], *_cards(seen.files))
        }
        read = {name: content for name, content in contents.items() if content is not None}
        card = read.pop(CARD, b"").decode("utf-8", "replace")
        return replace(
            seen,
            texts=tuple((name, _sha256(content)) for name, content in read.items()),
            unread=tuple(unread.items()),
            statements=statements(card),
        )

    def _content(self, seen: Seen, name: str, size: int, unread: dict[str, str]) -> bytes | None:
        """Return one file; None where it is not read, and why is noted."""
        why = _not_worth_asking(size, list(unread.values()))
        if not why:
            try:
                return self._download(seen, name)
            except Failure as failure:
                why = failure.state
        unread[name] = why
        return None

    def _download(self, seen: Seen, name: str) -> bytes:
        """Return one file; the client itself asks again here, and takes a known revision from its
        cache.
        """
        self._hold_back()
        client, kind = _client(self.timeout), None if seen.kind == "model" else seen.kind
        try:
            path = client.hf_hub_download(
                seen.id, name, repo_type=kind, revision=seen.revision, etag_timeout=self.timeout
            )
            return Path(path).read_bytes()
        except Exception as error:  # noqa: BLE001 - errors of three libraries
            raise explained(error, seen.id) from None

    def _cached(self, kind: str, name: str, revision: str) -> Seen | None:
        """Return what a snapshot in the local cache says, without network."""
        folder = self._snapshot(kind, name, revision)
        if folder is None:
            return None
        files = _files_in(folder)
        card = folder / CARD
        readme = card.read_text("utf-8", "replace") if card.is_file() else ""
        seen = Repository(kind, name, folder.name, front_matter(readme), files).seen()
        texts = [
            (name, _sha256((folder / name).read_bytes()))
            for name, size in _license_texts(files)
            if size <= LARGEST
        ]
        return replace(
            seen, texts=tuple(texts[:MOST_TEXTS]), statements=statements(readme), cached=True
        )

    def _snapshot(self, kind: str, name: str, revision: str) -> Path | None:
        """Return the folder of a repository in the local cache."""
        client = _client(self.timeout)
        for file in CACHED:
            path = client.try_to_load_from_cache(
                name, file, revision=revision or None, repo_type=kind
            )
            if isinstance(path, str):
                return Path(path).parent
        return None

    def _hold_back(self) -> None:
        """Wait until a rate limit that any thread met is over."""
        time.sleep(max(0.0, self._not_before - time.monotonic()))

    def _try(self, ask: Callable[[], T], name: str) -> T:
        """Ask again while the failure may pass; a rate limit holds every thread back."""
        waited = 0.0
        for number in range(1, self.tries + 1):
            self._hold_back()
            try:
                return ask()
            except Exception as error:  # noqa: BLE001 - errors of three libraries
                failure = explained(error, name)
            wait = failure.wait + 0.1 if failure.wait else self.pause * 2 ** (number - 1)
            waited += wait
            if failure.state not in PASSING or number == self.tries or waited > self.patience:
                raise failure from None
            self._wait(wait, failure)
        raise AssertionError  # tries is at least 1

    def _wait(self, seconds: float, failure: Failure) -> None:
        if failure.state == "rate-limit":
            with self._guard:
                self._not_before = max(self._not_before, time.monotonic() + seconds)
        else:
            time.sleep(seconds)


def _repository(kind: str, info: Any, files: tuple[tuple[str, int], ...]) -> Repository:
    """Return what the API says of a repository, with its files."""
    return Repository(
        kind,
        str(info.id),
        str(info.sha or ""),
        card=info.card_data.to_dict() if info.card_data else {},
        files=files,
        tags=tuple(info.tags or ()),
        task=getattr(info, "pipeline_tag", "") or "",
        gated=str(info.gated or ""),
    )


def _name_and_size(file: Any) -> tuple[str, int]:
    return getattr(file, "rfilename", None) or file.path, getattr(file, "size", None) or 0


def _license_texts(files: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(name, size) for name, size in files if TEXTS.fullmatch(name)]


def _cards(files: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(name, size) for name, size in files if name == CARD]


def _not_worth_asking(size: int, reasons: Sequence[str]) -> str:
    """Return why a file is not asked for: it is too long, or the client has asked six times already
    for another, over half a minute.
    """
    if size > LARGEST:
        return f"is {size} bytes long"
    return reasons[-1] if any(reason in PASSING for reason in reasons) else ""


def _files_in(folder: Path) -> tuple[tuple[str, int], ...]:
    """Return (name, bytes) of every file in a folder, in order of their names."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return tuple(
        sorted((path.relative_to(folder).as_posix(), path.stat().st_size) for path in files)
    )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def session(timeout: float) -> Any:
    """Return the HTTP client that the Hub's library brings, with a timeout for each step of a
    request.
    """
    return _client(timeout).utils.get_session()


def _client(timeout: float) -> Any:
    """Return the client library, told to be quiet and to end every request in time; some of its
    calls take no timeout.
    """
    for name in ("HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_PROGRESS_BARS", "HF_HUB_DISABLE_XET"):
        os.environ.setdefault(name, "1")
    os.environ.setdefault("HF_HUB_VERBOSITY", "critical")  # its warnings hold whole addresses
    import huggingface_hub.utils

    tools: Any = huggingface_hub.utils
    _end_in_time(tools.get_session().event_hooks["request"], timeout)
    return huggingface_hub


def _end_in_time(hooks: list[Any], timeout: float) -> None:
    """Give the hooks of an HTTP client a deadline, or change the one that they have."""
    for hook in hooks:
        if isinstance(hook, _Deadline):
            hook.timeout = timeout
            return
    hooks.append(_Deadline(timeout))


@dataclass
class _Deadline:
    """Ends every step of a request in time; the HTTP client calls it before each."""

    timeout: float
    """seconds"""

    def __call__(self, request: Any) -> None:
        request.extensions["timeout"] = dict.fromkeys(
            ("connect", "read", "write", "pool"), self.timeout
        )
