"""The HTML report in a real headless Chromium, at phone and desktop width."""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from clearance.model import Report
from clearance.report import render

pytestmark = pytest.mark.browser
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
PROBE = """<!doctype html><meta charset=utf-8><title>probe</title><link rel=icon href=data:,>
<pre id=told></pre>
<iframe id=f src=report.html style="width:%dpx;height:900px;border:0"></iframe>
<script>document.getElementById("f").onload = function () {
  var page = this.contentDocument, root = page.documentElement;
  var all = function (selector) { return [].slice.call(page.querySelectorAll(selector)); };
  var label = function (e) {
    var id = (e.getAttribute("aria-labelledby") || "").split(" ")[0];
    return e.getAttribute("aria-label") || page.getElementById(id);
  };
  var verdict = page.querySelector("#verdict").getBoundingClientRect();
  var focus = all("a[href]").map(function (a) { a.focus(); return page.activeElement === a; });
  var requests = this.contentWindow.performance.getEntriesByType("resource");
  var regions = all("section,nav,[role=region],svg");
  var other = page.querySelector("svg>g:not(.f0)");
  document.getElementById("told").textContent = JSON.stringify({
    width: root.scrollWidth,
    client: root.clientWidth,
    verdict: verdict.top,
    focus: focus.every(Boolean),
    unlabeled: regions.filter(function (e) { return !label(e); }).length,
    h1: all("h1").length,
    requests: requests.length,
    paths: !!page.querySelector(".p0"),
    opacity: getComputedStyle(other).opacity,
  });
}</script>"""


@pytest.fixture
def measured(tmp_path: Path, full: Report) -> Callable[[int], dict]:
    """Return a function from width to what the browser measures of the report in a frame of that
    width.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the browser tests did not run")
    (tmp_path / "report.html").write_text(render(full, "html"))
    handler = functools.partial(
        type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None}),
        directory=str(tmp_path),
    )
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def measure(width: int) -> dict:
        (tmp_path / "probe.html").write_text(PROBE % width)
        address = f"http://127.0.0.1:{server.server_port}/probe.html"
        command = [
            CHROMIUM,
            *FLAGS,
            "--enable-logging=stderr",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--window-size=1400,1000",
            "--virtual-time-budget=3000",
            "--dump-dom",
            address,
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        told = re.search(r'<pre id="told">(.*?)</pre>', done.stdout)
        assert told, done.stderr[-2000:]
        assert not re.findall(r"CONSOLE.*", done.stderr)
        return json.loads(unescape(told.group(1)))

    yield measure
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_report_fits_the_screen_and_works_by_keyboard(
    measured: Callable[[int], dict], width: int
) -> None:
    told = measured(width)

    assert told["width"] <= told["client"] <= width
    assert told["verdict"] < 450
    assert (told["focus"], told["unlabeled"], told["h1"], told["requests"], told["paths"]) == (
        True,
        0,
        1,
        0,
        True,
    )
