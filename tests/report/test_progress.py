"""The progress line: on a terminal's standard error, after a moment, gone at the end; nowhere
else.
"""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from clearance.terminal import progress

Work = Callable[[], None]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], str]:
    """Return a function that does work with standard error on a pseudo-terminal and returns what
    came there.
    """
    for name in ("CI", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")

    def run(work: Work) -> str:
        ours, theirs = pty.openpty()
        with os.fdopen(theirs, "w") as err:
            with progress.shown(err, "working"):
                work()
            err.flush()
            return drained(ours)

    return run


def drained(terminal: int) -> str:
    """Return all that waits on a terminal, which gives it in pieces, and close it."""
    os.set_blocking(terminal, False)
    found = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # nothing more, or the other end is closed
            break
        if not part:
            break
        found += part
    os.close(terminal)
    return found.decode()


def slow() -> None:
    for i in range(3):
        progress.tell(i, 300, "\u202e\x1b[31ma/[red]file[/red].py")
        time.sleep(0.4)


def test_a_terminal_sees_how_far_long_work_is_and_nothing_of_it_stays(
    terminal: Callable[[Work], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "DELAY", 0.05)
    seen = terminal(slow)
    words = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen)

    assert "working" in words
    assert "2/300" in words
    assert "a/[red]fi" in words
    assert "\x1b[31m" not in seen
    assert "\u202e" not in seen
    assert seen.rstrip("\r\n").endswith(("\x1b[2K", "\x1b[1A\x1b[2K", "\x1b[?25h\r\x1b[1A\x1b[2K"))


def test_short_work_shows_nothing_and_loads_nothing(terminal: Callable[[Work], str]) -> None:
    assert terminal(lambda: progress.tell(1, 2, "x")) == ""


@pytest.mark.parametrize("env", [{"CI": "true"}, {"TERM": "dumb"}])
def test_a_ci_job_and_a_dumb_terminal_see_nothing(
    terminal: Callable[[Work], str], monkeypatch: pytest.MonkeyPatch, env: dict[str, str]
) -> None:
    monkeypatch.setattr(progress, "DELAY", 0.01)
    for name, value in env.items():
        monkeypatch.setenv(name, value)

    assert terminal(lambda: time.sleep(0.2)) == ""


def test_a_pipe_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "DELAY", 0.01)
    err = io.StringIO()
    with progress.shown(err, "working"):
        time.sleep(0.2)

    assert err.getvalue() == ""


@pytest.mark.parametrize("args", [("check",), ("scan",), ("bom",), ("init", "--force")])
def test_commands_show_it_on_a_terminal_and_leave_standard_output_alone(
    tmp_path: Path, args: tuple[str, ...]
) -> None:
    (tmp_path / "clearance.yaml").write_text(
        "project: {purpose: research}\nmodels: {gpt2: {used_for: run}}\n"
    )
    for i in range(200):
        (tmp_path / f"f{i}.py").write_text(
            'from transformers import AutoModel\nAutoModel.from_pretrained("gpt2")\n'
        )
    code = (
        "import sys\nfrom clearance.terminal import progress\nprogress.DELAY = 0.0\n"
        "from clearance.cli import main\nmain()"
    )
    env = {name: value for name, value in os.environ.items() if name != "CI"} | {"TERM": "xterm"}
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as err:
        done = subprocess.run(
            [sys.executable, "-c", code, *args],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=err,
            env=env,
            timeout=120,
            check=False,
        )
    told = drained(ours)

    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
    assert "\x1b[2K" in told
