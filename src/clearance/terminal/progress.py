"""How far long work is: one line on standard error where that is a terminal, shown after a moment
and gone at the end.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

DELAY = 1.0
"""Seconds of work before anything is shown."""


class _Line:
    """The line of one piece of work; a timer brings it up, so that short work loads and shows
    nothing.
    """

    def __init__(self, err: IO[str], doing: str) -> None:
        self._err = err
        self._doing = doing
        self._state: tuple[int, int, str] = (0, 0, "")
        """(steps done, all steps, what is at hand); 0 steps where nobody knows"""
        self._bar: Progress | None = None
        self._over = False
        self._lock = threading.Lock()
        self._timer = threading.Timer(DELAY, self._start)
        self._timer.daemon = True
        self._timer.start()

    def tell(self, done: int, total: int, what: str) -> None:
        """Take up how far the work is."""
        self._state = (done, total, what)
        if self._bar:
            self._draw(self._bar)

    def close(self) -> None:
        """Take the line away."""
        with self._lock:
            self._over = True
            self._timer.cancel()
            if self._bar:
                self._bar.stop()

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
        from rich.table import Column

        last = Column(no_wrap=True, overflow="ellipsis", ratio=1)
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(20),
            TextColumn("{task.fields[count]}", markup=False),
            TimeElapsedColumn(),
        )
        with self._lock:
            if self._over:
                return
            bar = Progress(
                *columns,
                TextColumn("{task.fields[what]}", markup=False, table_column=last),
                console=Console(file=self._err, highlight=False, emoji=False),
                transient=True,
                expand=True,
                refresh_per_second=5,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            bar.add_task(self._doing, total=None, count="", what="")
            self._draw(bar)
            bar.start()
            self._bar = bar

    def _draw(self, bar: Progress) -> None:
        done, total, what = self._state
        # the name is foreign: it may not move the cursor
        name = "".join(char if char.isprintable() else "\ufffd" for char in what)
        bar.update(
            bar.task_ids[0],
            completed=done,
            total=total or None,
            count=f"{done}/{total}" if total else "",
            what=name,
        )


_now: list[_Line] = []
"""The line that is shown; at most one."""


@contextlib.contextmanager
def shown(err: IO[str], doing: str) -> Iterator[None]:
    """Show how far the work inside is, where `err` is a terminal and no CI job."""
    if _now or not _watched(err):
        yield
        return
    _now.append(_Line(err, doing))
    try:
        yield
    finally:
        _now.pop().close()


def _watched(err: IO[str]) -> bool:
    """Say whether somebody looks at a terminal that can draw a line anew."""
    if not err.isatty() or os.environ.get("CI") or os.environ.get("TERM") == "dumb":
        return False
    return find_spec("rich") is not None


def tell(done: int, total: int, what: str) -> None:
    """Say how far the work is and what it is at; nothing happens where nothing is shown."""
    for line in _now:
        line.tell(done, total, what)
