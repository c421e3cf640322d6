"""SPDX 3.0.1 as JSON-LD through spdx-python-model: profiles core, software, simpleLicensing, ai and
dataset.
"""

from __future__ import annotations

import json
import re
from typing import Any

from clearance import __version__
from clearance.bom.licensing import NOASSERTION, NONE, LicenseRef
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
    for one in data["@graph"]:
        if (
            "to" in one
            # the library shortens the names of individuals; the schema, and JSON-LD, want them
            # whole
        ):
            one["to"] = [
                f"{INDIVIDUALS}{to.removeprefix(SHORT)}" if to.startswith(SHORT) else to
                for to in one["to"]
            ]
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


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
        self.m: Any = library()
        self.bom = bom
        self.objects = self.m.SHACLObjectSet()
        self.made: dict[str, Any] = {}
        self.info = self.m.CreationInfo(specVersion=VERSION, created=bom.created)
        self.info.createdBy = [self.new("SoftwareAgent", "creator", name="clearance")]
        self.info.createdUsing = [self.new("Tool", "tool", name=f"clearance-{__version__}")]
        self.texts = {ref.id: self.text(at, ref) for at, ref in enumerate(bom.licenses, 1)}
        self.expressions: dict[str, Any] = {}

    def new(self, cls: str, ref: str, **values: Any) -> Any:
        """Return a new element of a class; its id is the reference below the namespace."""
        made = getattr(self.m, cls)(
            _id=f"{self.bom.namespace}#{ref}", creationInfo=self.info, **values
        )
        self.made[ref] = made
        return self.objects.add(made)

    def text(self, at: int, ref: LicenseRef) -> Any:
        """Return the element of a license that SPDX has no id for."""
        seen = (
            [self.m.ExternalRef(externalRefType=self.m.ExternalRefType.license, locator=[ref.url])]
            if ref.url.startswith("http")
            else []
        )
        return self.new(
            "simplelicensing_SimpleLicensingText",
            f"license-text-{at}",
            name=ref.name,
            simplelicensing_licenseText=ref.text,
            externalRef=seen,
        )

    def license(self, expression: str) -> Any:
        """Return the element of an expression, made once; the individuals of SPDX for NONE and
        NOASSERTION.
        """
        individual = self.m.expandedlicensing_IndividualLicensingInfo
        if expression in (NOASSERTION, NONE):
            return (
                individual.NoAssertionLicense
                if expression == NOASSERTION
                else individual.NoneLicense
            )
        if expression not in self.expressions:
            refs = sorted(
                set(re.findall(r"LicenseRef-[A-Za-z0-9.-]+", expression)) & set(self.texts)
            )
            entries = [
                self.m.DictionaryEntry(key=ref, value=self.texts[ref].get_id()) for ref in refs
            ]
            self.expressions[expression] = self.new(
                "simplelicensing_LicenseExpression",
                f"license-{len(self.expressions) + 1}",
                simplelicensing_licenseExpression=expression,
                simplelicensing_customIdToUri=entries,
            )
        return self.expressions[expression]

    def package(self, item: Item) -> None:
        """Add the package of an item, with both licenses and its notes."""
        package = self.new(
            CLASS.get(item.kind, "software_Package"),
            item.ref,
            name=item.title,
            software_primaryPurpose=getattr(
                self.m.software_SoftwarePurpose, PURPOSE.get(item.kind, "source")
            ),
        )
        if item.version:
            package.software_packageVersion = item.version
        if "://" in item.download:
            package.software_downloadLocation = item.download
        if item.purl:
            package.software_packageUrl = item.purl
        if item.supplier:
            package.suppliedBy = self.supplier(item.supplier)
        if item.kind == "model" and item.thing and item.thing.task:
            package.ai_domain = [item.thing.task]
        if item.kind == "dataset":
            package.dataset_datasetType = [self.m.dataset_DatasetType.noAssertion]
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
                annotationType=self.m.AnnotationType.other,
                subject=package,
                statement=f"{NAMESPACE}{key} {text}",
            )

    def supplier(self, name: str) -> Any:
        """Return the agent of an account; whether a person or an organization holds it is not
        known.
        """
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
        """Add a relationship between two refs, or from a ref to an element."""
        start, end = ends
        cls = "LifecycleScopedRelationship" if scope else "Relationship"
        more = {"scope": getattr(self.m.LifecycleScopeType, scope)} if scope else {}
        made = self.new(
            cls,
            f"relationship-{len(self.made)}",
            from_=self.made[start],
            to=[self.made[end] if isinstance(end, str) and end in self.made else end],
            relationshipType=getattr(self.m.RelationshipType, kind),
            **more,
        )
        if comment:
            made.comment = comment

    def document(self) -> None:
        """Add the bill of materials and the document around it."""
        profiles = [getattr(self.m.ProfileIdentifierType, one) for one in PROFILES]
        data_license = self.license("CC0-1.0")
        sbom = self.new(
            "software_Sbom", "sbom", name=self.bom.root.title, profileConformance=profiles
        )
        sbom.rootElement = [self.made[item.ref] for item in self.bom.outward]
        sbom.element = [one for one in self.made.values() if one is not sbom]
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
