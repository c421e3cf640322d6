"""The text report on a terminal: drawn there and only there, with the words of the pipe, at any
width.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from test_hostile import HOSTILE, report

from clearance.model import Report
from clearance.report import render
from clearance.text import UNSAFE

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")
"""Colors and links; nothing else is ours."""


def on_terminal(*args: str, columns: int = 80, **env: str) -> str:
    """Return what the command writes to a pseudo-terminal of that width; stderr, where a slow
    machine sees progress, is not looked at.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    told = (
        {
            name: value
            for name, value in os.environ.items()
            if name not in ("NO_COLOR", "COLUMNS", "LINES")
        }
        | {"TERM": "xterm-256color"}
        | env
    )
    with subprocess.Popen(
        [sys.executable, "-m", "clearance", *args],
        cwd=EXAMPLES,
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env=told,
    ) as process:
        os.close(theirs)
        out = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            out += part
    os.close(ours)
    assert process.returncode in (0, 1)
    return out.decode().replace("\r\n", "\n")


def piped(*args: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "clearance", *args],
        cwd=EXAMPLES,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    ).stdout


@pytest.mark.parametrize(
    "args",
    [("student",), ("student", "--verbose"), ("student", "--quiet"), ("student", "bert-squad")],
)
def test_a_terminal_gets_the_words_of_the_pipe_in_color(args: tuple[str, ...]) -> None:
    drawn = on_terminal("check", *args, columns=100)

    assert "\x1b[1;31merror OUT001\x1b[0m" in drawn or "--quiet" in args
    assert ESCAPE.sub("", drawn).split() == piped("check", *args).split()
    assert "\x1b" not in piped("check", *args)


@pytest.mark.parametrize("columns", [40, 57, 80])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    plain = ESCAPE.sub("", on_terminal("check", "student", columns=columns))

    assert max(map(len, plain.splitlines())) <= columns
    assert re.sub(r"\s", "", plain) == re.sub(r"\s", "", piped("check", "student"))


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_color_gets_no_escape(env: dict[str, str]) -> None:
    assert "\x1b" not in on_terminal("check", "student", columns=60, **env)


def test_a_place_links_to_its_file_and_a_license_to_its_page() -> None:
    drawn = on_terminal("check", "student")

    assert f";{(EXAMPLES / 'student' / 'clearance.yaml').as_uri()}\x1b\\" in drawn
    assert ";https://github.com/meta-llama/llama/blob/main/LICENSE\x1b\\" in drawn


MARKUP = {
    "markup": "[red]x[/red] [link=https://evil.example]y[/link] [bold",
    "emoji": ":smiley: :warning:",
    "closing": "[/] [/dim]",
    "wide": "模型" * 40,
}


@pytest.mark.parametrize("name", sorted({**HOSTILE, **MARKUP}))
def test_foreign_text_neither_draws_nor_links_nor_vanishes(name: str, full: Report) -> None:
    told = report({**HOSTILE, **MARKUP}[name], full)
    drawn = render(told, "terminal", width=50, color=True, verbose=True)
    plain = ESCAPE.sub("", drawn)

    assert UNSAFE.findall(plain) == []
    assert {
        one for one in re.findall(r"\x1b\]8;[^;]*;([^\x1b]*)\x1b", drawn) if "evil" in one
    } == set()
    assert re.sub(r"\s", "", plain) == re.sub(
        r"\s", "", render(told, "text", width=50, verbose=True)
    )


@pytest.mark.parametrize(
    "args",
    [
        ("explain", "llama2"),
        ("explain", "OUT001"),
        ("explain", "gpt2"),
        ("openness", "student"),
        ("scan", "student"),
    ],
)
def test_other_commands_fit_the_terminal_and_say_the_words_of_the_pipe(
    args: tuple[str, ...],
) -> None:
    drawn = on_terminal(*args, columns=60)
    plain = ESCAPE.sub("", drawn)

    assert max(map(len, plain.splitlines())) <= 60
    assert re.sub(r"\s", "", plain) == re.sub(r"\s", "", piped(*args))
    assert "\x1b[1m# " in drawn or args[0] != "explain"
