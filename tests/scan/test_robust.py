"""Files that are broken, huge, hidden or hostile: named, never fatal, never run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clearance.model import Skipped
from clearance.scan import collector, dispatch, files, scan

GOOD = "M.from_pretrained('acme/owl')\n"


def write(root: Path, name: str, data: bytes | str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.py", b"\x7fELF\0\0\0", "binary"),
        ("a.py", b"x = 1\n" + b"#" * 4_000_001, "larger than 4 MB"),
        ("a.json", b'{"model": "' + b"a" * 1_000_001 + b'"}', "larger than 1 MB"),
        ("a.py", "def f(:\n  model = 'a/b'\n", "does not parse as python, read line by line"),
        ("a.json", '{"model": "acme/owl",,,', "does not parse as config, read line by line"),
        ("a.toml", 'model = "acme/owl"\n[', "does not parse as config, read line by line"),
        ("a.ipynb", '{"cells": "model acme/owl', "does not parse as notebook, read line by line"),
    ],
)
def test_a_file_that_is_not_read_is_named(
    tmp_path: Path, name: str, data: bytes | str, why: str
) -> None:
    write(tmp_path, name, data)
    write(tmp_path, "good.py", GOOD)
    result = scan(tmp_path)
    assert result.skipped == (Skipped(name, why),)
    assert "acme/owl" in {one.id for one in result.references if one.path == "good.py"}


@pytest.mark.parametrize(
    "data",
    [
        "# é à ü\n".encode("latin-1") + GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("utf-16"),
        b"x = '" + b"a" * 2_000_000 + b"'\n" + GOOD.encode(),
        b"\xff\xfe\xfa model\n"[2:] + GOOD.encode(),
    ],
)
def test_strange_bytes_and_long_lines_are_read(tmp_path: Path, data: bytes) -> None:
    write(tmp_path, "a.py", data)
    assert {one.id for one in scan(tmp_path).references} == {"acme/owl"}


def test_links_lead_nowhere_new(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root, "a/good.py", GOOD)
    write(tmp_path, "outside.py", GOOD)
    (root / "a" / "loop").symlink_to(root / "a", target_is_directory=True)
    (root / "self.py").symlink_to(root / "self.py")
    (root / "gone.py").symlink_to(root / "not-there.py")
    (root / "out.py").symlink_to(tmp_path / "outside.py")
    result = scan(root)
    assert {one.path for one in result.references} == {"a/good.py"}
    assert {one.path for one in result.skipped} == {"self.py", "gone.py", "out.py"}


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads everything")
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a/b.py", GOOD)
    write(tmp_path, "c.py", GOOD)
    (tmp_path / "a").chmod(0)
    (tmp_path / "c.py").chmod(0)
    try:
        result = scan(tmp_path)
    finally:
        (tmp_path / "a").chmod(0o755)
    assert {one.path for one in result.skipped} == {"a", "c.py"}


def test_a_folder_that_cannot_be_listed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "good.py", GOOD)
    (tmp_path / "shut").mkdir()
    real = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    result = scan(tmp_path)
    assert [one.path for one in result.skipped] == ["shut"]
    assert result.read == 1


def test_deep_nesting_stops_nothing(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "model: " + "[" * 5000 + "]" * 5000)
    write(tmp_path, "b.json", '{"model": ' + "[" * 100_000 + "]" * 100_000 + ', "x": "a/b"}')
    write(tmp_path, "c.py", "model = " + "(" * 5000 + "'a/b'" + ")" * 5000)
    write(tmp_path, "d.py", "model = 'a/b' " + "+ 'c'" * 20_000)
    write(tmp_path, "good.py", GOOD)
    assert "acme/owl" in {one.id for one in scan(tmp_path).references}


def test_aliases_that_multiply_are_walked_once(tmp_path: Path) -> None:
    lines = ["a0: &a0 [acme/owl]"] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)
    ]
    write(tmp_path, "models.yaml", "\n".join(lines))
    start = time.monotonic()
    scan(tmp_path)
    assert time.monotonic() - start < 5


def test_constants_that_multiply_end(tmp_path: Path) -> None:
    lines = ["a0 = 'acme/x' if q else 'acme/y'"]
    lines += [
        f"a{n} = a{n - 1} + a{n - 1} if q else f'{{a{n - 1}}}{{a{n - 1}}}{{a{n - 1}}}'"
        for n in range(1, 40)
    ]
    lines += [
        "model = a39",
        "x = y\ny = x\nmodel_id = x",
        "def f(m):\n    return f(m + m)\nf(a39)\nM.from_pretrained(a39)",
    ]
    write(tmp_path, "a.py", "\n".join(lines))
    start = time.monotonic()
    scan(tmp_path)
    assert time.monotonic() - start < 5


def test_a_file_that_takes_too_long_is_cut_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector, "SECONDS", -1.0)
    write(tmp_path, "a.py", GOOD * 2000)
    assert scan(tmp_path).skipped == (
        Skipped("a.py", "took too long; what was found until then counts"),
    )


def test_nothing_of_the_tree_is_imported_or_run(tmp_path: Path) -> None:
    trap = "import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n" + GOOD
    for name in ("a.py", "conftest.py", "yaml.py", "sitecustomize.py", "pkg/__init__.py"):
        write(tmp_path, name, trap)
    write(
        tmp_path, "a.yaml", "!!python/object/apply:os.system ['touch ran']\n---\nmodel: acme/owl\n"
    )
    script = "from pathlib import Path; from clearance.scan import scan; "
    script += f"print(len(scan(Path({str(tmp_path)!r})).references))"
    source = Path(dispatch.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(sys.prefix),
        env={"PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) > 0
    assert not list(tmp_path.rglob("ran"))


def test_git_decides_which_files_count(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    write(tmp_path, ".gitignore", "hidden/\n")
    write(tmp_path, "hidden/a.py", GOOD)
    write(tmp_path, "new.py", GOOD)
    assert {one.path for one in scan(tmp_path).references} == {"new.py"}


def test_only_named_files_are_read(tmp_path: Path) -> None:
    write(tmp_path, "a.py", GOOD)
    write(tmp_path, "b.py", GOOD)
    assert {one.path for one in scan(tmp_path, files=[Path("b.py")]).references} == {"b.py"}
    assert {one.path for one in scan(tmp_path, [tmp_path / "a.py"]).references} == {"a.py"}


def test_a_named_file_that_is_not_there_is_passed_over(tmp_path: Path) -> None:
    assert scan(tmp_path, [Path("gone.py")]).read == 0


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a.py", "python"),
        ("x/a.ipynb", "notebook"),
        ("a.yml", "config"),
        ("Makefile", "shell"),
        ("a.Dockerfile", "shell"),
        (".env.local", "shell"),
        ("README", "docs"),
        ("a.mdx", "docs"),
        ("a.ts", "loose"),
        ("LICENSE", "script"),
        ("a.png", ""),
        ("a.jsonl", ""),
        ("node_modules/x/a.js", ""),
        ("uv.lock", ""),
    ],
)
def test_the_kind_of_a_source_is_told_by_its_name(path: str, kind: str) -> None:
    assert files.kind_of(path) == kind


def test_results_are_sorted_and_equal_twice(tmp_path: Path) -> None:
    for name in ("c.py", "a.py", "b.sh"):
        write(tmp_path, name, GOOD if name.endswith("py") else "hf download acme/owl\n")
    first = scan(tmp_path)
    assert first == scan(tmp_path)
    assert list(first.references) == sorted(first.references)
