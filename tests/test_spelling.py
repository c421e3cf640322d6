"""License names as people write them: what is found, what stays open, and which hint is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from clearance.graph.graph import Graph
from clearance.library.load import library
from clearance.manifest.load import loads

KNOWN = library()
HEAD = "project: {purpose: research}\n"


def graph(license_: str) -> Graph:
    return Graph(
        loads(
            f"{HEAD}code: {{lib: {{license: '{license_}'}}}}\n", "clearance.yaml", Path("nothing")
        ),
        KNOWN,
    )


def hint(written: str) -> str:
    key, why, _ = graph("mit").resolve(written)
    assert key is None
    return why


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("License :: OSI Approved :: MIT License", "mit"),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", "gpl-3.0-only"),
        (
            "License :: OSI Approved :: GNU General Public License v3 or later (GPLv3+)",
            "gpl-3.0-or-later",
        ),
        ("License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)", "mpl-2.0"),
        ("GPL (>= 2)", "gpl-2.0-or-later"),
        ("GPL2", "gpl-2.0-only"),
        ("CCBY4.0", "cc-by-4.0"),
        ("CC-BY-NC4.0", "cc-by-nc-4.0"),
        ("https://creativecommons.org/licenses/by-nc/4.0", "cc-by-nc-4.0"),
        ("http://creativecommons.org/licenses/by-nc-sa/4.0/deed.de", "cc-by-nc-sa-4.0"),
        ("https://creativecommons.org/licenses/by-sa/3.0/legalcode.en", "cc-by-sa-3.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "cc0-1.0"),
        ("https://opensource.org/license/apache-2-0", "apache-2.0"),
        ("https://spdx.org/licenses/MIT.html", "mit"),
        ("http://www.apache.org/licenses/LICENSE-2.0.txt", "apache-2.0"),
        ("https://www.gnu.org/licenses/old-licenses/lgpl-2.1.en.html", "lgpl-2.1-only"),
        ("https://www.gnu.org/licenses/agpl-3.0.txt", "agpl-3.0-only"),
    ],
)
def test_a_spelling_is_read_as_its_license(written: str, key: str) -> None:
    assert KNOWN.find(written) == key


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("CC BY-SA", ["cc-by-sa-3.0", "cc-by-sa-4.0"]),
        ("LGPL", ["lgpl-2.1-only", "lgpl-3.0-or-later"]),
        ("BSD License", ["bsd-2-clause", "bsd-3-clause"]),
        ("License :: OSI Approved :: BSD License", ["bsd-2-clause", "bsd-3-clause"]),
        ("MPL", ["mpl-2.0"]),
        ("GNU General Public License", ["gpl-2.0-only", "gpl-3.0-only"]),
        ("Public Domain", ["cc0-1.0", "us-government-work"]),
        ("OpenRAIL-M", ["creativeml-openrail-m", "bigscience-openrail-m"]),
        ("https://creativecommons.org/licenses/by-sa/3.0/us/", ["cc-by-sa-3.0"]),
        ("MIT/Apache-2.0", ["MIT OR Apache-2.0", "MIT AND Apache-2.0"]),
        ("appache-2.0", ['did you mean "apache-2.0"?']),
    ],
)
def test_what_names_several_texts_stays_open_and_the_hint_lists_them(
    written: str, names: list[str]
) -> None:
    assert [name for name in names if name not in hint(written)] == []


@pytest.mark.parametrize(
    "written",
    [
        "SSPX",
        "CDDX",
        "CAPL-1.0",
        "NLODX",
        "OPUDA-1.0",
        "CC-BY-SA-NC-4.0",
        "Apache 2.0 (non-commercial)",
        "LLama 2 (modified)",
        "GPL-2.0 (GPL-3.0)",
        "MIT!=",
        "non-commercial",
    ],
)
def test_no_other_license_is_found_or_suggested_for_a_name_that_looks_alike(written: str) -> None:
    assert "did you mean" not in hint(written)


@pytest.mark.parametrize(
    ("written", "branches"),
    [
        ("MIT or Apache-2.0", (("MIT",), ("Apache-2.0",))),
        ("mit and Apache 2.0", (("mit", "Apache 2.0"),)),
        ("GPL-2 || MIT", (("GPL-2",), ("MIT",))),
        ("Apache 2.0 + Commons Clause", (("Apache 2.0", "Commons Clause"),)),
        ("GPL v2 or later", (("GPL v2 or later",),)),
        ("Apache 2.0 or later", (("Apache 2.0 or later",),)),
        ("MIT or something else", (("MIT or something else",),)),
    ],
)
def test_small_letters_and_signs_are_operators_where_all_names_are_known(
    written: str, branches: tuple[tuple[str, ...], ...]
) -> None:
    assert KNOWN.branches(written) == branches
