"""SPDX 2.3 through spdx-tools: JSON, YAML and tag-value, checked by its validator before a byte is
written.
"""

from __future__ import annotations

import io
import json
from typing import Any

from clearance import __version__
from clearance.bom.licensing import NOASSERTION, NONE, licensing
from clearance.bom.neutral import NAMESPACE, Bom, Edge, Item
from clearance.problems import Problem

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
    said = wrong(document)
    if said:
        raise Problem(f"the SPDX document would not be valid: {said}")
    return text(document, encoding)


def wrong(document: Any) -> str:
    """Return what spdx-tools' validator says first against a document; empty when it is valid.

    The validator goes through the whole document for every reference. So a large one is held
    against it in slices, each with its own
    packages, annotations and inner relationships; that both ends of the others are in the document
    is seen to here.
    """
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    ids = {"SPDXRef-DOCUMENT", *(package.spdx_id for package in document.packages)}
    if len(ids) != len(document.packages) + 1:
        return "an id stands twice"
    for row in document.relationships:
        if not {row.spdx_element_id, row.related_spdx_element_id} <= ids:
            return (
                f"a relationship leads out of the document: {row.spdx_element_id}"
                f" {row.related_spdx_element_id}"
            )
    for one in _slices(document):
        found = validate_full_spdx_document(one, "SPDX-2.3")
        if found:
            return str(found[0].validation_message)
    return ""


def _slices(document: Any) -> list[Any]:
    """Return documents that together hold every package and annotation, and the first package,
    which is described, each.
    """
    from dataclasses import replace

    root, *packages = document.packages
    about: dict[str, list[Any]] = {}
    for note in document.annotations:
        about.setdefault(note.spdx_id, []).append(note)
    from_: dict[str, list[Any]] = {}
    for row in document.relationships:
        from_.setdefault(row.spdx_element_id, []).append(row)
    found = []
    for at in range(0, max(len(packages), 1), SLICE):
        part = packages[at : at + SLICE]
        own = {"SPDXRef-DOCUMENT", root.spdx_id, *(package.spdx_id for package in part)}
        rows = [
            row
            for ref in sorted(own)
            for row in from_.get(ref, ())
            if row.related_spdx_element_id in own
        ]
        held = [root, *part] if at == 0 else part
        notes = [note for package in held for note in about.get(package.spdx_id, ())]
        found.append(
            replace(document, packages=[root, *part], annotations=notes, relationships=rows)
        )
    return found


def _data(document: Any) -> dict[str, Any]:
    """Return a document as the data of its JSON form, converted in slices: the converter, too, asks
    everything of everything.
    """
    from spdx_tools.spdx.jsonschema import document_converter

    library: Any = document_converter
    converter = library.DocumentConverter()
    first, *rest = (converter.convert(one) for one in _slices(document))
    for one in rest:
        first["packages"] += one["packages"][1:]
    rows = [converter.relationship_converter.convert(row) for row in document.relationships]
    return {**first, "relationships": rows}


def text(document: Any, encoding: str) -> str:
    """Return spdx-tools' document in an encoding."""
    if encoding == "tag-value":
        from spdx_tools.spdx.writer.tagvalue import tagvalue_writer

        out = io.StringIO()
        tagvalue_writer.write_document_to_stream(document, out)
        return out.getvalue().rstrip("\n") + "\n"
    if encoding == "yaml":
        import yaml

        told: str = yaml.dump(
            _data(document), Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), indent=2
        )
        return told
    return json.dumps(_data(document), indent=4) + "\n"


def made(bom: Bom) -> Any:
    """Return a bill of materials as spdx-tools' document."""
    m = _library()
    creator = m.Actor(m.ActorType.TOOL, f"clearance-{__version__}")
    info = m.CreationInfo(
        "SPDX-2.3",
        "SPDXRef-DOCUMENT",
        bom.name or "project",
        bom.namespace,
        [creator],
        bom.created.replace(tzinfo=None),
    )
    info.document_comment = (
        "NONE as a license: the owner gives none, all rights are reserved. NOASSERTION: nobody"
        " said."
    )
    return m.Document(
        info,
        packages=[_package(item) for item in bom.items],
        annotations=[
            m.Annotation(
                f"SPDXRef-{item.ref}",
                m.AnnotationType.OTHER,
                creator,
                bom.created.replace(tzinfo=None),
                f"{NAMESPACE}{key} {text}",
            )
            for item in bom.items
            for key, text in item.notes
        ],
        relationships=_relationships(bom),
        extracted_licensing_info=[
            m.ExtractedLicensingInfo(
                ref.id, ref.text, ref.name, [ref.url] if ref.url.startswith("http") else []
            )
            for ref in bom.licenses
        ],
    )


def _library() -> Any:
    """Return spdx-tools' classes; it does not export them in a way that mypy accepts."""
    import spdx_tools.spdx.model

    return spdx_tools.spdx.model


def _package(item: Item) -> Any:
    m = _library()
    special = {NOASSERTION: m.SpdxNoAssertion(), NONE: m.SpdxNone()}
    purl = (
        [m.ExternalPackageRef(m.ExternalPackageRefCategory.PACKAGE_MANAGER, "purl", item.purl)]
        if item.purl
        else []
    )
    return m.Package(
        spdx_id=f"SPDXRef-{item.ref}",
        name=_one_line(item.title),
        download_location=special.get(item.download, item.download),
        version=item.version or None,
        files_analyzed=False,
        license_concluded=_license(item.license.concluded),
        license_declared=_license(item.license.declared),
        license_comment=_one_line(item.license.comment) or None,
        primary_package_purpose=m.PackagePurpose[PURPOSE.get(item.kind, "OTHER")],
        external_references=purl,
    )


def _license(text: str) -> Any:
    m = _library()
    if text in (NOASSERTION, NONE):
        return m.SpdxNoAssertion() if text == NOASSERTION else m.SpdxNone()
    return licensing().parse(text)


def _relationships(bom: Bom) -> list[Any]:
    m = _library()
    rows: list[tuple[Any, ...]] = [
        ("SPDXRef-DOCUMENT", m.RelationshipType.DESCRIBES, f"SPDXRef-{item.ref}", None)
        for item in bom.outward
    ]
    rows += [
        (f"SPDXRef-{bom.root.ref}", m.RelationshipType.DEPENDS_ON, f"SPDXRef-{item.ref}", None)
        for item in bom.used
    ]
    rows += [_row(edge) for edge in bom.edges]
    return [m.Relationship(*row) for row in rows]


def _row(edge: Edge) -> tuple[str, Any, str, str]:
    m = _library()
    ends = (edge.object, edge.product) if edge.kind in TURNED else (edge.product, edge.object)
    return (
        f"SPDXRef-{ends[0]}",
        m.RelationshipType[RELATIONSHIP[edge.kind]],
        f"SPDXRef-{ends[1]}",
        edge.comment,
    )


def _one_line(text: str) -> str:
    return text.replace("<text>", "(text)").replace("</text>", "(/text)")
