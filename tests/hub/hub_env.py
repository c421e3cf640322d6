"""The environment of the tests that drive the real client."""

from __future__ import annotations

import os
from pathlib import Path


def scrubbed(folder: Path, url: str, **more: str) -> dict[str, str]:
    """Return an environment without the user's Hub settings."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))
    }
    return {**kept, "HF_ENDPOINT": url, "HF_HOME": str(folder / "home"), **more}
