"""Why the Hub did not tell something: one state and one clear line for each error of its client."""

from __future__ import annotations

import json
import re
from typing import Any

PASSING = ("rate-limit", "server", "timeout", "unreachable", "garbled")
"""States that may be over when asked again."""
ERRORS = (
    (
        "OfflineModeIsEnabled",
        "offline",
        "{name} was not looked up: HF_HUB_OFFLINE is set and the local cache does not hold it",
    ),
    (
        "LocalEntryNotFoundError",
        "offline",
        "{name} was not looked up: it is not in the local cache",
    ),
    (
        "GatedRepoError",
        "gated",
        "{name} is gated: accept its terms on the Hub and set HF_TOKEN",
    ),
    ("DisabledRepoError", "disabled", "{name} was disabled by the Hub"),
    ("RevisionNotFoundError", "revision", "{name} has no such revision"),
    ("EntryNotFoundError", "gone", "{name} does not hold that file"),
    (
        "RepositoryNotFoundError",
        "gone",
        "{name} is not on the Hub, or is private: check the spelling, or set HF_TOKEN",
    ),
    ("HFValidationError", "id", "{name} is no id of the Hub"),
)
"""Error of huggingface_hub -> state and line; the first fits, since some are kinds of others."""
STATUSES = {
    401: ("token", "{name}: the Hub refuses the token (401): renew HF_TOKEN, or unset it"),
    403: ("refused", "{name}: the Hub refuses access (403)"),
    404: ("gone", "{name} is not there (404)"),
    429: (
        "rate-limit",
        "{name}: the Hub's rate limit is used up; wait, or set HF_TOKEN for a higher one",
    ),
}
"""Status of an answer -> state and line; any other is the server's fault."""
BROKEN_OFF = ("RemoteProtocolError", "ReadError", "IncompleteRead", "DecodingError")
"""Errors of the HTTP libraries, by name: they are not imported here."""


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


def explained(error: BaseException, name: str) -> Failure:
    """Return the one clear line for an error of the client; its own text is never passed on, for it
    may hold addresses and tokens.
    """
    import huggingface_hub.errors

    if isinstance(error, Failure):
        return error
    hub: Any = huggingface_hub.errors
    cause = _hidden(error, hub)
    if cause:
        return explained(cause, name)
    return _of_client(error, name, hub) or _of_answer(error, name) or _of_network(error, name, hub)


def _hidden(error: BaseException, hub: Any) -> BaseException | None:
    """Return why a file was not downloaded, where the client says only that it is not cached."""
    if not isinstance(error, hub.LocalEntryNotFoundError):
        return None
    cause = error.__cause__
    return None if isinstance(cause, hub.OfflineModeIsEnabled) else cause


def _of_client(error: BaseException, name: str, hub: Any) -> Failure | None:
    """Return the failure for an error that the client names itself."""
    for kind, state, line in ERRORS:
        if isinstance(error, getattr(hub, kind)):
            return Failure(state, line.format(name=name))
    if isinstance(error, json.JSONDecodeError):
        return Failure(
            "garbled",
            f"{name}: the answer is no JSON; a proxy or login page may stand between"
            " (HF_ENDPOINT?)",
        )
    return None


def _of_answer(error: BaseException, name: str) -> Failure | None:
    """Return the failure for an answer with an error status."""
    response: Any = getattr(error, "response", None)
    status = getattr(response, "status_code", None)
    if status is None:
        return None
    server = ("server", f"{{name}}: the Hub answers {int(status)}")
    state, line = STATUSES.get(int(status), server)
    wait = _wanted_wait(response.headers) if state == "rate-limit" else 0.0
    return Failure(state, line.format(name=name), wait=wait)


def _wanted_wait(headers: Any) -> float:
    """Return the seconds that a rate limit asks to wait; 0 where it does not say."""
    seconds = re.search(r"\bt=(\d{1,5})", headers.get("RateLimit", "")) or re.fullmatch(
        r"(\d{1,5})", headers.get("Retry-After", "")
    )
    return float(seconds[1]) if seconds else 0.0


def _of_network(error: BaseException, name: str, hub: Any) -> Failure:
    """Return the failure for a connection that did not come about, or broke off."""
    kind = type(error).__name__
    if "Timeout" in kind:
        return Failure("timeout", f"{name}: the Hub did not answer in time")
    if _broke_off(error, hub):
        return Failure("garbled", f"{name}: the answer broke off")
    if isinstance(error, (hub.HTTPError, OSError)) or "Connect" in kind:
        return Failure("unreachable", f"{name}: the Hub cannot be reached ({kind})")
    return Failure("garbled", f"{name}: the answer cannot be read ({kind})")


def _broke_off(error: BaseException, hub: Any) -> bool:
    if type(error).__name__ in BROKEN_OFF or isinstance(error, hub.FileMetadataError):
        return True
    return "Consistency" in str(error)
