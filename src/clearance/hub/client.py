"""The one place that talks to the Hub: the real client with a timeout on every call, retries, and
errors in one line each.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

ID = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)?")
TEXTS = re.compile(
    r"(?i)(?:licen[cs]e|copying|notice|use[_-]?policy)[^/]*|[^/]*licen[cs]e[^/]*\.(?:md|txt|pdf)"
)
STATEMENT = re.compile(
    r"(?i)\b(?:non-?commercial|commercial(?:ly)? use|research (?:purposes|use|only)|licen[cs]ed"
    r" under|licen[cs]e (?:of|is)|terms of use)\b"
)
LARGEST = 1_000_000
"""Bytes; a license text is never larger."""
MOST_TEXTS, MOST_STATEMENTS, LONGEST = 8, 5, 300
RELATIONS = {
    "quantized": "quantize",
    "finetune": "finetune",
    "adapter": "adapter",
    "merge": "merge",
}
T = TypeVar("T")


class Failure(Exception):
    """Something the Hub did not tell; `state` is one word, the text one clear line."""

    def __init__(self, state: str, message: str, *, wait: float = 0.0) -> None:
        super().__init__(message)
        self.state = state
        """gone, gated, disabled, revision, token, refused, rate-limit, server, timeout,
        unreachable, garbled, offline or id
        """
        self.message = message
        self.wait = wait
        """seconds after which to ask again; 0: as you like"""


PASSING = ("rate-limit", "server", "timeout", "unreachable", "garbled")
"""States that may be over when asked again."""


@dataclass(frozen=True)
class Seen:
    """What the Hub says of one model or data set at one revision."""

    kind: str
    id: str
    revision: str
    license: tuple[str, ...] = ()
    license_name: str = ""
    license_link: str = ""
    base: tuple[tuple[str, str], ...] = ()
    """(id, how); how is empty where the Hub does not say"""
    datasets: tuple[str, ...] = ()
    task: str = ""
    gated: str = ""
    files: tuple[tuple[str, int], ...] = ()
    """(name, bytes)"""
    texts: tuple[tuple[str, str], ...] = ()
    """(file, SHA-256) of license, notice and policy files"""
    statements: tuple[str, ...] = ()
    """sentences of the card about the license"""
    unread: tuple[tuple[str, str], ...] = ()
    """(file, why)"""
    cached: bool = False
    """from the local cache: gate and removal are not known"""


@dataclass
class Hub:
    """One adapter around huggingface_hub; thread-safe. HF_ENDPOINT, HF_TOKEN, HF_HOME and
    HF_HUB_OFFLINE hold as ever.
    """

    timeout: float = 10.0
    tries: int = 4
    patience: float = 330.0
    """longest time to wait for a rate limit: one window of the Hub's is 300 s"""
    pause: float = 0.5
    _not_before: float = 0.0
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def look(self, kind: str, name: str, revision: str = "", known: str = "") -> Seen:
        """Return what the Hub says of a model or data set; raise Failure.

        When the revision is still `known`, texts and card are the same as then and are not read
        again.
        """
        if not ID.fullmatch(name):
            raise Failure("id", f'"{name[:80]}" is no id of the Hub')
        try:
            seen = self._info(kind, name, revision)
        except Failure as failure:
            if failure.state not in ("offline", "unreachable", "timeout"):
                raise
            cached = self._cached(kind, name, revision)
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
        return self._info(kind, name, revision)

    def _info(self, kind: str, name: str, revision: str) -> Seen:
        def ask() -> Any:
            api = _client(self.timeout).HfApi()
            call = api.dataset_info if kind == "dataset" else api.model_info
            return call(name, revision=revision or None, timeout=self.timeout, files_metadata=True)

        info = self._try(ask, name)
        if getattr(info, "disabled", False):
            raise Failure("disabled", f"{name} was disabled by the Hub")
        card = info.card_data.to_dict() if info.card_data else {}
        siblings = info.siblings if info.siblings is not None else self._tree(kind, name, info.sha)
        files = tuple(
            sorted(
                (getattr(one, "rfilename", None) or one.path, getattr(one, "size", None) or 0)
                for one in siblings
            )
        )
        return _seen(
            kind,
            str(info.id),
            str(info.sha or ""),
            card,
            tuple(info.tags or ()),
            getattr(info, "pipeline_tag", "") or "",
            str(info.gated or ""),
            files,
        )

    def _tree(self, kind: str, name: str, revision: str) -> list[Any]:
        """Return the files where the API left them out, page by page."""
        rows = self._try(
            lambda: list(
                _client(self.timeout)
                .HfApi()
                .list_repo_tree(name, recursive=True, revision=revision, repo_type=kind)
            ),
            name,
        )
        return [row for row in rows if hasattr(row, "size")]

    def _with_texts(self, seen: Seen) -> Seen:
        texts: list[tuple[str, str]] = []
        unread: list[tuple[str, str]] = []
        statements: tuple[str, ...] = ()
        wanted = [row for row in seen.files if TEXTS.fullmatch(row[0])][:MOST_TEXTS]
        for name, size in [*wanted, *[row for row in seen.files if row[0] == "README.md"]]:
            if size > LARGEST:
                unread.append((name, f"is {size} bytes long"))
                continue
            if any(why in PASSING for _, why in unread):
                unread.append(
                    (name, unread[-1][1])
                )  # the client has asked six times already, over half a minute
                continue
            try:
                data = self._download(seen, name)
            except Failure as failure:
                unread.append((name, failure.state))
                continue
            if name == "README.md":
                statements = _statements(data.decode("utf-8", "replace"))
            else:
                texts.append((name, hashlib.sha256(data).hexdigest()))
        told = {
            **seen.__dict__,
            "texts": tuple(texts),
            "unread": tuple(unread),
            "statements": statements,
        }
        return Seen(**told)

    def _download(self, seen: Seen, name: str) -> bytes:
        """Return one file; the client itself asks again here, and takes a known revision from its
        cache.
        """
        time.sleep(max(0.0, self._not_before - time.monotonic()))
        client, kind = _client(self.timeout), None if seen.kind == "model" else seen.kind
        try:
            return Path(
                client.hf_hub_download(
                    seen.id, name, repo_type=kind, revision=seen.revision, etag_timeout=self.timeout
                )
            ).read_bytes()
        except Exception as error:  # noqa: BLE001 - the client lets errors of three libraries through
            raise explained(error, seen.id) from None

    def _cached(self, kind: str, name: str, revision: str) -> Seen | None:
        """Return what a snapshot in the local cache says, without network."""
        client = _client(self.timeout)
        for file in ("README.md", "LICENSE", "config.json", "dataset_infos.json"):
            found = client.try_to_load_from_cache(
                name, file, revision=revision or None, repo_type=kind
            )
            if isinstance(found, str):
                folder = Path(found).parent
                break
        else:
            return None
        files = tuple(
            sorted(
                (path.relative_to(folder).as_posix(), path.stat().st_size)
                for path in folder.rglob("*")
                if path.is_file()
            )
        )
        readme = (
            (folder / "README.md").read_text("utf-8", "replace")
            if (folder / "README.md").is_file()
            else ""
        )
        seen = _seen(kind, name, folder.name, _front_matter(readme), (), "", "", files)
        texts = tuple(
            (one, hashlib.sha256((folder / one).read_bytes()).hexdigest())
            for one, size in files
            if TEXTS.fullmatch(one) and size <= LARGEST
        )
        return Seen(
            **{
                **seen.__dict__,
                "texts": texts[:MOST_TEXTS],
                "statements": _statements(readme),
                "cached": True,
            }
        )

    def _try(self, ask: Callable[[], T], name: str) -> T:
        """Ask again while the failure may pass; a rate limit holds every thread back."""
        waited = 0.0
        for i in range(self.tries):
            time.sleep(max(0.0, self._not_before - time.monotonic()))
            try:
                return ask()
            except Exception as error:  # noqa: BLE001 - the client lets errors of three libraries through
                failure = explained(error, name)
            wait = failure.wait + 0.1 if failure.wait else self.pause * 2**i
            waited += wait
            if failure.state not in PASSING or i == self.tries - 1 or waited > self.patience:
                raise failure from None
            if failure.state == "rate-limit":
                with self._guard:
                    self._not_before = max(self._not_before, time.monotonic() + wait)
            else:
                time.sleep(wait)
        raise AssertionError  # tries is at least 1


