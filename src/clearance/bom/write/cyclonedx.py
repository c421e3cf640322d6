"""CycloneDX through cyclonedx-python-lib; model cards are added on the dictionary, and the whole is
held against the schema.
"""

from __future__ import annotations

import json
import re
from typing import Any

from clearance import __version__
from clearance.bom.licensing import NOASSERTION, NONE
from clearance.bom.neutral import NAMESPACE, Bom, Edge, Item, encoded
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
EVALUATED = ("evaluated_on", "evaluated_with")
"""Links that stand in the card of the model, and nowhere else but in its notes."""


def render(bom: Bom, version: str = VERSION) -> str:
    """Return a bill of materials as CycloneDX JSON; raise Problem without the extra, or where the
    schema refuses it.
    """
    written = text(made(bom, version))
    error = invalid(written, version)
    if error:
        raise Problem(f"the CycloneDX document would not be valid: {error}")
    return written


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
    error = JsonStrictValidator(SchemaVersion.from_version(version)).validate_str(spared)
    return str(error).splitlines()[0][:300] if error else ""


def _spared(data: dict[str, Any]) -> dict[str, Any]:
    """Return a document without the addresses that are plainly addresses, but for the first: the
    schema's check takes 0.1 s for each.
    """
    seen = False
    for component in data.get("components", []):
        addresses = [row.get("url", "") for row in component.get("externalReferences", [])]
        if all(PLAIN_URL.fullmatch(address) for address in addresses):
            _spare(component, addresses, keep_references=not seen)
            seen = seen or bool(addresses)
    return data


def _spare(component: dict[str, Any], addresses: list[str], *, keep_references: bool) -> None:
    """Drop the addresses of a component; those of its data stand among its references, too."""
    if addresses and not keep_references:
        del component["externalReferences"]
    for row in component.get("data", []):
        if row.get("contents") in [{"url": address} for address in addresses]:
            del row["contents"]


def made(bom: Bom, version: str = VERSION) -> dict[str, Any]:
    """Return a bill of materials as the dictionary of a CycloneDX document."""
    try:
        from cyclonedx.output import make_outputter
        from cyclonedx.schema import OutputFormat, SchemaVersion
    except ImportError:
        raise Problem("CycloneDX needs cyclonedx-python-lib", hint=EXTRA) from None
    document = _document(bom)
    written = make_outputter(
        document, OutputFormat.JSON, SchemaVersion.from_version(version)
    ).output_as_string()
    data: dict[str, Any] = json.loads(written)
    order = {item.ref: at for at, item in enumerate(bom.items)}
    data.get("components", []).sort(key=lambda component: order[component["bom-ref"]])
    return _with_cards(data, bom)


def _document(bom: Bom) -> Any:
    """Return the library's object for a bill of materials."""
    from cyclonedx.model.bom import Bom as CycloneBom

    items = {item.ref: item for item in bom.items}
    components = {item.ref: _component(item, bom, items) for item in bom.items}
    document = CycloneBom(
        serial_number=bom.uuid,
        components=[components[item.ref] for item in bom.items if item is not bom.root],
    )
    document.metadata.timestamp = bom.created
    document.metadata.component = components[bom.root.ref]
    document.metadata.tools.components.add(_tool())
    for item in bom.items:
        document.register_dependency(
            components[item.ref], [components[ref] for ref in _dependencies(item, bom)]
        )
    return document


def _tool() -> Any:
    from cyclonedx.model.component import Component, ComponentType

    return Component(name="clearance", version=__version__, type=ComponentType.APPLICATION)


def _dependencies(item: Item, bom: Bom) -> list[str]:
    """Return the refs of what an item is made with; of the project, what it uses and hands out."""
    if item is bom.root:
        return sorted({used.ref for used in (*bom.outward, *bom.used)} - {item.ref})
    return _objects(bom.made_from.get(item.ref, []))


def _edges(item: Item, bom: Bom, kinds: tuple[str, ...]) -> list[Edge]:
    """Return the links of some kinds by which an item is made."""
    return [edge for edge in bom.made_from.get(item.ref, ()) if edge.kind in kinds]


