"""Evidence that levels name: paths in the repository, and with --online URLs and files of the Hub
on a server of this machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jsonschema
import pytest

from clearance.hub.client import Failure
from clearance.hub.evidence import Limits, address, answers
from clearance.manifest.load import loads
from clearance.model import Report
from clearance.openness.evidence import at_path, named
from clearance.report.schema import SCHEMA
from clearance.testing import Fault, HubServer, Repo

Judge = Callable[[str], Report]
FORM = (
    "models: {m: {license: mit, used_for: run, openness: {training: {level: open, evidence:"
    " '%s'}}}}"
)


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        ("train.py", ""),
        ("./train.py", ""),
        ("path:train.py", ""),
        ("train.py:1", ""),
        ("train.py#main", ""),
        ("code", ""),
        ("code/", ""),
        ("inner", ""),
        ("tain.py", "it does not exist"),
        ("empty.py", "the file is empty"),
        ("hollow/", "the folder holds no file"),
        ("broken", "it is a link to nothing"),
        ("../outside.py", "it leaves the repository"),
        ("/etc/hostname", "it leaves the repository"),
        ("outward", "it leaves the repository"),
        ("loop", "it cannot be read as a path"),
        ("x" * 5000, "it cannot be read as a path"),
    ],
)
def test_a_path_must_show_something_in_the_repository(
    tmp_path: Path, evidence: str, why: str
) -> None:
    root = tmp_path / "repo"
    (root / "code").mkdir(parents=True)
    (root / "hollow" / "deep").mkdir(parents=True)
    (root / "train.py").write_text("print()\n")
    (root / "code" / "run.py").write_text("print()\n")
    (root / "empty.py").touch()
    (root / "hollow" / ".gitkeep").touch()
    (tmp_path / "outside.py").write_text("print()\n")
    for name, target in (
        ("broken", "nowhere"),
        ("outward", "../outside.py"),
        ("inner", "code"),
        ("loop", "loop"),
    ):
        (root / name).symlink_to(target)
    (one,) = named(loads(FORM % evidence, "clearance.yaml", root))

    answer = at_path(root, one)

    assert (answer.state, answer.why[: len(why)]) == ("missing" if why else "there", why)


def test_a_path_beside_a_hub_source_is_told_how_a_hub_file_is_written(judge: Judge) -> None:
    report = judge(
        "models: {m: {source: 'hf:o/m@v1', license: mit, used_for: run, openness: {training:"
        " {level: open, evidence: train.py}}}}"
    )

    assert "a file of its source is written hf:o/m:train.py" in next(
        f.message for f in report.findings if f.rule == "OPN004"
    )


def test_what_lies_outside_is_said_not_to_be_looked_up(judge: Judge) -> None:
    said = (
        "offline: evidence of openness outside the repository was not looked up (1 of 1); --online"
        " asks for it"
    )

    assert judge(FORM % "https://example.org/train").assumptions[-1].text == said
    assert not any("looked up" in one.text for one in judge(FORM % "train.py").assumptions)


@pytest.mark.parametrize(
    ("evidence", "url"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("url:http://example.org", "http://example.org"),
        ("doi:10.5281/zenodo.1", "https://doi.org/10.5281/zenodo.1"),
        ("arxiv:2403.13784", "https://arxiv.org/abs/2403.13784"),
        ("github:o/n", "https://github.com/o/n"),
        ("github:o/n@v1", "https://github.com/o/n/tree/v1"),
        ("github:o/n:src/train.py", "https://github.com/o/n/blob/HEAD/src/train.py"),
        ("github:o/n@v1:a b.py", "https://github.com/o/n/blob/v1/a%20b.py"),
    ],
)
def test_the_address_of_evidence(evidence: str, url: str) -> None:
    assert address(evidence) == url


def test_half_a_repository_is_no_address() -> None:
    with pytest.raises(Failure, match="no repository of GitHub"):
        address("github:o")


class Web(BaseHTTPRequestHandler):
    """Answers with what the path names: a status, a redirect, or nothing for a while."""

    asked: list[str]
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing."""

    def do_HEAD(self) -> None:
        """Answer, or say that HEAD is not known here."""
        self.answer("405" if "/no-head" in self.path else self.path.split("/")[1])

    def do_GET(self) -> None:
        """Answer."""
        self.answer("200" if "/no-head" in self.path else self.path.split("/")[1])

    def answer(self, word: str) -> None:
        self.asked.append(f"{self.command} {self.path}")
        if word == "slow":
            time.sleep(1.5)
        elif word == "drip":
            self.drip()
            return
        to = {
            "to-file": "file://localhost/etc/passwd",
            "to-ok": "/200/there",
            "to-404": "/404/x",
            "to-front": "/",
            "to-login": "/login?next=x",
            "to-self": "/to-self/x",
            "to-nothing": "",
        }
        self.send_response(302 if word in to else int(word) if word.isdigit() else 200)
        if to.get(word):
            self.send_header("Location", to[word])
        self.send_header(
            "Content-Length", "1000000000" if word == "200" and self.command == "GET" else "0"
        )
        self.end_headers()
        self.close_connection = True

    def drip(self) -> None:
        """Send header after header, never the last; each comes before a read times out."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for i in range(40):
            time.sleep(0.1)
            try:
                self.wfile.write(f"X-{i}: drip\r\n".encode())
            except OSError:
                return


@pytest.fixture
def web() -> Iterator[str]:
    """A web server on this machine; its address."""
    Web.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    server.daemon_threads, server.block_on_close = True, False
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def look(*evidence: str, limits: Limits | None = None) -> list[tuple[str, str]]:
    """Return (state, why) of each piece of evidence, in order."""
    lines = [
        f"  m{i}: {{license: mit, openness: {{training: {{level: open, evidence: '{one}'}}}}}}"
        for i, one in enumerate(evidence)
    ]
    told = answers(
        loads("\n".join(["models:", *lines]), "clearance.yaml", Path("/nonexistent")),
        limits or Limits(timeout=20, total=60),
    )
    return [(answer.state, answer.why) for answer in told.values()]


@pytest.mark.parametrize(
    ("path", "state", "why"),
    [
        ("200/a", "there", ""),
        ("204/a", "there", ""),
        ("to-ok/a", "there", ""),
        ("no-head/a", "there", ""),
        ("404/a", "missing", "answers 404"),
        ("410/a", "missing", "answers 410"),
        ("to-404/a", "missing", "answers 404"),
        ("500/a", "unclear", "fails (500)"),
        ("503/a", "unclear", "fails (503)"),
        ("401/a", "unclear", "wants a login"),
        ("403/a", "unclear", "refuses"),
        ("429/a", "unclear", "has no time now"),
        ("slow/a", "unclear", "no answer in time"),
        ("to-file/a", "unclear", "only http and https"),
        ("to-front/a", "unclear", "front page"),
        ("to-login/a", "unclear", "login"),
        ("to-self/x", "unclear", "redirects too often"),
        ("to-nothing/a", "unclear", "to nowhere"),
    ],
)
def test_only_a_plain_no_of_a_server_is_missing(web: str, path: str, state: str, why: str) -> None:
    ((told, said),) = look(
        f"{web}/{path}", limits=Limits(timeout=1, total=60) if path.startswith("slow") else None
    )

    assert told == state
    assert why in said


def test_nobody_there_and_no_address_are_unclear() -> None:
    told = look(
        "http://127.0.0.1:9/x",
        "http://no-such-host.invalid/x",
        "ftp://example.org/x",
        "http://[broken/x",
        "s3://bucket/key",
    )

    assert [state for state, _ in told] == ["unclear"] * 5


def test_an_address_is_asked_once_and_no_body_is_read(web: str) -> None:
    look(f"{web}/200/a", f"{web}/200/a", f"{web}/no-head/b")

    assert sorted(Web.asked) == ["GET /no-head/b", "HEAD /200/a", "HEAD /no-head/b"]


def test_servers_that_never_end_cost_no_more_than_the_time_for_all(web: str) -> None:
    start = time.monotonic()
    told = look(
        *(f"{web}/drip/{i}" for i in range(12)),
        f"{web}/200/a",
        limits=Limits(timeout=0.5, total=1.5, threads=4),
    )

    assert time.monotonic() - start < 8
    assert [state for state, _ in told][:4] == ["unclear"] * 4
    assert "no answer within 1.5 seconds" in told[0][1]


REPOS = [
    Repo("o/m", files={"train.py": "x", "code/run.py": "x"}),
    Repo("o/d", kind="dataset", files={"data/a.csv": "x"}),
    Repo("o/g", gated="auto", files={"a.bin": "x"}),
    Repo("o/off", disabled=True),
    Repo("o/busy", fault=Fault("503")),
]
HUB = {
    "hf:o/m": "there",
    "hf:o/m:train.py": "there",
    "hf:o/m/train.py": "there",
    "hf:o/m:code": "there",
    "hf:o/m@main:code/": "there",
    "hf:models/o/m:train.py": "there",
    "hf:o/m:tain.py": "missing",
    "hf:o/m@v9": "missing",
    "hf:o/nobody": "missing",
    "hf:o/off": "missing",
    "hf:datasets/o/m": "missing",
    "hf:not an id": "missing",
    "hf:o/d:data/a.csv": "there",
    "hf:datasets/o/d": "there",
    "https://huggingface.co/datasets/o/d/blob/main/data/a.csv": "there",
    "https://huggingface.co/o/m/tree/main/code": "there",
    "https://huggingface.co/o/m/blob/main/gone.py": "missing",
    "https://hf.co/o/d": "missing",
    "hf:o/busy": "unclear",
    "hf:o/g": "gated",
}


def clearance(folder: Path, hub: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the program as its user does, the Hub being the one given."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))
    }
    return subprocess.run(
        [sys.executable, "-m", "clearance", *args],
        cwd=folder,
        env={**kept, "HF_ENDPOINT": hub, "HF_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_files_of_the_hub_are_looked_up(tmp_path: Path) -> None:
    lines = [
        f"  m{i}: {{license: mit, used_for: run, openness: {{training: {{level: open, evidence:"
        f" '{one}'}}}}}}"
        for i, one in enumerate(HUB)
    ]
    (tmp_path / "clearance.yaml").write_text("\n".join(["models:", *lines]))
    with HubServer(REPOS) as hub:
        done = clearance(tmp_path, hub.url, "openness", "--online", "--format", "json")
    told = {one["evidence"]: one["state"] for one in json.loads(done.stdout)["evidence"]}

    assert told == HUB
    assert done.stderr == ""


def test_a_gate_that_the_manifest_speaks_of_needs_no_word(tmp_path: Path) -> None:
    (tmp_path / "clearance.yaml").write_text(
        "models: {m: {ours: true, openness: {weights: {level: open, gated: true, evidence:"
        " 'hf:o/g'}}}}"
    )
    with HubServer(REPOS) as hub:
        told = clearance(tmp_path, hub.url, "openness", "--online").stdout

    assert told.endswith("evidence: 1 there\n")


def test_a_check_asks_only_when_told_to(tmp_path: Path, web: str) -> None:
    (tmp_path / "clearance.yaml").write_text(
        "project: {purpose: research}\nmodels:\n  m:\n    ours: true\n    openness:\n     "
        f" training: {{level: open, evidence: '{web}/404/a'}}\n      data: {{level: open, evidence:"
        f" '{web}/503/b'}}\n      weights: {{level: open, evidence: 'hf:o/m'}}\n      inference:"
        " {level: open, evidence: 'hf:o/m:no.py'}\n"
    )
    with HubServer(REPOS) as hub:
        silent = json.loads(clearance(tmp_path, hub.url, "check", "--format", "json").stdout)
        assert (Web.asked, hub.requests) == ([], [])
        done = clearance(tmp_path, hub.url, "check", "--online", "--format", "json")
    report = json.loads(done.stdout)
    found = [
        (f["rule"], f["severity"], f["certainty"], f["place"]["line"])
        for f in report["findings"]
        if f["rule"].startswith("OPN00")
    ]

    assert not any(f["rule"].startswith("OPN00") for f in silent["findings"])
    assert "(4 of 4)" in str(silent["assumptions"])
    assert "looked up" not in str(report["assumptions"])
    assert sorted(found) == [
        ("OPN004", "warning", "settled", 6),
        ("OPN004", "warning", "settled", 9),
        ("OPN006", "note", "unknown", 7),
    ]
    assert (done.returncode, done.stderr) == (0, "")
    jsonschema.validate(report, SCHEMA)
