"""Write the data files in their one form: `python scripts/format_data.py [--check] [FILE…]`.

Without files it takes the front matter of every license, the `_*.yml` of licenses and rules but
`_flow.yml` (a table whose columns are lined up by hand), and the catalogue. With `--check` it
writes nothing, names the files that have another form, and returns 1 if there are any. No value
changes, no comment is lost, and the body of a license stays as it is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from yaml_form import form

from clearance.catalogue.schema import LINKS
from clearance.files.yaml import split_front_matter
from clearance.library.schema import LicenseIn
from clearance.words import IN_HAND

ROOT = Path(__file__).parent.parent
REPAIR = "python scripts/format_data.py"
LICENSE_KEYS = tuple(info.alias or name for name, info in LicenseIn.model_fields.items())
"""The order in the schema, which ends with the terms."""
BLOCKS = {
    "terms": (
        "id",
        "says",
        "clause",
        "verdict",
        "act",
        "reach",
        "binds",
        "topic",
        "do",
        "strings",
        "release_under",
        "when",
        "except",
        "contested",
        "unread",
        "steers",
    ),
    "entries": (
        "id",
        "ids",
        "also",
        "kind",
        "name",
        "developer",
        "task",
        "status",
        "license",
        "was",
        "source",
        "confirmed",
        *LINKS,
        "external",
        "note",
        "duties",
        "openness",
    ),
}
FOUR = ", ".join(IN_HAND)


def paths() -> list[Path]:
    """Return every file that has a form."""
    licenses = ROOT / "licenses"
    return [
        *sorted(licenses.glob("[!_]*.md")),
        licenses / "_words.yml",
        licenses / "_ladder.yml",
        *sorted((ROOT / "rules").glob("_*.yml")),
        *sorted((ROOT / "src" / "clearance" / "catalogue" / "data").glob("*/*.yml")),
    ]


def formatted(text: str, name: str) -> str:
    """Return the text of a data file in its form; `name` tells a license from a table."""
    if not name.endswith(".md"):
        return form(text, blocks=BLOCKS)
    head, body, _ = split_front_matter(text, name)
    head = with_in_hand(form(head, LICENSE_KEYS, BLOCKS))
    return f"---\n{form(head, LICENSE_KEYS, BLOCKS)}---\n{body}"


def with_in_hand(head: str) -> str:
    """Return the front matter of a license with `in-hand` where a reach begins with its words."""
    return head.replace(f"    reach: [{FOUR}", "    reach: [in-hand")


def stale(files: list[Path]) -> dict[Path, str]:
    """Return file -> its text in the form, for those that have another one."""
    texts = {path: path.read_text("utf-8") for path in files}
    new = {path: formatted(text, path.name) for path, text in texts.items()}
    return {path: text for path, text in new.items() if text != texts[path]}


def main(args: list[str]) -> int:
    """Write or compare; return 1 when a file that is only compared has another form."""
    check = "--check" in args
    files = stale([Path(arg) for arg in args if arg != "--check"] or paths())
    for path, text in files.items():
        if check:
            print(f"{path} has another form; repair it with: {REPAIR}")
        else:
            path.write_text(text, "utf-8")
            print(f"wrote {path}")
    return int(check and bool(files))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
