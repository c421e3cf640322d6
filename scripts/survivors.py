"""Take out each license term and each cell of the flow table in turn, and print those whose loss no
case notices.

    python scripts/survivors.py            everything
    python scripts/survivors.py llama2     the terms of one license

Each term is taken out of the file that writes it. Exit code 1 when something survives.
"""

from __future__ import annotations

import copy
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from test_flow import mistakes  # noqa: E402

from clearance.commands import cases as casebook  # noqa: E402
from clearance.library.load import License, library  # noqa: E402

KNOWN = library()


def users_of(key: str, cases: list[casebook.Case]) -> list[casebook.Case]:
    """Return the cases whose text can reach a license: its own file's first, then those that name
    it.
    """
    names = {name for name, found in KNOWN.names.items() if found == key} | {key}
    own = [case for case in cases if case.owner == key]
    return own + [
        case
        for case in cases
        if case.owner != key and any(name in case.text.casefold() for name in names)
    ]


def noticed(cases: list[casebook.Case]) -> bool:
    """Return whether one of the cases fails now."""
    return any(casebook.run(case) for case in cases)


def terms(keys: list[str], cases: list[casebook.Case]) -> list[str]:
    """Return the terms whose loss no case notices."""
    lost = []
    for key in keys:
        whole: License = KNOWN.license(key)
        users = users_of(key, cases)
        for term in (
            whole.form.terms
        ):  # those it takes over by `like` are taken out of the file that writes them
            KNOWN.licenses[key] = replace(
                whole, terms=tuple(t for t in whole.terms if t is not term)
            )
            if not noticed(users):
                lost.append(f"{key}: {term.id} ({term.verdict}, {term.clause})")
        KNOWN.licenses[key] = whole
    return lost


def cells() -> list[str]:
    """Return the cells of the flow table that can be emptied, or filled where they stop, without
    the flow tests noticing.
    """
    table = KNOWN.table("licenses/_flow")
    lost = []
    for column, row in table.items():
        for reach, cell in row.items():
            changed = copy.deepcopy(table)
            changed[column][reach] = "-" if cell != "-" else "material"
            if not mistakes(changed):
                lost.append(f"flow: {reach} x {column} ({cell})")
    return lost


def main() -> int:
    """Print what survives; return the exit code."""
    asked = sys.argv[1:]
    cases = casebook.all_cases(KNOWN)
    keys = asked or sorted(KNOWN.paths)
    lost = terms(keys, cases)
    if not asked:
        lost += cells()
    print("\n".join(lost) or "nothing survives")
    print(
        f"{sum(len(KNOWN.license(key).form.terms) for key in keys)}"
        f" terms{'' if asked else ' and all flow cells'} taken out, {len(lost)} survived"
    )
    return bool(lost)


if __name__ == "__main__":
    sys.exit(main())
