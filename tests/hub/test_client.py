"""Every fault of the Hub as the adapter tells it: state, one line, and an end in time."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hub_env import scrubbed

from clearance.testing import Fault, HubServer, Repo

CODE = """
import json, sys
from clearance.hub.client import Failure, Hub
try:
    told = ["seen", Hub(timeout=0.5, tries=2, pause=0.05, patience=3).look("model", sys.argv[1], sys.argv[2]).id]
except Failure as failure:
    told = [failure.state, failure.message]
print(json.dumps(told))
"""


def look(folder: Path, url: str, name: str, revision: str = "") -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", CODE, name, revision],
        env=scrubbed(folder, url),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    state, message = json.loads(done.stdout)
    assert done.stderr == ""
    assert "\n" not in message
    return state, message


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ("401", "token"),
        ("403", "refused"),
        ("404", "gone"),
        ("429", "rate-limit"),
        ("500", "server"),
        ("502", "server"),
        ("503", "server"),
        ("slow", "timeout"),
        ("cut", "garbled"),
        ("html", "garbled"),
    ],
)
def test_a_fault_is_one_line_and_ends(tmp_path: Path, what: str, state: str) -> None:
    with HubServer([Repo("o/m", fault=Fault(what, seconds=1))]) as hub:
        start = time.monotonic()
        told = look(tmp_path, hub.url, "o/m")

    assert told[0] == state
    assert time.monotonic() - start < 15


@pytest.mark.parametrize("what", ["429", "503", "slow", "cut", "html"])
def test_a_fault_that_passes_is_asked_again(tmp_path: Path, what: str) -> None:
    with HubServer([Repo("o/m", fault=Fault(what, times=1, where="api", seconds=1))]) as hub:
        assert look(tmp_path, hub.url, "o/m") == ("seen", "o/m")


def test_nobody_listening(tmp_path: Path) -> None:
    assert look(tmp_path, "http://127.0.0.1:9", "o/m")[0] == "unreachable"


def test_unknown_private_wrong_revision_and_no_id(tmp_path: Path) -> None:
    with HubServer([Repo("o/private", private=True), Repo("o/m")]) as hub:
        assert look(tmp_path, hub.url, "o/none")[0] == "gone"
        assert look(tmp_path, hub.url, "o/private")[0] == "gone"
        assert look(tmp_path, hub.url, "o/m", "v9")[0] == "revision"
        assert look(tmp_path, hub.url, "../../etc")[0] == "id"


def test_the_tree_comes_in_pages(tmp_path: Path) -> None:
    code = (
        "from huggingface_hub import HfApi; print(len(list(HfApi().list_repo_tree('o/m',"
        " recursive=True))))"
    )
    with HubServer([Repo("o/m", files={f"f{i}": "x" for i in range(24)})], page=10) as hub:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=scrubbed(tmp_path, hub.url),
            capture_output=True,
            text=True,
            check=True,
        )

        assert sum("/tree/" in line for line in hub.requests) == 3
    assert done.stdout.strip() == "25"
