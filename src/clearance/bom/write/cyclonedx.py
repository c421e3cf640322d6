"""CycloneDX through cyclonedx-python-lib; model cards are added on the dictionary, and the whole is
held against the schema.
"""

from __future__ import annotations

import json
import re
from typing import Any

from clearance import __version__
from clearance.bom.licensing import NOASSERTION, NONE
from clearance.bom.neutral import NAMESPACE, Bom, Item, encoded
from clearance.problems import Problem

VERSION = "1.6"
EXTRA = "pip install 'cyclonedx-python-lib[json-validation]'"
TYPE = {
    "model": "MACHINE_LEARNING_MODEL",
    "dataset": "DATA",
    "code": "LIBRARY",
    "service": "APPLICATION",
    "release": "FILE",
    "project": "APPLICATION",
}
PLAIN_URL = re.compile(r"(git\+)?https://[A-Za-z0-9.-]+(/[A-Za-z0-9._@+-]+)*/?")
ORIGIN = ("base", "derived_from")
"""Links that are pedigree: the object is an ancestor of the product."""


def render(bom: Bom, version: str = VERSION) -> str:
    """Return a bill of materials as CycloneDX JSON; raise Problem without the extra, or where the
    schema refuses it.
    """
    told = text(made(bom, version))
    wrong = invalid(told, version)
    if wrong:
        raise Problem(f"the CycloneDX document would not be valid: {wrong}")
    return told


def text(data: dict[str, Any]) -> str:
    """Return the dictionary of a document as JSON."""
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def invalid(written: str, version: str) -> str:
    """Return what the library's bundled schema says against a document; empty when it is valid."""
    try:
        from cyclonedx.schema import SchemaVersion
        from cyclonedx.validation.json import JsonStrictValidator
    except ImportError:
        raise Problem("CycloneDX needs cyclonedx-python-lib", hint=EXTRA) from None
    spared = json.dumps(_spared(json.loads(written)))
    found = JsonStrictValidator(SchemaVersion.from_version(version)).validate_str(spared)
    return str(found).splitlines()[0][:300] if found else ""


def _spared(data: dict[str, Any]) -> dict[str, Any]:
    """Return a document without the addresses that are plainly addresses, but for the first: the
    schema's check takes 0.1 s for each.
    """
    seen = False
    for one in data.get("components", []):
        told = [row.get("url", "") for row in one.get("externalReferences", [])]
        if all(PLAIN_URL.fullmatch(url) for url in told):
            if told and seen:
                del one["externalReferences"]
            seen = seen or bool(told)
            for row in one.get("data", []):
                if row.get("contents") in [{"url": url} for url in told]:
                    del row["contents"]
    return data


def made(bom: Bom, version: str = VERSION) -> dict[str, Any]:
    """Return a bill of materials as the dictionary of a CycloneDX document."""
    try:
        from cyclonedx.model.bom import Bom as CycloneBom
        from cyclonedx.output import make_outputter
        from cyclonedx.schema import OutputFormat, SchemaVersion
    except ImportError:
        raise Problem("CycloneDX needs cyclonedx-python-lib", hint=EXTRA) from None
    others = {item.ref: item for item in bom.items}
    components = {item.ref: _component(item, bom, others) for item in bom.items}
    document = CycloneBom(
        serial_number=bom.uuid,
        components=[one for ref, one in components.items() if ref != bom.root.ref],
    )
    document.metadata.timestamp = bom.created
    document.metadata.component = components[bom.root.ref]
    document.metadata.tools.components.add(_tool())
    for item in bom.items:
        objects = {edge.object for edge in bom.made_from.get(item.ref, ())}
        if item is bom.root:
            objects = {
                one.ref
                for one in bom.items[1:]
                if one.kind in ("release", "service") or (one.thing and one.thing.used_for)
            }
        document.register_dependency(
            components[item.ref], [components[ref] for ref in sorted(objects)]
        )
    written = make_outputter(
        document, OutputFormat.JSON, SchemaVersion.from_version(version)
    ).output_as_string()
    data: dict[str, Any] = json.loads(written)
    order = {item.ref: at for at, item in enumerate(bom.items)}
    data.get("components", []).sort(key=lambda one: order[one["bom-ref"]])
    return _with_cards(data, bom)


