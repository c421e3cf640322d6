"""Time a scan of a tree beside ripgrep over the same files with the same literals: scan.py PATH
[--repeat N].
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from clearance.model import Skipped
from clearance.scan import files, scan
from clearance.scan.prefilter import literals


def seconds_of_ripgrep(root: Path, names: list[str]) -> float | None:
    """Return the time of one thread of ripgrep over the files, None where it is not installed."""
    rg = shutil.which("rg")
    if not rg:
        return None
    patterns = [part for literal in literals() for part in ("-e", literal.decode())]
    command = [rg, "-j1", "-F", "-c", "--no-config", "--no-ignore", "--hidden", *patterns, "--"]
    start = time.perf_counter()
    for at in range(0, len(names), 2000):
        subprocess.run(
            [*command, *names[at : at + 2000]], cwd=root, stdout=subprocess.DEVNULL, check=False
        )
    return time.perf_counter() - start


def main() -> None:
    """Print files per second, seconds, peak memory and the ratio to ripgrep."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    skipped: list[Skipped] = []
    names = [source.path for source in files.listed(options.path, None, skipped)]
    times = []
    for _ in range(options.repeat):
        start, used = time.perf_counter(), time.process_time()
        result = scan(options.path)
        times.append((time.perf_counter() - start, time.process_time() - used))
    best, processor = min(times)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 if sys.platform == "darwin" else 1024
    )
    grep = min(
        filter(None, (seconds_of_ripgrep(options.path, names) for _ in range(options.repeat))),
        default=None,
    )
    beside = (
        f"{grep:.2f} s; the scan takes {best / grep:.1f} times as long" if grep else "not installed"
    )
    rows = [
        ("files read", f"{result.read}"),
        ("references", f"{len(result.references)}"),
        ("skipped", f"{len(result.skipped)}"),
        ("seconds", f"{best:.2f} ({processor:.2f} of processor time, best of {options.repeat})"),
        ("files per second", f"{result.read / best:.0f}"),
        ("peak memory", f"{peak:.0f} MB"),
        ("ripgrep, one thread", beside),
    ]
    for name, value in rows:
        print(f"{name:20s} {value}")


if __name__ == "__main__":
    main()
