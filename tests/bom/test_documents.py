"""What goes out: every document is valid by its own standard, says what the manifest says, and is
the same twice.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from clearance.bom.write import spdx
from clearance.commands.bom import BomRequest, collected, make
from clearance.manifest.load import find, load, loads
from clearance.problems import NOTHING, Problem

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
NAMES = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
HOSTILE = """
project: {name: "</text>\\nSPDXVersion: SPDX-9 \\u202e", license: "</text> AND MIT"}
models:
  "m</text>": {license: "weird </text>\\nlabel", used_for: run, note: "a\\nPackageName: b</text>"}
  "m  text ": {license: none, used_for: run}
  "../../x": {source: "url:javascript:alert(1)",
    license: MIT OR GPL-2.0-only WITH Classpath-exception-2.0, used_for: run}
"""


@pytest.fixture(autouse=True)
def _fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def parsed(text: str) -> dict[str, dict[str, Any]]:
    return {package["name"]: package for package in json.loads(text)["packages"]}


def document(text: str, tmp_path: Path) -> dict[str, dict[str, Any]]:
    return parsed(spdx.render(collected(loads(text, "clearance.yaml", tmp_path))))


@pytest.mark.parametrize("encoding", spdx.ENCODINGS)
@pytest.mark.parametrize("name", NAMES)
def test_spdx_is_valid_by_its_validator_when_read_again(
    name: str, encoding: str, tmp_path: Path
) -> None:
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    path = (
        tmp_path
        / f"x.{ {'json': 'spdx.json', 'yaml': 'spdx.yaml', 'tag-value': 'spdx'}[encoding] }"
    )
    path.write_text(make(BomRequest(EXAMPLES / name, "spdx", encoding)), "utf-8")

    assert validate_full_spdx_document(parse_file(str(path)), "SPDX-2.3") == []


@pytest.mark.parametrize("version", ["1.6", "1.7"])
@pytest.mark.parametrize("name", NAMES)
def test_cyclonedx_is_valid_by_the_bundled_schema(name: str, version: str) -> None:
    cyclonedx = pytest.importorskip("clearance.bom.write.cyclonedx")
    pytest.importorskip("cyclonedx", reason="the extra `cyclonedx` is not installed")
    text = cyclonedx.render(collected(load(find(EXAMPLES / name))), version)

    assert cyclonedx.invalid(text, version) == ""
    assert json.loads(text)["specVersion"] == version


@pytest.mark.parametrize("fmt", ["spdx", "cyclonedx"])
def test_a_document_is_the_same_twice_and_bears_the_time_that_was_set(fmt: str) -> None:
    first = make(BomRequest(EXAMPLES / "student", fmt))

    assert first == make(BomRequest(EXAMPLES / "student", fmt))
    assert "2023-11-14T22:13:20" in first


def test_a_time_that_is_none_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")

    with pytest.raises(Problem, match="SOURCE_DATE_EPOCH is 'yesterday'"):
        make(BomRequest(EXAMPLES / "student", "spdx"))


@pytest.mark.parametrize(
    ("license_", "declared", "concluded"),
    [
        ("", "NOASSERTION", "NOASSERTION"),
        ("license: none, ", "NONE", "NONE"),
        ("license: apache-2.0, ", "Apache-2.0", "Apache-2.0"),
        (
            "license: llama2, ",
            "LicenseRef-scancode-llama-2-license-2023",
            "LicenseRef-scancode-llama-2-license-2023",
        ),
        ("license: other, ", "LicenseRef-clearance-other", "NOASSERTION"),
        ("license: MIT OR GPL-3.0-only, ", "MIT OR GPL-3.0-only", "MIT OR GPL-3.0-only"),
        ("license: MIT OR GPL-3.0-only, chosen: MIT, ", "MIT OR GPL-3.0-only", "MIT"),
        (
            "license: {weights: mit, contents: none}, ",
            "MIT AND LicenseRef-clearance-none",
            "MIT AND LicenseRef-clearance-none",
        ),
    ],
)
def test_declared_and_concluded_license(
    license_: str, declared: str, concluded: str, tmp_path: Path
) -> None:
    package = document(f"models: {{m: {{{license_}used_for: run}}}}", tmp_path)["m"]

    assert (package.get("licenseDeclared"), package.get("licenseConcluded")) == (
        declared,
        concluded,
    )


def test_a_license_without_spdx_id_comes_with_name_and_reference(tmp_path: Path) -> None:
    text = spdx.render(
        collected(
            loads("models: {m: {license: llama2, used_for: run}}", "clearance.yaml", tmp_path)
        )
    )
    info = json.loads(text)["hasExtractedLicensingInfos"][0]

    assert info["name"].startswith("Llama 2 Community License")
    assert info["seeAlsos"][0].startswith("https://")


def test_where_things_come_from(tmp_path: Path) -> None:
    text = """
