"""Size of the HTML report, time to write it, and time until a headless Chromium has laid it out, by
number of things.

python benchmarks/page.py [NUMBER…]
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from clearance.check import check_project
from clearance.manifest.load import loads
from clearance.report import render

BOX = '<g class="n'
ROUNDS = 3
LICENSES = (
    "mit",
    "apache-2.0",
    "cc-by-4.0",
    "cc-by-sa-4.0",
    "cc-by-nc-4.0",
    "odc-by",
    "cc0-1.0",
    "other",
    "gpl-3.0",
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--dump-dom",
)


def manifest(number: int) -> str:
    """Return a manifest of that many things: a model of ours for each eight data sets and one base,
    every fifth released.
    """
    ours = max(1, number // 10)
    data = number - 2 * ours
    models = [
        f"  base-{i}: {{license: {('apache-2.0', 'mit', 'llama2')[i % 3]}, task: text-generation}}"
        for i in range(ours)
    ]
    models += [
        f"  ours-{i}: {{ours: true, base: base-{i}, trained_on:"
        f" [{', '.join(f'set-{j}' for j in range(data) if j % ours == i)}]}}"
        for i in range(ours)
    ]
    sets = [f"  set-{j}: {{license: {LICENSES[j * 7 % 9]}}}" for j in range(data)]
    releases = [
        f"  - {{artifact: ours-{i}, as: lab/model-{i}, license: apache-2.0}}"
        for i in range(0, ours, 5)
    ]
    head = ["project: {name: big, purpose: research, fields: []}", "actor: {kind: university}"]
    return "\n".join([*head, "models:", *models, "datasets:", *sets, "releases:", *releases]) + "\n"


def loaded(page: Path, chromium: str) -> float:
    """Return the median time in seconds of a Chromium that opens the page and ends."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run(
            [chromium, *FLAGS, f"--user-data-dir={page.parent / 'profile'}", page.as_uri()],
            capture_output=True,
            check=False,
        )
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    chromium = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "empty.html").write_text("<!doctype html><title>empty</title>", "utf-8")
        empty = loaded(folder / "empty.html", chromium) if chromium else 0.0
        for number in map(int, sys.argv[1:] or ("10", "100", "1000")):
            start = time.perf_counter()
            report = check_project(loads(manifest(number), "clearance.yaml", folder))
            checked = time.perf_counter()
            text = render(report, "html")
            drawn = time.perf_counter()
            (folder / "report.html").write_text(text, "utf-8")
            seen = (
                f"{(loaded(folder / 'report.html', chromium) - empty) * 1000:.0f} ms more than an"
                " empty page"
                if chromium
                else "no Chromium"
            )
            print(
                f"{number:5} things: {len(text.encode()) / 1024:7.0f} KiB, {text.count(BOX)} boxes;"
                f" check {checked - start:.2f} s, write {drawn - checked:.2f} s; open {seen}"
            )


main()
