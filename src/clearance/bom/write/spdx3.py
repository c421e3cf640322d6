"""SPDX 3.0.1 as JSON-LD through spdx-python-model: profiles core, software, simpleLicensing, ai and
dataset.
"""

from __future__ import annotations

import json
import re
from typing import Any

from clearance import __version__
from clearance.bom.licensing import NOASSERTION, NONE, LicenseRef
from clearance.bom.location import supplier
from clearance.bom.neutral import NAMESPACE, Bom, Edge, Item
from clearance.problems import Problem

VERSION = "3.0.1"
EXTRA = "pip install spdx-python-model"
INDIVIDUALS = "https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/"
"""Where NoneLicense and NoAssertionLicense live."""
SHORT = "expandedlicensing_"
PROFILES = ("core", "software", "simpleLicensing", "ai", "dataset")
CLASS = {"model": "ai_AIPackage", "dataset": "dataset_DatasetPackage"}
"""Kind -> class; every other kind is a software_Package."""
PURPOSE = {"model": "model", "dataset": "data", "service": "application", "release": "archive"}
"""Kind -> primary purpose; the rest is source."""
RELATIONSHIP = {
    "base": "descendantOf",
    "derived_from": "descendantOf",
    "trained_on": "trainedOn",
    "generated_by": "generates",
    "distilled_from": "other",
    "annotated_by": "usesTool",
    "serves": "dependsOn",
    "contains": "contains",
    "artifact": "hasDistributionArtifact",
    "evaluated_on": "testedOn",
    "evaluated_with": "usesTool",
}
"""Link -> relationship; the exact link stands in the relationship's comment."""
TURNED = ("generated_by", "artifact")
"""Links whose relationship runs from the object to the product: a model generates data, a thing is
distributed in a release.
"""
SCOPE = {"annotated_by": "development", "evaluated_with": "test"}
"""Link -> life-cycle scope of its relationship."""


def render(bom: Bom) -> str:
    """Return a bill of materials as SPDX 3.0.1 JSON-LD; raise Problem without the extra, or where a
    class refuses a value (our mistake).
    """
    library()
    try:
        return text(made(bom))
    except (ValueError, TypeError) as error:
        raise Problem(f"the SPDX 3 document would not be valid: {error}") from None


def text(objects: Any) -> str:
    """Return a set of objects as JSON-LD."""
    data = library().JSONLDSerializer().serialize_data(objects, force_at_graph=True)
    for element in data["@graph"]:
        if "to" in element:
            element["to"] = [_whole(to) for to in element["to"]]
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def _whole(ref: str) -> str:
    """Return an id with the name of an individual whole: the library shortens it, the schema and
    JSON-LD want it whole.
    """
    return INDIVIDUALS + ref.removeprefix(SHORT) if ref.startswith(SHORT) else ref


def library() -> Any:
    """Return spdx-python-model's classes of version 3.0.1; raise Problem where the extra is not
    installed.
    """
    try:
        from spdx_python_model import v3_0_1
    except ImportError:
        raise Problem("SPDX 3 needs spdx-python-model", hint=EXTRA) from None
    return v3_0_1


def made(bom: Bom) -> Any:
    """Return a bill of materials as spdx-python-model's set of objects, complete in itself: every
    reference has its object.
    """
    maker = _Maker(bom)
    for item in bom.items:
        maker.package(item)
    for item in bom.used:
        maker.relation("dependsOn", (bom.root.ref, item.ref))
    for edge in bom.edges:
        maker.edge(edge)
    maker.document()
    return maker.objects


