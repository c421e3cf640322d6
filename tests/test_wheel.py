"""The wheel and the sdist carry rules and licenses: installed elsewhere, checked from another
folder.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.installs
@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_an_installed_package_checks_from_another_folder(tmp_path: Path, kind: str) -> None:
    source = ROOT
    if kind == "sdist":
        build = [sys.executable, "-m", "pip", "--version"]
        subprocess.run(build, check=True, capture_output=True)
        code = "import hatchling.build as b, sys; print(b.build_sdist(sys.argv[1]))"
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(
                "not run: hatchling is not installed here"
                f" ({done.stderr.splitlines()[-1] if done.stderr else ''})"
            )
        source = tmp_path / done.stdout.split()[-1]
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True, timeout=120)
    binary = tmp_path / "venv" / "bin"
    subprocess.run([str(binary / "pip"), "install", "-q", str(source)], check=True, timeout=600)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "clearance.yaml").write_text(
        "project: {purpose: commercial}\nmodels: {m: {license: cc-by-nc-4.0, used_for: run}}\n"
    )

    done = subprocess.run(
        [str(binary / "clearance"), "check"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, "NC001" in done.stdout) == (1, True), done.stdout + done.stderr
    listed = subprocess.run(
        [str(binary / "clearance"), "explain", "--list", "licenses"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    here = {path.stem for path in (ROOT / "licenses").glob("*.md")}
    assert {line.split()[0] for line in listed.stdout.splitlines()} == here
