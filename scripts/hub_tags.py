"""Print which license tags of the Hub are known here: `python scripts/hub_tags.py`."""

from __future__ import annotations

from clearance.library.load import UNRESOLVED, Library, library
from clearance.library.names import fold

TAGS = """
apache-2.0 mit openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0
bigcode-openrail-m afl-3.0 artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear
c-uda cc cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0
cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0
cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0 cdla-permissive-2.0 wtfpl
ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0 lgpl lgpl-2.1
lgpl-3.0 isc h-research intel-research lppl-1.3c ms-pl apple-ascl apple-amlr mpl-2.0 odc-by odbl
openmdw-1.0 openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl lgpl-lr
deepfloyd-if-license fair-noncommercial-research-license llama2 llama3 llama3.1 llama3.2 llama3.3
llama4 grok2-community gemma unknown other
""".split()
"""The tags that the Hub offers; those up to 2024 stand in its documentation
(docs/hub/repositories-licenses.md).
"""


def sorted_out(known: Library) -> dict[str, list[str]]:
    """Return the tags by what they come to: known (tag -> id), unresolved (they name no one
    license), not known.
    """
    found: dict[str, list[str]] = {"known": [], "unresolved": [], "not known": []}
    for tag in TAGS:
        key = known.find(tag)
        if key:
            found["known"].append(f"{tag} -> {key}")
        else:
            found["unresolved" if fold(tag) in UNRESOLVED else "not known"].append(tag)
    return found


if __name__ == "__main__":
    for word, tags in sorted_out(library()).items():
        print(f"{word}: {len(tags)} of {len(TAGS)}")
        for tag in tags:
            print(f"  {tag}")