def _tool() -> Any:
    from cyclonedx.model.component import Component, ComponentType

    return Component(name="clearance", version=__version__, type=ComponentType.APPLICATION)


def _component(item: Item, bom: Bom, others: dict[str, Item]) -> Any:
    from cyclonedx.model import ExternalReference, ExternalReferenceType, Property, XsUri
    from cyclonedx.model.component import Component, ComponentType, Pedigree
    from packageurl import PackageURL

    made_from = bom.made_from.get(item.ref, [])
    ancestors = [others[edge.object] for edge in made_from if edge.kind in ORIGIN]
    links = [
        Property(
            name=f"{NAMESPACE}link",
            value=encoded(
                {
                    "link": edge.kind,
                    "object": edge.object,
                    "how": edge.how,
                    "known-from": edge.known_from,
                }
            ),
        )
        for edge in made_from
    ]
    component = Component(
        name=item.title,
        type=ComponentType[TYPE[item.kind]],
        bom_ref=item.ref,
        version=item.version or None,
        purl=PackageURL.from_string(item.purl) if item.purl else None,
        licenses=_licenses(item),
        properties=[Property(name=f"{NAMESPACE}{key}", value=text) for key, text in _noted(item)]
        + links,
        external_references=(
            [ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(item.download))]
            if "://" in item.download
            else []
        ),
    )
    if ancestors:
        component.pedigree = Pedigree(
            ancestors=[
                Component(name=one.title, type=ComponentType[TYPE[one.kind]]) for one in ancestors
            ]
        )
    return component


def _noted(item: Item) -> list[tuple[str, str]]:
    """Return the notes, and the concluded license where it is another: CycloneDX has one place for
    an expression only.
    """
    concluded = (
        [("concluded", encoded(item.license.concluded))]
        if item.license.concluded != item.license.declared
        else []
    )
    return [*item.notes, *concluded]


def _licenses(item: Item) -> list[Any]:
    from cyclonedx.model.license import LicenseAcknowledgement, LicenseExpression

    if item.license.declared in (NOASSERTION, NONE):
        return []
    return [
        LicenseExpression(item.license.declared, acknowledgement=LicenseAcknowledgement.DECLARED)
    ]


def _with_cards(data: dict[str, Any], bom: Bom) -> dict[str, Any]:
    """Add what the library has no class for: model cards, and the kind of data of a data set."""
    items = {item.ref: item for item in bom.items}
    for component in data.get("components", []):
        item = items[component["bom-ref"]]
        if item.kind == "model":
            component["modelCard"] = _card(item, bom)
        if item.kind == "dataset":
            contents = (
                {"contents": {"url": item.download}} if item.download.startswith("http") else {}
            )
            component["data"] = [{"type": "dataset", "name": item.title, **contents}]
    return data


def _card(item: Item, bom: Bom) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    if item.thing and item.thing.task:
        parameters["task"] = item.thing.task
    datasets = sorted(
        {edge.object for edge in bom.made_from.get(item.ref, ()) if edge.kind == "trained_on"}
    )
    if datasets:
        parameters["datasets"] = [{"ref": ref} for ref in datasets]
    tested = sorted(
        {
            edge.object
            for edge in bom.made_from.get(item.ref, ())
            if edge.kind.startswith("evaluated")
        }
    )
    card: dict[str, Any] = {"modelParameters": parameters} if parameters else {}
    uses = sorted(item.thing.used_for) if item.thing else []
    if uses:
        card["considerations"] = {"useCases": uses}
    card["properties"] = [{"name": f"{NAMESPACE}evaluated", "value": ref} for ref in tested]
    return card
