"""Put the real output of the README's first command into the README; `--check` compares only."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"(```text\n).*?(\n```)", re.S)


def fresh() -> str:
    """Return the README with the present output of the example."""
    done = subprocess.run(
        [sys.executable, "-m", "clearance", "check", "examples/student"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return BLOCK.sub(
        lambda match: match[1] + done.stdout.rstrip() + match[2],
        (ROOT / "README.md").read_text("utf-8"),
        count=1,
    )


def main() -> int:
    """Write or compare; return the exit code."""
    text = fresh()
    if "--check" in sys.argv:
        if text != (ROOT / "README.md").read_text("utf-8"):
            print("README.md is stale: python scripts/readme.py")
            return 1
        return 0
    (ROOT / "README.md").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
