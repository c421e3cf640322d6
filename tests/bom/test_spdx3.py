"""SPDX 3.0: what goes out reads back typed and whole, what comes in from others becomes things,
links and licenses.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from clearance.bom.read import document as incoming
from clearance.commands.bom import BomRequest, collected, make
from clearance.manifest.load import find, load, loads
from clearance.problems import Problem

pytest.importorskip("spdx_python_model", reason="the extra `spdx3` is not installed")
from clearance.bom.write import spdx3

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
NAMES = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
TERMS = "https://spdx.org/rdf/3.0.1/terms/"
NONE = f"{TERMS}ExpandedLicensing/NoneLicense"
UNSAID = f"{TERMS}ExpandedLicensing/NoAssertionLicense"


@pytest.fixture(autouse=True)
def _fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def objects(text: str) -> Any:
    """Return a document read by the library, every reference followed; nothing may be missing."""
    model = spdx3.library()
    found = model.SHACLObjectSet()
    model.JSONLDDeserializer().read(io.BytesIO(text.encode()), found)
    assert found.link() == set()
    return found


def short(iri: str) -> str:
    return iri.rpartition("/")[2]


def end(one: Any) -> str:
    return one if isinstance(one, str) else one.get_id().partition("#")[2]


def relations(found: Any) -> list[tuple[str, str, str, str]]:
    return [
        (end(row.from_), short(row.relationshipType), end(to), row.comment or "")
        for row in found.foreach_type("Relationship")
        for to in row.to
    ]


def document(text: str, folder: Path) -> Any:
    return objects(spdx3.render(collected(loads(text, "clearance.yaml", folder))))


@pytest.mark.parametrize("name", NAMES)
def test_every_name_license_and_link_reads_back_with_its_type(name: str) -> None:
    bom = collected(load(find(EXAMPLES / name)))
    found = objects(spdx3.render(bom))
    packages = {
        end(one): (type(one).__name__, one.name) for one in found.foreach_type("software_Package")
    }
    texts = {
        one.get_id(): one.simplelicensing_licenseExpression
        for one in found.foreach_type("simplelicensing_LicenseExpression")
    }
    texts = {key.partition("#")[2]: text for key, text in texts.items()} | {
        NONE: "NONE",
        UNSAID: "NOASSERTION",
    }
    rows = relations(found)

    assert packages == {
        item.ref: (spdx3.CLASS.get(item.kind, "software_Package"), item.title) for item in bom.items
    }
    for word in ("declared", "concluded"):
        told = {
            start: texts[to] for start, kind, to, _ in rows if kind == f"has{word.title()}License"
        }
        assert told == {item.ref: getattr(item.license, word) for item in bom.items}
    assert sorted(row[3] for row in rows if row[3].startswith("clearance:link")) == sorted(
        edge.comment for edge in bom.edges
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_profiles_hold_that_the_document_claims(name: str) -> None:
    found = objects(make(BomRequest(EXAMPLES / name, "spdx3")))
    sbom = next(found.foreach_type("software_Sbom"))
    rows = relations(found)

    assert {short(one) for one in sbom.profileConformance} == {
        "core",
        "software",
        "simpleLicensing",
        "ai",
        "dataset",
    }
    assert all(
        [short(kind) for kind in one.dataset_datasetType] == ["noAssertion"]
        for one in found.foreach_type("dataset_DatasetPackage")
    )
    for one in found.foreach_type("software_Package"):
        kinds = [kind for start, kind, _, _ in rows if start == end(one)]
        assert (kinds.count("hasDeclaredLicense"), kinds.count("hasConcludedLicense")) == (1, 1)


WORDS = """
models:
  a: {source: "hf:acme/a@v1", task: text-generation}
  b: {ours: true, base: a, trained_on: [d], distilled_from: [t],
      evaluated_on: [d], evaluated_with: [t]}
  t: {source: "hf:acme/t"}
datasets:
  d: {ours: true, derived_from: [e], generated_by: [a], annotated_by: [t]}
  e: {source: "hf:acme/e"}
