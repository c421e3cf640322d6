"""SPDX 2.3 through spdx-tools: JSON, YAML and tag-value, checked by its validator before a byte is
written.
"""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

from clearance import __version__
from clearance.bom.licensing import NOASSERTION, NONE, LicenseRef, licensing
from clearance.bom.neutral import NAMESPACE, Bom, Edge, Item
from clearance.problems import Problem

DOCUMENT = "SPDXRef-DOCUMENT"
"""The id of the document itself."""
SLICE = 100
"""Packages that are validated and converted at a time."""
ENCODINGS = ("json", "yaml", "tag-value")
RELATIONSHIP = {
    "base": "DESCENDANT_OF",
    "derived_from": "GENERATED_FROM",
    "trained_on": "GENERATED_FROM",
    "generated_by": "GENERATED_FROM",
    "distilled_from": "OTHER",
    "annotated_by": "OTHER",
    "serves": "DEPENDS_ON",
    "contains": "CONTAINS",
    "artifact": "CONTAINS",
    "evaluated_on": "TEST_DEPENDENCY_OF",
    "evaluated_with": "TEST_TOOL_OF",
}
"""Link -> relationship; the exact link stands in the relationship's comment."""
TURNED = ("evaluated_on", "evaluated_with")
"""Links whose relationship runs from the object to the product."""
PURPOSE = {"project": "SOURCE", "code": "SOURCE", "service": "APPLICATION", "release": "ARCHIVE"}


def render(bom: Bom, encoding: str = "json") -> str:
    """Return a bill of materials as SPDX 2.3; raise Problem where the validator finds it wrong
    (which is our mistake).
    """
    document = made(bom)
    error = wrong(document)
    if error:
        raise Problem(f"the SPDX document would not be valid: {error}")
    return text(document, encoding)


def wrong(document: Any) -> str:
    """Return what spdx-tools' validator says first against a document; empty when it is valid.

    The validator goes through the whole document for every reference. So a large one is held
    against it in slices, each with its own packages, annotations and inner relationships; that
    both ends of the others are in the document is seen to here.
    """
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    broken = _wrong_ids(document)
    if broken:
        return broken
    for piece in _slices(document):
        messages = validate_full_spdx_document(piece, "SPDX-2.3")
        if messages:
            return str(messages[0].validation_message)
    return ""


def _wrong_ids(document: Any) -> str:
    """Return what is wrong with the ids of a document as a whole; empty when nothing is."""
    ids = {DOCUMENT, *(package.spdx_id for package in document.packages)}
    if len(ids) != len(document.packages) + 1:
        return "an id stands twice"
    for row in document.relationships:
        start, end = row.spdx_element_id, row.related_spdx_element_id
        if not {start, end} <= ids:
            return f"a relationship leads out of the document: {start} {end}"
    return ""


def _slices(document: Any) -> list[Any]:
    """Return documents that together hold every package and annotation, and the first package,
    which is described, each.
    """
    annotations = _grouped(document.annotations, "spdx_id")
    relationships = _grouped(document.relationships, "spdx_element_id")
    root, *packages = document.packages
    slices = []
    for at in range(0, max(len(packages), 1), SLICE):
        part = packages[at : at + SLICE]
        held = [root, *part] if at == 0 else part
        slices.append(
            replace(
                document,
                packages=[root, *part],
                annotations=_of(held, annotations),
                relationships=_inner([root, *part], relationships),
            )
        )
    return slices


def _grouped(rows: list[Any], attribute: str) -> dict[str, list[Any]]:
    """Return id -> the rows that have it in an attribute."""
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(getattr(row, attribute), []).append(row)
    return groups


def _of(packages: list[Any], annotations: dict[str, list[Any]]) -> list[Any]:
    return [note for package in packages for note in annotations.get(package.spdx_id, ())]


def _inner(packages: list[Any], relationships: dict[str, list[Any]]) -> list[Any]:
    """Return the relationships with both ends among the packages, or at the document."""
    ids = {DOCUMENT, *(package.spdx_id for package in packages)}
    rows = (row for ref in sorted(ids) for row in relationships.get(ref, ()))
    return [row for row in rows if row.related_spdx_element_id in ids]


def _data(document: Any) -> dict[str, Any]:
    """Return a document as the data of its JSON form, converted in slices: the converter, too, asks
    everything of everything.
    """
    from spdx_tools.spdx.jsonschema import document_converter

    library: Any = document_converter
    converter = library.DocumentConverter()
    first, *others = (converter.convert(piece) for piece in _slices(document))
    for other in others:
        first["packages"] += other["packages"][1:]
    rows = [converter.relationship_converter.convert(row) for row in document.relationships]
    return {**first, "relationships": rows}