def _objects(edges: list[Edge]) -> list[str]:
    """Return the refs that links lead to, each once."""
    return sorted({edge.object for edge in edges})


def _component(item: Item, bom: Bom, items: dict[str, Item]) -> Any:
    from cyclonedx.model.component import Component, ComponentType
    from packageurl import PackageURL

    component = Component(
        name=item.title,
        type=ComponentType[TYPE[item.kind]],
        bom_ref=item.ref,
        version=item.version or None,
        purl=PackageURL.from_string(item.purl) if item.purl else None,
        licenses=_licenses(item),
        properties=_properties(item, bom),
        external_references=_external_references(item),
    )
    component.pedigree = _pedigree(item, bom, items)
    return component


def _properties(item: Item, bom: Bom) -> list[Any]:
    """Return our notes: those of the item, and every link by which it is made."""
    from cyclonedx.model import Property

    links = [("link", encoded(_link(edge))) for edge in bom.made_from.get(item.ref, ())]
    return [
        Property(name=f"{NAMESPACE}{key}", value=text)
        for key, text in (*item.notes, *_concluded(item), *links)
    ]


def _link(edge: Edge) -> dict[str, str]:
    return {
        "link": edge.kind,
        "object": edge.object,
        "how": edge.how,
        "known-from": edge.known_from,
    }


def _concluded(item: Item) -> list[tuple[str, str]]:
    """Return the concluded license as a note where it is another than the declared one: CycloneDX
    has one place for an expression only.
    """
    license_ = item.license
    if license_.concluded == license_.declared:
        return []
    return [("concluded", encoded(license_.concluded))]


def _licenses(item: Item) -> list[Any]:
    from cyclonedx.model.license import LicenseAcknowledgement, LicenseExpression

    if item.license.declared in (NOASSERTION, NONE):
        return []
    return [
        LicenseExpression(item.license.declared, acknowledgement=LicenseAcknowledgement.DECLARED)
    ]


def _external_references(item: Item) -> list[Any]:
    from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri

    if "://" not in item.download:
        return []
    return [ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(item.download))]


def _pedigree(item: Item, bom: Bom, items: dict[str, Item]) -> Any:
    """Return the ancestors of an item, by name; None where it has none."""
    from cyclonedx.model.component import Component, ComponentType, Pedigree

    ancestors = [items[edge.object] for edge in _edges(item, bom, ORIGIN)]
    if not ancestors:
        return None
    return Pedigree(
        ancestors=[
            Component(name=ancestor.title, type=ComponentType[TYPE[ancestor.kind]])
            for ancestor in ancestors
        ]
    )


def _with_cards(data: dict[str, Any], bom: Bom) -> dict[str, Any]:
    """Add what the library has no class for: model cards, and the kind of data of a data set."""
    items = {item.ref: item for item in bom.items}
    for component in data.get("components", []):
        item = items[component["bom-ref"]]
        if item.kind == "model":
            component["modelCard"] = _card(item, bom)
        if item.kind == "dataset":
            component["data"] = [_contents(item)]
    return data


def _contents(item: Item) -> dict[str, Any]:
    address = {"contents": {"url": item.download}} if item.download.startswith("http") else {}
    return {"type": "dataset", "name": item.title, **address}


def _card(item: Item, bom: Bom) -> dict[str, Any]:
    """Return the model card of a model; only its properties may be an empty list."""
    task = item.thing.task if item.thing else ""
    uses = sorted(item.thing.used_for) if item.thing else []
    datasets = _objects(_edges(item, bom, ("trained_on",)))
    tested = _objects(_edges(item, bom, EVALUATED))
    parameters = _given(task=task, datasets=[{"ref": ref} for ref in datasets])
    return {
        **_given(modelParameters=parameters, considerations=_given(useCases=uses)),
        "properties": [{"name": f"{NAMESPACE}evaluated", "value": ref} for ref in tested],
    }


def _given(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
