"""SPDX 2 tag-value as the data of its JSON form, through spdx-tools' parser."""

from __future__ import annotations

from typing import Any

from clearance.problems import Problem
from clearance.report.common import clean


def as_data(text: str, shown: str) -> dict[str, Any]:
    """Return a tag-value document as JSON data; raise Problem where spdx-tools cannot read it."""
    import contextlib
    import io

    from spdx_tools.spdx.jsonschema.document_converter import DocumentConverter
    from spdx_tools.spdx.parser.error import SPDXParsingError
    from spdx_tools.spdx.parser.tagvalue.parser import Parser

    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            document = Parser().parse(text)
    except SPDXParsingError as error:
        raise Problem(f"is no SPDX tag-value: {clean(str(error.get_messages()[0]))[:300]}", where=shown) from None
    data: dict[str, Any] = DocumentConverter().convert(document)
    return data | data.get("creationInfo", {}) | {"spdxVersion": document.creation_info.spdx_version}