code: {lib: {source: "github:acme/lib"}}
services: {s: {serves: [b]}}
releases: [{artifact: b, as: acme/b, contains: {lib: combined}}]
"""


def test_each_link_has_the_word_that_fits(tmp_path: Path) -> None:
    rows = relations(document(WORDS, tmp_path))

    assert {
        (start, kind, to)
        for start, kind, to, _ in rows
        if "License" not in kind and kind != "other"
    } == {
        ("model-b", "descendantOf", "model-a"),
        ("model-b", "trainedOn", "dataset-d"),
        ("model-b", "testedOn", "dataset-d"),
        ("model-b", "usesTool", "model-t"),
        ("dataset-d", "descendantOf", "dataset-e"),
        ("dataset-d", "usesTool", "model-t"),
        ("model-a", "generates", "dataset-d"),
        ("service-s", "dependsOn", "model-b"),
        ("model-b", "hasDistributionArtifact", "release-acme-b"),
        ("release-acme-b", "contains", "code-lib"),
    }
    assert [row[0] + row[2] for row in rows if row[1] == "other"] == ["model-bmodel-t"]


def test_what_is_known_of_a_package_stands_in_its_own_field(tmp_path: Path) -> None:
    found = document(WORDS, tmp_path)
    one = next(row for row in found.foreach_type("ai_AIPackage") if row.name == "a")

    assert (one.software_downloadLocation, one.software_packageUrl) == (
        "git+https://huggingface.co/acme/a@v1",
        "pkg:huggingface/acme/a@v1",
    )
    assert (one.software_packageVersion, list(one.ai_domain), one.suppliedBy.name) == (
        "v1",
        ["text-generation"],
        "acme",
    )
    assert short(one.software_primaryPurpose) == "model"


def test_a_license_without_spdx_id_comes_with_name_text_and_reference(tmp_path: Path) -> None:
    found = document("models: {m: {license: llama2, used_for: run}}", tmp_path)
    text = next(found.foreach_type("simplelicensing_SimpleLicensingText"))
    expression = next(
        one
        for one in found.foreach_type("simplelicensing_LicenseExpression")
        if one.simplelicensing_customIdToUri
    )

    assert text.name.startswith("Llama 2 Community License")
    assert text.externalRef[0].locator[0].startswith("https://")
    assert [(row.key, row.value) for row in expression.simplelicensing_customIdToUri] == [
        (expression.simplelicensing_licenseExpression, text.get_id())
    ]


def test_the_names_of_individuals_are_whole(tmp_path: Path) -> None:
    text = spdx3.render(
        collected(
            loads(
                "models: {m: {license: none, used_for: run}, n: {used_for: run}}",
                "clearance.yaml",
                tmp_path,
            )
        )
    )

    assert f'"{NONE}"' in text and f'"{UNSAID}"' in text
    assert '"expandedlicensing_No' not in text


def test_without_the_extra_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "spdx_python_model", None)

    with pytest.raises(Problem, match="SPDX 3 needs spdx-python-model") as caught:
        make(BomRequest(EXAMPLES / "student", "spdx3"))
    assert "pip install spdx-python-model" in caught.value.hint


def element(kind: str, ref: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "spdxId": f"urn:x:{ref}", "creationInfo": "_:c", "name": ref, **more}


def related(start: str, kind: str, *to: str, **more: Any) -> dict[str, Any]:
    ends = [one if ":" in one else f"urn:x:{one}" for one in to]
    return {
        "type": "Relationship",
        "spdxId": f"urn:r:{start}{kind}{to[0]}",
        "creationInfo": "_:c",
        "from": f"urn:x:{start}",
        "relationshipType": kind,
        "to": ends,
        **more,
    }


BASIS = [
    {
        "type": "CreationInfo",
        "@id": "_:c",
        "specVersion": "3.0.1",
        "created": "2026-01-01T00:00:00Z",
        "createdBy": ["urn:x:me"],
    },
    element("Person", "me"),
    element("SpdxDocument", "doc", rootElement=["urn:x:app"]),
    element("software_Package", "app"),
]
PARTS = [
    *BASIS,
    element("ai_AIPackage", "m", software_packageUrl="pkg:huggingface/acme/m@1"),
    element("ai_AIPackage", "n", software_downloadLocation="https://huggingface.co/acme/n"),
    element("dataset_DatasetPackage", "d", dataset_datasetType=["text"]),
    element("dataset_DatasetPackage", "e", dataset_datasetType=["text"]),
    element(
        "software_Package",
        "lib",
        externalIdentifier=[
            {
                "type": "ExternalIdentifier",
                "externalIdentifierType": "packageUrl",
                "identifier": "pkg:github/acme/lib",
            }
        ],
    ),
    related("app", "dependsOn", "m"),
    related("m", "trainedOn", "d"),
    related("m", "testedOn", "e"),
    related("m", "descendantOf", "n"),
    related("n", "generates", "d"),
    related("n", "ancestorOf", "m"),
    related("lib", "contains", "m"),
]


def graph(
    *more: dict[str, Any], parts: list[dict[str, Any]] | None = None, version: str = "3.0.1"
) -> str:
    context = f"https://spdx.org/rdf/{version}/spdx-context.jsonld"
    return json.dumps(
        {"@context": context, "@graph": [*(PARTS if parts is None else parts), *more]}
    )


def came(text: str, folder: Path) -> Any:
    path = folder / "x.json"
    path.write_text(text)
    return incoming.load(path)


def test_packages_and_relations_of_others_become_things_and_links(tmp_path: Path) -> None:
    project = came(graph(), tmp_path)

    assert [(one.name, one.kind, one.source, one.used_for) for one in project.things] == [
        ("m", "model", "hf:acme/m@1", ("run",)),
        ("n", "model", "hf:acme/n", ()),
        ("d", "dataset", "", ()),
        ("e", "dataset", "", ()),
        ("lib", "code", "github:acme/lib", ()),
    ]
    assert {(one.product, one.kind, one.object) for one in project.links} == {
        ("m", "trained_on", "d"),
        ("m", "evaluated_on", "e"),
        ("m", "base", "n"),
        ("d", "generated_by", "n"),
        ("lib", "contains", "m"),
    }


def test_a_model_that_the_document_is_about_is_taken_as_used(tmp_path: Path) -> None:
    parts = [
        BASIS[0],
        BASIS[1],
        element("SpdxDocument", "doc", rootElement=["urn:x:bom"]),
        element("software_Sbom", "bom", rootElement=["urn:x:m"]),
        element("ai_AIPackage", "m"),
    ]

    assert came(graph(parts=parts), tmp_path).thing("m").used_for == ("run",)


def test_files_that_were_trained_or_trained_on_are_things_and_others_are_not(
    tmp_path: Path,
) -> None:
    files = [element("software_File", name) for name in ("model.bin", "train.txt", "README.md")]
    project = came(graph(*files, related("model.bin", "trainedOn", "train.txt")), tmp_path)
    kinds = {one.name: one.kind for one in project.things if "." in one.name}

    assert kinds == {"model.bin": "model", "train.txt": "dataset"}


def test_elements_that_stand_inside_others_count(tmp_path: Path) -> None:
    inside = {
        "type": "Relationship",
        "spdxId": "urn:r:in",
        "creationInfo": "_:c",
        "from": {"@id": "urn:x:m"},
        "relationshipType": "hasDeclaredLicense",
        "to": [
            element(
                "simplelicensing_LicenseExpression", "l", simplelicensing_licenseExpression="MIT"
            )
        ],
    }

    assert came(graph(inside), tmp_path).thing("m").license == (("", "MIT"),)


LISTED = "https://spdx.org/licenses/"
LICENSES = {
    "expression": (
        [
            element(
                "simplelicensing_LicenseExpression",
                "l",
                simplelicensing_licenseExpression="MIT OR Apache-2.0",
            )
        ],
        "MIT OR Apache-2.0",
    ),
    "custom text": (
        [
            element(
                "simplelicensing_SimpleLicensingText",
                "t",
                name="Llama 2 Community License",
                simplelicensing_licenseText="…",
            ),
            element(
                "simplelicensing_LicenseExpression",
                "l",
                simplelicensing_licenseExpression="LicenseRef-1",
                simplelicensing_customIdToUri=[
                    {"type": "DictionaryEntry", "key": "LicenseRef-1", "value": "urn:x:t"}
                ],
            ),
        ],
        "Llama 2 Community License",
    ),
    "custom license": (
        [
            element(
                "expandedlicensing_CustomLicense",
                "l",
                name="House License",
                simplelicensing_licenseText="…",
            )
        ],
        "House License",
    ),
    "custom license without a name": (
        [
            {
                "type": "expandedlicensing_CustomLicense",
                "spdxId": "urn:x:l",
                "creationInfo": "_:c",
                "simplelicensing_licenseText": "…",
            }
        ],
        "l",
    ),
    "and": (
        [
            element(
                "expandedlicensing_ConjunctiveLicenseSet",
                "l",
                expandedlicensing_member=[f"{LISTED}MIT", f"{LISTED}Apache-2.0"],
            )
        ],
        "MIT AND Apache-2.0",
    ),
    "or of and": (
        [
            element(
                "expandedlicensing_DisjunctiveLicenseSet",
                "l",
                expandedlicensing_member=[f"{LISTED}MIT", "urn:x:and"],
            ),
            element(
                "expandedlicensing_ConjunctiveLicenseSet",
                "and",
                expandedlicensing_member=[f"{LISTED}ISC", f"{LISTED}Zlib"],
            ),
        ],
        "MIT OR (ISC AND Zlib)",
    ),
    "what nobody asserts stays": (
        [
            element(
                "expandedlicensing_ConjunctiveLicenseSet",
                "l",
                expandedlicensing_member=[f"{LISTED}MIT", UNSAID],
            )
        ],
        "MIT AND NOASSERTION",
    ),
    "or later": (
        [
            element(
                "expandedlicensing_OrLaterOperator",
                "l",
                expandedlicensing_subjectLicense=f"{LISTED}LGPL-2.1",
            )
        ],
        "LGPL-2.1+",
    ),
    "with": (
        [
            element(
                "expandedlicensing_WithAdditionOperator",
                "l",
                expandedlicensing_subjectExtendableLicense=f"{LISTED}GPL-2.0-only",
                expandedlicensing_subjectAddition=f"{LISTED}Classpath-exception-2.0",
            )
        ],
        "GPL-2.0-only WITH Classpath-exception-2.0",
    ),
}


@pytest.mark.parametrize("name", LICENSES)
def test_licenses_of_others(name: str, tmp_path: Path) -> None:
    elements, expected = LICENSES[name]
    project = came(graph(*elements, related("m", "hasDeclaredLicense", "l")), tmp_path)

    assert project.thing("m").license == (("", expected),)


@pytest.mark.parametrize(
    ("declared", "concluded", "expected"),
    [
        (f"{LISTED}MIT", f"{LISTED}GPL-3.0-only", (("", "MIT"),)),
        (UNSAID, f"{LISTED}GPL-3.0-only", (("", "GPL-3.0-only"),)),
        (NONE, UNSAID, (("", "none"),)),
        (UNSAID, UNSAID, ()),
    ],
)
def test_the_declared_license_counts_and_where_nobody_declares_one_the_concluded(
    declared: str, concluded: str, expected: Any, tmp_path: Path
) -> None:
    project = came(
        graph(
            related("m", "hasDeclaredLicense", declared),
            related("m", "hasConcludedLicense", concluded),
        ),
        tmp_path,
    )

    assert project.thing("m").license == expected


def test_what_another_document_holds_is_no_dangling_reference(tmp_path: Path) -> None:
    elsewhere = element(
        "SpdxDocument",
        "other",
        **{"import": [{"type": "ExternalMap", "externalSpdxId": "urn:far:lib"}]},
    )

    assert came(graph(elsewhere, related("m", "dependsOn", "urn:far:lib")), tmp_path).thing("m")


WRONG = {
    "newer version": (graph(version="3.1"), r"SPDX of version '3\.1'; read are 3\.0\.0, 3\.0\.1"),
    "newer elements": (
        graph({"type": "CreationInfo", "specVersion": "4.0.0"}),
        r"SPDX of version '4\.0\.0'",
    ),
    "graph of another kind": (
        json.dumps({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": {}}),
        "@graph is no list",
    ),
    "graph of texts": (graph("x"), r"@graph\.\d+ is no object"),  # type: ignore[arg-type]
    "name of another type": (
        graph(element("ai_AIPackage", "z") | {"name": 3}),
        "name: 3 is not of type 'string'",
    ),
    "type of another type": (
        graph({"type": ["ai_AIPackage"], "spdxId": "urn:x:z"}),
        "type: .* is not of type 'string'",
    ),
    "relationship without an end": (
        graph({"type": "Relationship", "from": "urn:x:m", "relationshipType": "trainedOn"}),
        "'to' is a required property",
    ),
    "same id": (graph(element("ai_AIPackage", "m")), 'has the id "urn:x:m" twice'),
    "dangling": (
        graph(related("m", "trainedOn", "gone")),
        'trainedOn leads to "urn:x:gone", which the document does not hold',
    ),
    "dangling license": (
        graph(related("m", "hasDeclaredLicense", "gone")),
        'a license leads to "urn:x:gone"',
    ),
    "license of itself": (
        graph(
            element(
                "expandedlicensing_ConjunctiveLicenseSet", "l", expandedlicensing_member=["urn:x:l"]
            ),
            related("m", "hasDeclaredLicense", "l"),
        ),
        "is made of itself",
    ),
    "cycle": (graph(related("n", "descendantOf", "m")), "a thing cannot be made of itself"),
    "nothing in it": (graph(parts=BASIS), "names no component"),
    "deep": (
        graph(parts=[json.loads('{"spdxId": "a", "type": "Tool", "x": ' * 60 + "1" + "}" * 60)]),
        "nested too deeply",
    ),
    "hostile id": (
        graph(related("m", "trainedOn", "urn:\x1b[31m\u202e")),
        r'leads to "urn:[^\x1b\u202e]*"',
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_document_is_one_clear_error_with_its_file(name: str, tmp_path: Path) -> None:
    text, message = WRONG[name]

    with pytest.raises(Problem, match=message) as caught:
        came(text, tmp_path)
    assert caught.value.where.startswith(str(tmp_path))
