"""Evidence on the web: what the server behind an address says of it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import quote, urljoin, urlsplit

from clearance import __version__
from clearance.hub.client import session
from clearance.hub.failures import Failure
from clearance.openness.evidence import Answer

LOGIN = re.compile(
    r"(?i)(?:^|[/.?=_-])(?:log-?in|sign-?in|sso|servicelogin|authorize|accounts)(?:$|[/.?=&_-])"
)
"""What the address of a login page has in it."""
REPOSITORY = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)(?:@(?P<ref>[^:]+))?(?:[:/](?P<file>.+))?")
"""What follows `github:`."""
REDIRECTS = 5
"""Redirects that are followed, at most."""
MOVED = (301, 302, 303, 307, 308)
NOT_THERE = (404, 410)
REFUSALS = {401: "wants a login", 403: "refuses to answer a program", 429: "has no time now"}
MALFORMED = (
    "InvalidURL",
    "UnsupportedProtocol",
    "LocalProtocolError",
    "UnicodeError",
    "ValueError",
)
"""Errors of the HTTP client for an address that cannot be asked, by name."""


def address(text: str) -> str:
    """Return the URL of evidence: `github:OWNER/NAME[@REF][:PATH]`, `doi:…`, `arxiv:…`, `url:…` or
    a URL; raise Failure.
    """
    scheme, _, rest = text.partition(":")
    expand = SCHEMES.get(scheme.casefold())
    return expand(rest) if expand else text


def _doi(name: str) -> str:
    return f"https://doi.org/{quote(name.strip('/'), safe='/')}"


def _arxiv(name: str) -> str:
    return f"https://arxiv.org/abs/{quote(name.strip('/'), safe='/')}"


def _github(name: str) -> str:
    match = REPOSITORY.fullmatch(name)
    if not match:
        raise Failure("address", "it is no repository of GitHub: OWNER/NAME[@REF][:PATH]")
    repository, ref, file = match.group("repo", "ref", "file")
    if file:
        inside = f"/blob/{ref or 'HEAD'}/{quote(file.strip('/'))}"
    else:
        inside = f"/tree/{ref}" if ref else ""
    return f"https://github.com/{repository}{inside}"


SCHEMES: dict[str, Callable[[str], str]] = {
    "url": str,
    "doi": _doi,
    "arxiv": _arxiv,
    "github": _github,
}
"""What may stand before the colon -> the URL of what follows it."""


def unclear(why: str) -> Answer:
    """Return the answer for what could not be checked."""
    return Answer("unclear", f"it could not be checked: {why}")


def on_web(url: str, timeout: float) -> Answer:
    """Return what a web server says of an address: HEAD first, GET where that is refused, redirects
    followed by hand. Raises Failure; `timeout` seconds hold for all of it.
    """
    session(timeout)  # loading the client is no server's delay
    start, end = url, time.monotonic() + timeout
    status = 0
    for _ in range(REDIRECTS + 1):
        if not _can_be_asked(url):
            return unclear("only http and https addresses are asked")
        status, target = _ask(url, end, timeout)
        if status not in MOVED or not target:
            break
        url = urljoin(url, target)
    return _meaning(status, start, url)


def _can_be_asked(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _ask(url: str, end: float, timeout: float) -> tuple[int, str]:
    """Return (status, where it redirects to); the body stays unread."""
    client = session(timeout)
    headers = {"User-Agent": f"clearance/{__version__}", "Accept": "*/*"}
    status, target = 0, ""
    for method in ("HEAD", "GET"):
        if time.monotonic() > end:
            raise Failure("timeout", "no answer in time")
        try:
            with client.stream(method, url, headers=headers, follow_redirects=False) as answer:
                status, target = answer.status_code, answer.headers.get("location", "")
        except Exception as error:  # noqa: BLE001 - errors of three libraries
            raise _failure(error) from None
        if status < 400:
            break  # some servers know no HEAD and answer it with an error
    return status, target


def _failure(error: Exception) -> Failure:
    """Return one clear line; the error's own text is never passed on, for it is foreign."""
    kind = type(error).__name__
    if kind == "OfflineModeIsEnabled":
        return Failure("offline", "HF_HUB_OFFLINE is set")
    if "Timeout" in kind:
        return Failure("timeout", "no answer in time")
    if kind in MALFORMED:
        return Failure("address", "it is no address that can be asked")
    return Failure("unreachable", f"the server cannot be reached, or breaks off ({kind})")


def _meaning(status: int, start: str, url: str) -> Answer:
    """Return what a status means; `url` is where the redirects from `start` end."""
    if status in NOT_THERE:
        return Answer("missing", f"the server answers {status}: it is not there")
    elsewhere = _led_away(start, url) if url != start else ""
    if elsewhere:
        return unclear(elsewhere)
    if 300 <= status < 400:
        return unclear("it redirects too often, or to nowhere")
    if not 200 <= status < 300:
        return unclear(f"the server {REFUSALS.get(status, 'fails')} ({status})")
    return Answer("there")


def _led_away(start: str, url: str) -> str:
    """Return why the end of some redirects is not what was asked for; empty where it may be."""
    end = urlsplit(url)
    if LOGIN.search(f"{end.hostname}{end.path}"):
        return "it leads to a login"
    if end.path in ("", "/") and urlsplit(start).path not in ("", "/"):
        return "it leads to the front page of a server, as what was taken down often does"
    return ""