def explained(error: BaseException, name: str) -> Failure:
    """Return the one clear line for an error of the client; its own text is never passed on, for it
    may hold addresses and tokens.
    """
    import huggingface_hub.errors

    hub: Any = huggingface_hub.errors

    if isinstance(error, Failure):
        return error
    if (
        isinstance(error, hub.LocalEntryNotFoundError)
        and error.__cause__ is not None
        and not isinstance(error.__cause__, hub.OfflineModeIsEnabled)
    ):
        return explained(error.__cause__, name)  # downloads hide the truth there
    table: tuple[tuple[type[BaseException], str, str], ...] = (
        (
            hub.OfflineModeIsEnabled,
            "offline",
            f"{name} was not looked up: HF_HUB_OFFLINE is set and the local cache does not hold it",
        ),
        (
            hub.LocalEntryNotFoundError,
            "offline",
            f"{name} was not looked up: it is not in the local cache",
        ),
        (
            hub.GatedRepoError,
            "gated",
            f"{name} is gated: accept its terms on the Hub and set HF_TOKEN",
        ),
        (hub.DisabledRepoError, "disabled", f"{name} was disabled by the Hub"),
        (hub.RevisionNotFoundError, "revision", f"{name} has no such revision"),
        (hub.EntryNotFoundError, "gone", f"{name} does not hold that file"),
        (
            hub.RepositoryNotFoundError,
            "gone",
            f"{name} is not on the Hub, or is private: check the spelling, or set HF_TOKEN",
        ),
        (hub.HFValidationError, "id", f"{name} is no id of the Hub"),
        (
            json.JSONDecodeError,
            "garbled",
            (
                f"{name}: the answer is no JSON; a proxy or login page may stand between"
                " (HF_ENDPOINT?)"
            ),
        ),
    )
    for kind, state, message in table:
        if isinstance(error, kind):
            return Failure(state, message)
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status is not None:
        return _of_status(int(status), getattr(error, "response").headers, name)  # noqa: B009 - duck-typed
    word = type(error).__name__
    if "Timeout" in word:
        return Failure("timeout", f"{name}: the Hub did not answer in time")
    if (
        word in ("RemoteProtocolError", "ReadError", "IncompleteRead", "DecodingError")
        or isinstance(error, hub.FileMetadataError)
        or "Consistency" in str(error)
    ):
        return Failure("garbled", f"{name}: the answer broke off")
    if isinstance(error, (hub.HTTPError, OSError)) or "Connect" in word:
        return Failure("unreachable", f"{name}: the Hub cannot be reached ({word})")
    return Failure("garbled", f"{name}: the answer cannot be read ({word})")


