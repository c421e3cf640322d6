"""SPDX 2 tag-value as the data of its JSON form, through spdx-tools' parser."""

from __future__ import annotations

import contextlib
import io
from typing import Any

from clearance.bom.licensing import licensing
from clearance.problems import Problem
from clearance.text import clean


def as_data(text: str, shown: str) -> dict[str, Any]:
    """Return a tag-value document as JSON data; raise Problem where spdx-tools cannot read it."""
    from spdx_tools.spdx.jsonschema import document_converter
    from spdx_tools.spdx.parser.error import SPDXParsingError

    converter: Any = document_converter.DocumentConverter
    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            document = _parser().parse(text)
    except SPDXParsingError as error:
        parsing: Any = error
        message = clean(str(parsing.get_messages()[0]))[:300]
        raise Problem(f"is no SPDX tag-value: {message}", where=shown) from None
    data: dict[str, Any] = converter().convert(document)
    return data


def _parser() -> Any:
    from spdx_tools.spdx.parser.tagvalue import parser

    module: Any = parser
    # spdx-tools builds the list of licenses anew for every license that it reads: 0.2 s each
    module.get_spdx_licensing = licensing
    return module.Parser()
