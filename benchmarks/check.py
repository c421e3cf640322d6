"""Wall time of `clearance check` on an example as a ratio to `python -c pass`, side by side in one
run.

python benchmarks/check.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "clearance --version": [sys.executable, "-m", "clearance", "--version"],
    **{
        f"clearance check {name}": [
            sys.executable,
            "-m",
            "clearance",
            "check",
            str(EXAMPLES / name),
        ]
        for name in ("bert-squad", "student")
    },
}


def once(command: list[str]) -> float:
    """Return the wall time of one run in seconds."""
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - start


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):  # interleaved, so that a noisy machine is noisy for all of them
        for name, command in COMMANDS.items():
            times[name].append(once(command))
    base = statistics.median(times["python -c pass"])
    for name, row in times.items():
        print(
            f"{name:<28} {statistics.median(row) * 1000:7.0f} ms "
            f" {statistics.median(row) / base:5.1f} x"
        )


main()