class _Maker:
    """Makes the objects of one document, each with an id below the document's namespace."""

    def __init__(self, bom: Bom) -> None:
        self.classes: Any = library()
        self.bom = bom
        self.objects = self.classes.SHACLObjectSet()
        self.made: dict[str, Any] = {}
        """ref -> element, in the order in which they were made"""
        self.info = self.classes.CreationInfo(specVersion=VERSION, created=bom.created)
        self.info.createdBy = [self.new("SoftwareAgent", "creator", name="clearance")]
        self.info.createdUsing = [self.new("Tool", "tool", name=f"clearance-{__version__}")]
        self.texts = {ref.id: self.text(at, ref) for at, ref in enumerate(bom.licenses, 1)}
        """LicenseRef -> the element of its text"""
        self.expressions: dict[str, Any] = {}
        """expression -> its element"""

    def new(self, cls: str, ref: str, **values: Any) -> Any:
        """Return a new element of a class; its id is the reference below the namespace."""
        element = getattr(self.classes, cls)(
            _id=f"{self.bom.namespace}#{ref}", creationInfo=self.info, **values
        )
        self.made[ref] = element
        return self.objects.add(element)

    def text(self, at: int, ref: LicenseRef) -> Any:
        """Return the element of a license that SPDX has no id for."""
        return self.new(
            "simplelicensing_SimpleLicensingText",
            f"license-text-{at}",
            name=ref.name,
            simplelicensing_licenseText=ref.text,
            externalRef=self.pages(ref),
        )

    def pages(self, ref: LicenseRef) -> list[Any]:
        """Return where a license is published."""
        if not ref.url.startswith("http"):
            return []
        return [
            self.classes.ExternalRef(
                externalRefType=self.classes.ExternalRefType.license, locator=[ref.url]
            )
        ]

    def license(self, expression: str) -> Any:
        """Return the element of an expression, made once; the individuals of SPDX for NONE and
        NOASSERTION.
        """
        if expression == NOASSERTION:
            return self.classes.expandedlicensing_IndividualLicensingInfo.NoAssertionLicense
        if expression == NONE:
            return self.classes.expandedlicensing_IndividualLicensingInfo.NoneLicense
        if expression not in self.expressions:
            self.expressions[expression] = self.new(
                "simplelicensing_LicenseExpression",
                f"license-{len(self.expressions) + 1}",
                simplelicensing_licenseExpression=expression,
                simplelicensing_customIdToUri=self.custom_ids(expression),
            )
        return self.expressions[expression]

    def custom_ids(self, expression: str) -> list[Any]:
        """Return which element each reference in an expression means."""
        refs = self.texts.keys() & set(re.findall(r"LicenseRef-[A-Za-z0-9.-]+", expression))
        return [
            self.classes.DictionaryEntry(key=ref, value=self.texts[ref].get_id())
            for ref in sorted(refs)
        ]

    def package(self, item: Item) -> None:
        """Add the package of an item, with both licenses and its notes."""
        package = self.new(
            CLASS.get(item.kind, "software_Package"),
            item.ref,
            name=item.title,
            software_primaryPurpose=getattr(
                self.classes.software_SoftwarePurpose, PURPOSE.get(item.kind, "source")
            ),
        )
        for attribute, value in self.details(item).items():
            if value:
                setattr(package, attribute, value)
        self.relation(
            "hasDeclaredLicense",
            (item.ref, self.license(item.license.declared)),
            comment=item.license.comment,
        )
        self.relation("hasConcludedLicense", (item.ref, self.license(item.license.concluded)))
        for at, (key, text) in enumerate(item.notes, 1):
            self.new(
                "Annotation",
                f"{item.ref}-note-{at}",
                annotationType=self.classes.AnnotationType.other,
                subject=package,
                statement=f"{NAMESPACE}{key} {text}",
            )

    def details(self, item: Item) -> dict[str, Any]:
        """Return what a package may have, by attribute; empty values are not given."""
        details = {
            "software_packageVersion": item.version,
            "software_downloadLocation": item.download if "://" in item.download else "",
            "software_packageUrl": item.purl,
            "suppliedBy": self.supplier(supplier(item.thing)) if item.thing else None,
        }
        return details | self.details_by_kind(item)

    def details_by_kind(self, item: Item) -> dict[str, Any]:
        """Return the attributes that the profiles for models and data sets add."""
        if item.kind == "model" and item.thing and item.thing.task:
            return {"ai_domain": [item.thing.task]}
        if item.kind == "dataset":
            return {"dataset_datasetType": [self.classes.dataset_DatasetType.noAssertion]}
        return {}

    def supplier(self, name: str) -> Any:
        """Return the agent of an account, made once; None without a name.

        Whether a person or an organization holds the account is not known.
        """
        if not name:
            return None
        ref = f"supplier-{re.sub('[^A-Za-z0-9.]+', '-', name)}"
        return self.made.get(ref) or self.new("Agent", ref, name=name)

    def edge(self, edge: Edge) -> None:
        """Add the relationship of a link."""
        ends = (edge.object, edge.product) if edge.kind in TURNED else (edge.product, edge.object)
        self.relation(
            RELATIONSHIP[edge.kind], ends, comment=edge.comment, scope=SCOPE.get(edge.kind, "")
        )

    def relation(
        self, kind: str, ends: tuple[str, Any], *, comment: str = "", scope: str = ""
    ) -> None:
        """Add a relationship between two refs, or from a ref to an element or an individual."""
        start, end = ends
        values = {"scope": getattr(self.classes.LifecycleScopeType, scope)} if scope else {}
        relationship = self.new(
            "LifecycleScopedRelationship" if scope else "Relationship",
            f"relationship-{len(self.made)}",
            from_=self.made[start],
            to=[self.made.get(end, end) if isinstance(end, str) else end],
            relationshipType=getattr(self.classes.RelationshipType, kind),
            **values,
        )
        if comment:
            relationship.comment = comment

    def document(self) -> None:
        """Add the bill of materials and the document around it."""
        profiles = [getattr(self.classes.ProfileIdentifierType, profile) for profile in PROFILES]
        data_license = self.license("CC0-1.0")
        sbom = self.new(
            "software_Sbom", "sbom", name=self.bom.root.title, profileConformance=profiles
        )
        sbom.rootElement = [self.made[item.ref] for item in self.bom.outward]
        sbom.element = [element for element in self.made.values() if element is not sbom]
        self.new(
            "SpdxDocument",
            "document",
            name=self.bom.name or "project",
            profileConformance=profiles,
            dataLicense=data_license,
            rootElement=[sbom],
            element=list(self.made.values()),
            comment=(
                "NoneLicense: the owner gives none, all rights are reserved. NoAssertionLicense:"
                " nobody said."
            ),
        )
