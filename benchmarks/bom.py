"""Time of a bill of materials as the number of things grows, per format, phases apart.

python benchmarks/bom.py [THINGS …]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from size import written

from clearance.bom.collect import collect
from clearance.bom.neutral import Bom
from clearance.bom.read import document as incoming
from clearance.bom.write import cyclonedx, spdx, spdx3
from clearance.check import check_project
from clearance.library.load import library
from clearance.manifest import load as manifest

FORMS: dict[str, tuple[Callable[[Bom], Any], Callable[[Any], str], Callable[[Any, str], Any]]] = {
    **{
        f"spdx {one}": (
            spdx.made,
            lambda made, one=one: spdx.text(made, one),
            lambda made, _: spdx.wrong(made),
        )
        for one in spdx.ENCODINGS
    },
    "spdx3": (spdx3.made, spdx3.text, lambda made, _: made),
    "cyclonedx 1.6": (
        lambda bom: cyclonedx.made(bom, "1.6"),
        cyclonedx.text,
        lambda _, text: cyclonedx.invalid(text, "1.6"),
    ),
}
"""Format -> how it is made, written and validated; the classes of SPDX 3 validate while it is made.
"""


def spans(marks: list[tuple[str, float]]) -> str:
    """Return what each phase took."""
    return ", ".join(
        f"{name} {mark - marks[at][1]:.2f} s" for at, (name, mark) in enumerate(marks[1:])
    )


def main() -> None:
    for count in map(int, sys.argv[1:] or ("10", "100", "1000")):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "clearance.yaml")
            path.write_text(written(count))
            project = manifest.load(path)
            marks = [("", time.perf_counter())]
            report = check_project(project)
            marks.append(("check", time.perf_counter()))
            bom = collect(project, report, library())
            marks.append(("collect", time.perf_counter()))
            print(f"{count} things: {spans(marks)}", flush=True)
            for form, (make, write, validate) in FORMS.items():
                marks = [("", time.perf_counter())]
                made = make(bom)
                marks.append(("make", time.perf_counter()))
                text = write(made)
                marks.append(("write", time.perf_counter()))
                validate(made, text)
                marks.append(("validate", time.perf_counter()))
                path = Path(folder, "document")
                path.write_text(text)
                incoming.load(path)
                marks.append(("read", time.perf_counter()))
                print(f"  {form}: {len(text) // 1000} kB, {spans(marks)}", flush=True)


if __name__ == "__main__":
    main()