models:
  a: {source: "hf:acme/a@abc123", used_for: run}
  b: {source: "api:openai/gpt-4", used_for: run}
datasets: {d: {source: "hf:acme/d"}}
"""
    found = document(text, tmp_path)

    assert found["a"]["downloadLocation"] == "git+https://huggingface.co/acme/a@abc123"
    assert (found["a"]["versionInfo"], found["a"]["externalRefs"][0]["referenceLocator"]) == (
        "abc123",
        "pkg:huggingface/acme/a@abc123",
    )
    assert found["b"]["downloadLocation"] == "NONE"
    assert found["d"]["downloadLocation"] == "https://huggingface.co/datasets/acme/d"


@pytest.mark.parametrize("name", NAMES)
def test_every_link_is_a_relationship(name: str) -> None:
    project = load(find(EXAMPLES / name))
    rows = json.loads(make(BomRequest(EXAMPLES / name, "spdx")))["relationships"]
    told = [json.loads(row["comment"].split(" ", 1)[1]) for row in rows if "comment" in row]

    assert sorted(row["link"] for row in told if "known-from" not in row) == sorted(
        link.kind for link in project.links
    )


@pytest.mark.parametrize("encoding", spdx.ENCODINGS)
def test_hostile_strings_stay_inside_their_field(encoding: str, tmp_path: Path) -> None:
    from clearance.bom.read.document import load as read_bom

    project = loads(HOSTILE, "clearance.yaml", tmp_path)
    path = tmp_path / "x"
    path.write_text(spdx.render(collected(project), encoding), "utf-8")

    assert [thing.name for thing in read_bom(path).things] == [
        thing.name for thing in project.things
    ]


def test_a_model_card_names_license_base_and_relation() -> None:
    head = yaml.safe_load(
        make(BomRequest(EXAMPLES / "student", "card", artifact="student")).strip("-\n")
    )

    assert head == {
        "license": "apache-2.0",
        "pipeline_tag": "text-generation",
        "base_model": ["mistralai/Mistral-7B-v0.1"],
        "base_model_relation": "finetune",
    }


def test_a_card_of_a_license_that_the_hub_has_no_tag_for_links_to_it(tmp_path: Path) -> None:
    (tmp_path / "clearance.yaml").write_text(
        "models: {b: {source: 'hf:acme/b', license: MIT}, m: {ours: true, base: b, how:"
        " quantize}}\nreleases: [{artifact: m, as: acme/m, license: openai-terms@2023-03-14}]\n"
    )
    head = yaml.safe_load(make(BomRequest(tmp_path, "card")).strip("-\n"))

    assert (head["license"], head["license_name"], head["license_link"][:8]) == (
        "other",
        "openai-terms-2023-03-14",
        "https://",
    )
    assert (head["base_model"], head["base_model_relation"]) == (["acme/b"], "quantized")


def test_a_card_of_nothing_named_says_what_there_is() -> None:
    with pytest.raises(Problem, match="one model or data set") as caught:
        make(BomRequest(EXAMPLES / "alpaca", "card"))

    assert "alpaca, instructions" in caught.value.hint


MANY = (
    "models:\n"
    + "".join(f"  m{i}: {{license: mit, used_for: run}}\n" for i in range(7))
    + "  n: {ours: true, base: [m0, m6]}\n"
)


@pytest.mark.parametrize("encoding", ["json", "yaml"])
def test_a_large_document_is_the_same_as_in_one_piece(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bom = collected(loads(MANY, "clearance.yaml", tmp_path))
    whole = spdx.render(bom, encoding)
    monkeypatch.setattr(spdx, "SLICE", 3)

    assert len(spdx._slices(spdx.made(bom))) == 3
    assert spdx.render(bom, encoding) == whole


WRONG = {
    "a package": (lambda made: setattr(made.packages[7], "spdx_id", "SPDXRef-a_b"), "leads out"),
    "a place": (
        lambda made: setattr(made.packages[7], "download_location", "no url"),
        "download_location",
    ),
    "an id": (
        lambda made: setattr(made.packages[7], "spdx_id", made.packages[6].spdx_id),
        "stands twice",
    ),
    "a relationship": (
        lambda made: setattr(made.relationships[-1], "related_spdx_element_id", "SPDXRef-gone"),
        "leads out",
    ),
}


@pytest.mark.parametrize("size", [3, 100])
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_a_large_document_is_found(
    name: str, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spdx, "SLICE", size)
    made = spdx.made(collected(loads(MANY, "clearance.yaml", tmp_path)))
    change, message = WRONG[name]
    change(made)

    assert message in spdx.wrong(made)


def test_an_address_that_is_none_is_found_in_cyclonedx(tmp_path: Path) -> None:
    cyclonedx = pytest.importorskip("clearance.bom.write.cyclonedx")
    pytest.importorskip("cyclonedx", reason="the extra `cyclonedx` is not installed")
    text = "models:\n" + "".join(
        f"  m{i}: {{source: 'hf:acme/m{i}', license: mit, used_for: run}}\n" for i in range(3)
    )
    written = cyclonedx.render(collected(loads(text, "clearance.yaml", tmp_path)))

    assert cyclonedx.invalid(written, "1.6") == ""
    assert "hugging face" in cyclonedx.invalid(
        written.replace("https://huggingface.co/acme/m2", "https://hugging face.co/[m2"), "1.6"
    )


def test_a_version_of_cyclonedx_can_be_chosen() -> None:
    pytest.importorskip("cyclonedx", reason="the extra `cyclonedx` is not installed")

    assert (
        json.loads(make(BomRequest(EXAMPLES / "student", "cyclonedx", spec_version="1.7")))[
            "specVersion"
        ]
        == "1.7"
    )
    with pytest.raises(Problem, match="--spec-version goes with --format cyclonedx only"):
        make(BomRequest(EXAMPLES / "student", spec_version="1.7"))


def test_licenses_of_a_pack_are_known(tmp_path: Path) -> None:
    (tmp_path / "pack" / "licenses").mkdir(parents=True)
    (tmp_path / "pack" / "licenses" / "house-1.md").write_text(
        "---\nid: house-1\ntitle: House License\nspdx: LicenseRef-house-1\nrung:"
        " permissive\nversion: '1'\nread: full\nmade_for: [software]\nurl:"
        " https://example.org/house\nterms:\n  - {id: grant, verdict: permit, act: [any], reach:"
        " [material, derivative], topic: redistribution, clause: '1', says: All is"
        " allowed.}\n---\n## In short\n\nAll.\n"
    )
    (tmp_path / "clearance.yaml").write_text("models: {m: {license: house-1, used_for: run}}\n")

    assert parsed(make(BomRequest(tmp_path)))["m"]["licenseConcluded"] == "NOASSERTION"
    assert (
        parsed(make(BomRequest(tmp_path, packs=(str(tmp_path / "pack"),))))["m"]["licenseConcluded"]
        == "LicenseRef-house-1"
    )


def test_without_a_manifest_the_document_names_what_the_sources_use(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(
        'from transformers import AutoModel\nAutoModel.from_pretrained("bigscience/bloom-560m")\n'
    )

    assert (
        parsed(make(BomRequest(tmp_path)))["bigscience/bloom-560m"]["downloadLocation"]
        == "https://huggingface.co/bigscience/bloom-560m"
    )


def test_without_a_manifest_and_without_references_there_is_nothing_to_list(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="nothing to check") as caught:
        make(BomRequest(tmp_path))

    assert caught.value.code == NOTHING
