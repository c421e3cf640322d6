"""clearance.lock: read with one clear error, written whole or not at all, the same bytes for the
same content.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from clearance.files import json_
from clearance.files.yaml import read_text
from clearance.model import Place
from clearance.problems import Problem

if TYPE_CHECKING:
    from clearance.lock.schema import Lock

NAME = "clearance.lock"
AGAIN = "make it anew: clearance lock"
CONFLICT = re.compile(r"^(<{7}|={7}|>{7})( |$)", re.MULTILINE)


def find(root: Path) -> Path:
    """Return where the lock of a project lies."""
    return root / NAME


def load(path: Path, shown: str = "") -> Lock | None:
    """Return the lock, or None where there is none; raise Problem (exit code 2) for one that cannot
    be used.
    """
    if not path.exists():
        return None
    shown = shown or str(path)
    return loads(read_text(path, shown), shown)


def loads(text: str, shown: str) -> Lock:
    """Return the lock in a text; raise Problem."""
    from pydantic import ValidationError

    from clearance.lock.schema import VERSION, Lock

    conflict = CONFLICT.search(text)
    if conflict:
        raise Problem(
            "holds a merge conflict",
            where=f"{shown}:{text.count(chr(10), 0, conflict.start()) + 1}",
            hint=AGAIN,
        )
    try:
        data = json_.parse(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or "Unterminated" in error.msg
        raise Problem(
            "breaks off" if cut else f"is not JSON: {error.msg}",
            where=f"{shown}:{error.lineno}:{error.colno}",
            hint=AGAIN,
        ) from None
    except (ValueError, RecursionError) as error:
        why = (
            "has a key twice"
            if isinstance(error, json_.RepeatedKeyError)
            else "is nested too deeply or holds a number that is none"
        )
        raise Problem(why, where=shown, hint=AGAIN) from None
    version = data.get("version") if isinstance(data, dict) else None
    if version != VERSION:
        raise Problem(
            f"is of version {json.dumps(version)[:40]}; this program reads {VERSION}",
            where=shown,
            hint=AGAIN,
        )
    try:
        return Lock.model_validate(data)
    except ValidationError as error:
        first = min(
            error.errors(include_url=False, include_input=False),
            key=lambda one: one["type"] != "extra_forbidden",
        )
        path = " > ".join(json.dumps(str(one))[1:-1][:80] for one in first["loc"])
        raise Problem(f"{path}: {first['msg']}", where=shown, hint=AGAIN) from None


def dumps(lock: Lock) -> str:
    """Return the text of a lock: sorted keys, one value a line, ASCII only."""
    told = lock.model_dump(exclude_defaults=True)
    told = {
        "version": lock.version,
        "things": told.get("things", {}),
        **({"failed": told["failed"]} if "failed" in told else {}),
    }
    told = {
        key: dict(sorted(value.items())) if isinstance(value, dict) else value
        for key, value in told.items()
    }
    return json.dumps(told, indent=1, ensure_ascii=True) + "\n"


def save(path: Path, lock: Lock) -> None:
    """Write the lock; a crash at any moment leaves the old file or the new one. Raises Problem."""
    part = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with part.open("w", encoding="ascii") as file:
            file.write(dumps(lock))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Problem(f"cannot be written: {error.strerror or error}", where=str(path)) from None


def place(path: Path, name: str, shown: str = NAME) -> Place:
    """Return the line of the lock on which a thing stands."""
    key = f"  {json.dumps(name)}: {{"
    for i, line in enumerate(read_text(path, shown).splitlines(), 1):
        if line == key:
            return Place(shown, i, 3)
    return Place(shown)
