"""The HTTP side of the test Hub."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, quote, unquote, urlsplit

from clearance.testing.repos import Fault, Repo, blob_id

API = re.compile(
    r"""
    /api/(?P<kind>models|datasets)
    /(?P<id>[^/]+(?:/(?!revision/|tree/)[^/]+)?)
    (?:/(?P<what>revision|tree)/(?P<rev>[^/]+))?
    /?
    """,
    re.VERBOSE,
)
"""What is asked of a repository: what it is, or which files it has."""
FILE = re.compile(
    r"""
    /(?P<kind>datasets/)?
    (?P<id>[^/]+(?:/(?!resolve/)[^/]+)?)
    /resolve/(?P<rev>[^/]+)
    /(?P<file>.+)
    """,
    re.VERBOSE,
)
"""The content of one file."""
PAGE = 1000
"""Files in one answer of a tree."""
LICENSE = re.compile(r"(?i)^(licen[cs]e|notice|copying|use_policy)")
"""Files that the Hub shows although their repository is gated."""


class HubServer:
    """A Hub on 127.0.0.1, to be used in a `with`; `url` is what HF_ENDPOINT takes, `requests` what
    was asked so far.
    """

    def __init__(
        self,
        repos: Iterable[Repo] = (),
        *,
        latency: float = 0.0,
        tokens: Iterable[str] = (),
        page: int = PAGE,
    ) -> None:
        self.repos: dict[tuple[str, str], Repo] = {}
        self.latency = latency
        self.tokens = frozenset(tokens)
        self.page = page
        self.requests: list[str] = []
        self.authorizations: list[str] = []
        self._failed: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()
        self.put(*repos)
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.hub = self
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """Return the address for HF_ENDPOINT."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def put(self, *repos: Repo) -> None:
        """Add repositories, or replace those of the same id."""
        for repo in repos:
            self.repos[repo.kind, repo.id.casefold()] = repo
            self._failed.pop((repo.kind, repo.id.casefold()), None)

    def delete(self, name: str, kind: str = "model") -> None:
        """Take a repository away."""
        del self.repos[kind, name.casefold()]

    def fault(self, repo: Repo, where: str) -> Fault | None:
        """Return the fault that this request meets, counting it."""
        fault = repo.fault
        if fault is None or fault.where not in (where, "both"):
            return None
        key = (repo.kind, repo.id.casefold())
        with self._lock:
            self._failed[key] = self._failed.get(key, 0) + 1
            return fault if fault.times < 0 or self._failed[key] <= fault.times else None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    hub: HubServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet about clients that went away; a test that times out is such a client."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing."""

    def do_HEAD(self) -> None:
        """Answer without a body."""
        self._answer()

    def do_GET(self) -> None:
        """Answer."""
        self._answer()

    def _answer(self) -> None:
        hub = self.server.hub
        hub.requests.append(f"{self.command} {self.path}")
        hub.authorizations.append(self.headers.get("Authorization", ""))
        if hub.latency:
            time.sleep(hub.latency)
        path = unquote(urlsplit(self.path).path)
        if match := FILE.fullmatch(path):
            self._repo("dataset" if match["kind"] else "model", match, "resolve")
        elif match := API.fullmatch(path):
            self._repo(match["kind"].removesuffix("s"), match, "api")
        else:
            self._error(404, "", "Not Found")

    def _repo(self, kind: str, asked: re.Match[str], where: str) -> None:
        """Answer for a repository: refuse, redirect, fail as told, or say what it holds."""
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        hub = self.server.hub
        repo = hub.repos.get((kind, asked["id"].casefold()))
        if token and token not in hub.tokens:
            self._error(401, "", "Invalid credentials in Authorization header")
        elif repo is None or (repo.private and not token):
            self._error(404 if token else 401, "RepoNotFound", "Repository not found")
        elif repo.moved_to:
            target = self.path.replace(quote(repo.id), quote(repo.moved_to), 1)
            self._send(307, b"", {"Location": target})
        elif fault := hub.fault(repo, where):
            self._fault(fault)
        elif repo.disabled:
            self._error(403, "", "Access to this resource is disabled.")
        elif asked["rev"] and asked["rev"] not in ("main", repo.sha):
            self._error(404, "RevisionNotFound", "Invalid rev id")
        else:
            self._content(repo, asked, where, known=bool(token))

    def _content(self, repo: Repo, asked: re.Match[str], where: str, *, known: bool) -> None:
        """Answer with what a repository holds; `known` says whether a valid token came along."""
        if where == "resolve":
            self._file(repo, asked["file"], known=known)
        elif asked["what"] == "tree":
            self._tree(repo)
        else:
            self._json(repo.info(blobs="blobs" in parse_qs(urlsplit(self.path).query)))

    def _fault(self, fault: Fault) -> None:
        if fault.what == "slow":
            time.sleep(fault.seconds)
            self._json({})
        elif fault.what == "cut":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b'{"id": "cut o')
            self.wfile.flush()
            self.close_connection = True
        elif fault.what == "html":
            self._send(
                200, b"<html><body>Please log in</body></html>", {"Content-Type": "text/html"}
            )
        elif fault.what == "429":
            self._send(
                429,
                b"{}",
                {
                    "Content-Type": "application/json",
                    "RateLimit": f'"api";r=0;t={int(fault.seconds)}',
                    "RateLimit-Policy": '"fixed window";"api";q=500;w=300',
                },
            )
        else:
            self._error(int(fault.what), "", "Internal error" if fault.what >= "5" else "Refused")

    def _file(self, repo: Repo, name: str, *, known: bool) -> None:
        data = repo.content().get(name)
        if repo.gated and not known and not (repo.open_license and LICENSE.match(name)):
            self._error(403, "GatedRepo", f"Access to model {repo.id} is restricted.")
        elif data is None:
            self._error(404, "EntryNotFound", "Entry not found", {"X-Repo-Commit": repo.sha})
        else:
            etag = hashlib.sha1(data, usedforsecurity=False).hexdigest()
            self._send(
                200,
                data,
                {"Content-Type": "text/plain", "ETag": f'"{etag}"', "X-Repo-Commit": repo.sha},
            )

    def _tree(self, repo: Repo) -> None:
        """Answer with one page of files, and the address of the next where there is one."""
        hub = self.server.hub
        rows = [
            {"type": "file", "path": name, "size": len(data), "oid": blob_id(data)}
            for name, data in repo.content().items()
        ]
        start = int(parse_qs(urlsplit(self.path).query).get("cursor", ["0"])[0])
        end = start + hub.page
        headers = {"Link": f'<{self._at(end)}>; rel="next"'} if end < len(rows) else {}
        self._json(rows[start:end], headers)

    def _at(self, cursor: int) -> str:
        """Return the address that was asked for, from another row on."""
        base = re.sub(r"[?&]cursor=\d+", "", self.path)
        joint = "&" if "?" in base else "?"
        return f"{self.server.hub.url}{base}{joint}cursor={cursor}"

    def _json(self, content: object, headers: dict[str, str] | None = None) -> None:
        self._send(
            200,
            json.dumps(content).encode(),
            {"Content-Type": "application/json", **(headers or {})},
        )

    def _error(
        self, status: int, code: str, message: str, headers: dict[str, str] | None = None
    ) -> None:
        sent = {"Content-Type": "application/json", "X-Error-Message": message, **(headers or {})}
        self._send(
            status,
            json.dumps({"error": message}).encode(),
            sent | ({"X-Error-Code": code} if code else {}),
        )

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()
