"""Make licenses/_fingerprints.json.gz from folders of license texts: `python
scripts/fingerprints.py TEXTS_DIR…`.

A text is a file of ScanCode's collection (front matter with a key and SPDX ids) or a plain file
named by a license id.
A license of which the folders hold no text keeps the fingerprints it has.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from clearance.library.fingerprint import FILE, Fingerprint, dump, fingerprint, words
from clearance.library.fingerprint import known as fingerprints
from clearance.library.load import Library, library


def named(path: Path, known: Library) -> tuple[str, str, bool]:
    """Return (license id or empty, text, whether an SPDX id says so) of one file."""
    text = path.read_text("utf-8")
    if not text.startswith("---\n"):
        return known.find(path.name) or known.find(path.stem) or "", text, True
    head, _, body = text[4:].partition("\n---")
    told = yaml.safe_load(head)
    if told.get("is_deprecated") or told.get("is_exception"):
        return "", body, False
    spdx = [
        name
        for name in (told.get("spdx_license_key"), *(told.get("other_spdx_license_keys") or []))
        if name
    ]
    for name in spdx:
        key = known.find(name)
        if key and (not name.startswith("LicenseRef") or known.license(key).form.spdx == name):
            return key, body, True
    return told["key"] if told["key"] in known.paths else "", body, False


def main(folders: list[str]) -> None:
    """Write the data file and print what has no text; where an SPDX id names a text, texts that
    only sound alike are left out.
    """
    known = library()
    prints: dict[str, Fingerprint] = {}
    found = [
        (path, *named(path, known))
        for path in sorted(
            path for folder in folders for path in Path(folder).iterdir() if path.is_file()
        )
    ]
    sure = {key for _, key, _, certain in found if certain}
    for path, key, text, certain in found:
        later = key.replace("-only", "-or-later")
        if (
            len(words(text)) < 25
            or not key
            or key.endswith("-or-later")
            or (key in sure and not certain)
        ):
            continue
        one = fingerprint(text, (key, later) if later != key and later in known.paths else (key,))
        if not any(one.total == other.total for other in prints.values()):
            prints[path.name] = one
    new = {id_ for one in prints.values() for id_ in one.ids}
    kept = [
        one for one in fingerprints() if not new & set(one.ids) and set(one.ids) <= set(known.paths)
    ]
    data = dump(sorted([*prints.values(), *kept], key=lambda one: (one.ids, one.total)))
    (Path(__file__).parents[1] / "licenses" / FILE).write_bytes(data)
    done = new | {id_ for one in kept for id_ in one.ids}
    print(
        f"{len(prints)} texts read, {len(kept)} kept; texts of {len(done)} licenses, {len(data)}"
        f" bytes; no text of: {', '.join(sorted(set(known.paths) - done))}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
