"""Time of one check as the number of things grows, phases apart.

python benchmarks/size.py [THINGS …]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from clearance.check import check_project
from clearance.manifest import load as manifest
from clearance.report import html, json_, text

LICENSES = (
    "apache-2.0",
    "mit",
    "llama2",
    "gemma",
    "cc-by-sa-4.0",
    "cc-by-nc-4.0",
    "odc-by-1.0",
    "openrail",
)


def written(count: int) -> str:
    """Return a manifest of that many things: a tenth our models, each on a base and data of its own
    and on a shared pool, all released.
    """
    ours = max(count // 10, 1)
    lines = ["project: {name: many, purpose: commercial, fields: []}", "models:"]
    rest = count - 3 * ours  # a model, its base and its release
    data = [f"d{i}" for i in range(rest)]
    lines += [f"  base{i}: {{license: {LICENSES[i % 4]}}}" for i in range(ours)]
    for i in range(ours):
        own = data[i * rest // ours : (i + 1) * rest // ours]
        lines.append(f"  m{i}: {{ours: true, base: base{i}, trained_on: [{', '.join(own)}]}}")
    lines.append("datasets:")
    lines += [
        f"  {name}: {{license: {LICENSES[i % len(LICENSES)]}}}" for i, name in enumerate(data)
    ]
    lines.append("releases:")
    lines += [f"  - {{artifact: m{i}, as: lab/m{i}, license: apache-2.0}}" for i in range(ours)]
    return "\n".join(lines) + "\n"


def main() -> None:
    names = ("load", "check", "text", "json", "html")
    for count in map(int, sys.argv[1:] or ("10", "100", "1000")):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "clearance.yaml")
            path.write_text(written(count))
            times = [time.perf_counter()]
            project = manifest.load(path)
            times.append(time.perf_counter())
            report = check_project(project)
            times.append(time.perf_counter())
            for render in (text.render, json_.render, html.render):
                render(report)
                times.append(time.perf_counter())
        spans = [f"{name} {times[i + 1] - times[i]:.2f} s" for i, name in enumerate(names)]
        print(f"{count} things, {len(report.findings)} findings: " + ", ".join(spans))


if __name__ == "__main__":
    main()