def text(document: Any, encoding: str) -> str:
    """Return spdx-tools' document in an encoding."""
    if encoding == "tag-value":
        return _tag_value(document)
    if encoding == "yaml":
        return _yaml(_data(document))
    return json.dumps(_data(document), indent=4) + "\n"


def _tag_value(document: Any) -> str:
    from spdx_tools.spdx.writer.tagvalue import tagvalue_writer

    out = io.StringIO()
    tagvalue_writer.write_document_to_stream(document, out)
    return out.getvalue().rstrip("\n") + "\n"


def _yaml(data: dict[str, Any]) -> str:
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    written: str = yaml.dump(data, Dumper=dumper, indent=2)
    return written


def made(bom: Bom) -> Any:
    """Return a bill of materials as spdx-tools' document."""
    classes = _library()
    creator = classes.Actor(classes.ActorType.TOOL, f"clearance-{__version__}")
    info = classes.CreationInfo(
        "SPDX-2.3",
        DOCUMENT,
        bom.name or "project",
        bom.namespace,
        [creator],
        bom.created.replace(tzinfo=None),
    )
    info.document_comment = (
        "NONE as a license: the owner gives none, all rights are reserved. NOASSERTION: nobody"
        " said."
    )
    return classes.Document(
        info,
        packages=[_package(item) for item in bom.items],
        annotations=[note for item in bom.items for note in _annotations(item, info)],
        relationships=_relationships(bom),
        extracted_licensing_info=[_license_text(ref) for ref in bom.licenses],
    )


def _library() -> Any:
    """Return spdx-tools' classes; it does not export them in a way that mypy accepts."""
    import spdx_tools.spdx.model

    return spdx_tools.spdx.model


def _annotations(item: Item, info: Any) -> list[Any]:
    """Return the notes of an item, by who made the document, at its time."""
    classes = _library()
    return [
        classes.Annotation(
            f"SPDXRef-{item.ref}",
            classes.AnnotationType.OTHER,
            info.creators[0],
            info.created,
            f"{NAMESPACE}{key} {text}",
        )
        for key, text in item.notes
    ]


def _license_text(ref: LicenseRef) -> Any:
    pages = [ref.url] if ref.url.startswith("http") else []
    return _library().ExtractedLicensingInfo(ref.id, ref.text, ref.name, pages)


def _package(item: Item) -> Any:
    classes = _library()
    return classes.Package(
        spdx_id=f"SPDXRef-{item.ref}",
        name=_one_line(item.title),
        download_location=_individual(item.download) or item.download,
        version=item.version or None,
        files_analyzed=False,
        license_concluded=_license(item.license.concluded),
        license_declared=_license(item.license.declared),
        license_comment=_one_line(item.license.comment) or None,
        primary_package_purpose=classes.PackagePurpose[PURPOSE.get(item.kind, "OTHER")],
        external_references=_external_references(item),
    )


def _external_references(item: Item) -> list[Any]:
    if not item.purl:
        return []
    classes = _library()
    category = classes.ExternalPackageRefCategory.PACKAGE_MANAGER
    return [classes.ExternalPackageRef(category, "purl", item.purl)]


def _individual(text: str) -> Any:
    """Return spdx-tools' object for NOASSERTION and NONE; None for any other text."""
    classes = _library()
    return {NOASSERTION: classes.SpdxNoAssertion(), NONE: classes.SpdxNone()}.get(text)


def _license(text: str) -> Any:
    return _individual(text) or licensing().parse(text)


def _relationships(bom: Bom) -> list[Any]:
    """Return what the document describes, what the project uses, and every link."""
    root = f"SPDXRef-{bom.root.ref}"
    return [
        *(_relationship(DOCUMENT, "DESCRIBES", f"SPDXRef-{item.ref}") for item in bom.outward),
        *(_relationship(root, "DEPENDS_ON", f"SPDXRef-{item.ref}") for item in bom.used),
        *(_link(edge) for edge in bom.edges),
    ]


def _link(edge: Edge) -> Any:
    start, end = f"SPDXRef-{edge.product}", f"SPDXRef-{edge.object}"
    if edge.kind in TURNED:
        start, end = end, start
    return _relationship(start, RELATIONSHIP[edge.kind], end, edge.comment)


def _relationship(start: str, kind: str, end: str, comment: str | None = None) -> Any:
    classes = _library()
    return classes.Relationship(start, classes.RelationshipType[kind], end, comment)


def _one_line(text: str) -> str:
    return text.replace("<text>", "(text)").replace("</text>", "(/text)")