def _of_status(status: int, headers: Any, name: str) -> Failure:
    if status == 429:
        told = re.search(r"\bt=(\d{1,5})", headers.get("RateLimit", "")) or re.fullmatch(
            r"(\d{1,5})", headers.get("Retry-After", "")
        )
        return Failure(
            "rate-limit",
            f"{name}: the Hub's rate limit is used up; wait, or set HF_TOKEN for a higher one",
            wait=float(told[1]) if told else 0.0,
        )
    if status == 401:
        return Failure(
            "token", f"{name}: the Hub refuses the token (401): renew HF_TOKEN, or unset it"
        )
    if status == 403:
        return Failure("refused", f"{name}: the Hub refuses access (403)")
    if status == 404:
        return Failure("gone", f"{name} is not there (404)")
    return Failure("server", f"{name}: the Hub answers {status}")


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
    hooks = tools.get_session().event_hooks["request"]
    for hook in hooks:
        if isinstance(hook, _Deadline):
            hook.timeout = timeout
            break
    else:
        hooks.append(_Deadline(timeout))
    return huggingface_hub


@dataclass
class _Deadline:
    timeout: float

    def __call__(self, request: Any) -> None:
        request.extensions["timeout"] = dict.fromkeys(
            ("connect", "read", "write", "pool"), self.timeout
        )


def _seen(
    kind: str,
    name: str,
    revision: str,
    card: dict[str, Any],
    tags: tuple[str, ...],
    task: str,
    gated: str,
    files: tuple[tuple[str, int], ...],
) -> Seen:
    tagged = {
        prefix: [tag.removeprefix(f"{prefix}:") for tag in tags if tag.startswith(f"{prefix}:")]
        for prefix in ("license", "base_model", "dataset")
    }
    relations = {
        rest.partition(":")[2]: RELATIONS.get(rest.partition(":")[0], "")
        for rest in tagged["base_model"]
        if ":" in rest
    }
    said = RELATIONS.get(str(card.get("base_model_relation", "")), "")
    bases = _texts(card.get("base_model")) or [
        rest for rest in tagged["base_model"] if ":" not in rest
    ]
    return Seen(
        kind=kind,
        id=name,
        revision=revision,
        license=tuple(_texts(card.get("license")) or tagged["license"]),
        license_name=_text(card.get("license_name")),
        license_link=_text(card.get("license_link")),
        base=tuple((base, said or relations.get(base, "")) for base in bases if ID.fullmatch(base)),
        datasets=(
            tuple(
                one
                for one in _texts(card.get("datasets")) or tagged["dataset"]
                if ID.fullmatch(one)
            )
            if kind == "model"
            else ()
        ),
        task=_text(task or card.get("pipeline_tag")),
        gated="" if gated == "False" else gated,
        files=files,
    )


def _text(value: object) -> str:
    return value.strip()[:LONGEST] if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [text for one in (value if isinstance(value, list) else [value]) if (text := _text(one))]


def _front_matter(readme: str) -> dict[str, Any]:
    import huggingface_hub

    client: Any = huggingface_hub
    try:
        return dict(client.ModelCard(readme, ignore_metadata_errors=True).data.to_dict())
    except Exception:  # noqa: BLE001 - whatever is wrong with a foreign card, it then says nothing
        return {}


def _statements(readme: str) -> tuple[str, ...]:
    body = re.sub(r"\A---\n.*?\n---\n", "", readme, flags=re.DOTALL)
    sentences = (
        " ".join(one.split())[:LONGEST] for one in re.split(r"(?<=[.!?])\s+|\n\s*\n|\n[-*#|]", body)
    )
    return tuple(dict.fromkeys(one for one in sentences if STATEMENT.search(one)))[:MOST_STATEMENTS]
