"""clearance.lock: read with one clear error, written whole or not at all, the same bytes for the
same content.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearance.files import json_
from clearance.files.yaml import read_text
from clearance.model import Place
from clearance.problems import Problem

if TYPE_CHECKING:
    from pydantic import ValidationError

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
        line = text.count("\n", 0, conflict.start()) + 1
        raise _unusable("holds a merge conflict", f"{shown}:{line}")
    data = _parsed(text, shown)
    version = data.get("version") if isinstance(data, dict) else None
    if version != VERSION:
        stated = json.dumps(version)[:40]
        raise _unusable(f"is of version {stated}; this program reads {VERSION}", shown)
    try:
        return Lock.model_validate(data)
    except ValidationError as error:
        raise _unusable(_first_mistake(error), shown) from None


def _parsed(text: str, shown: str) -> Any:
    try:
        return json_.parse(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or "Unterminated" in error.msg
        message = "breaks off" if cut else f"is not JSON: {error.msg}"
        raise _unusable(message, f"{shown}:{error.lineno}:{error.colno}") from None
    except json_.RepeatedKeyError:
        raise _unusable("has a key twice", shown) from None
    except (ValueError, RecursionError):
        raise _unusable("is nested too deeply or holds a number that is none", shown) from None


def _unusable(message: str, where: str) -> Problem:
    return Problem(message, where=where, hint=AGAIN)


def _first_mistake(error: ValidationError) -> str:
    """Return where pydantic found what mistake; an unknown key only where there is no other."""
    mistakes = error.errors(include_url=False, include_input=False)
    first = min(mistakes, key=lambda mistake: mistake["type"] != "extra_forbidden")
    path = " > ".join(json.dumps(str(part))[1:-1][:80] for part in first["loc"])
    return f"{path}: {first['msg']}"


def dumps(lock: Lock) -> str:
    """Return the text of a lock: sorted keys, one value a line, ASCII only."""
    stated = lock.model_dump(exclude_defaults=True)
    content = {"version": lock.version, "things": dict(sorted(stated.get("things", {}).items()))}
    if "failed" in stated:
        content["failed"] = dict(sorted(stated["failed"].items()))
    return json.dumps(content, indent=1, ensure_ascii=True) + "\n"


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
