"""Sources and manifest compared; a project without a manifest; a manifest made from the sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clearance.check import check
from clearance.commands import init
from clearance.manifest.load import loads
from clearance.problems import NOTHING, Problem

TRAIN = """
from datasets import load_dataset
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("some-lab/tiny-model")
data = load_dataset("some-lab/tiny-data")
"""
APACHE = (Path(__file__).parents[1] / "LICENSE").read_text("utf-8")


def repository(folder: Path, manifest: str = "", source: str = TRAIN) -> Path:
    (folder / "train.py").write_text(source)
    if manifest:
        (folder / "clearance.yaml").write_text(manifest)
    return folder


def rules(folder: Path, rule: str) -> list[tuple[str, int]]:
    return [(f.source, f.place.line) for f in check(folder).findings if f.rule == rule]


def test_undeclared_use_is_a_finding_at_its_line(tmp_path: Path) -> None:
    folder = repository(
        tmp_path,
        "project: {purpose: research}\nmodels: {m: {source: 'hf:some-lab/tiny-model', license: mit,"
        " used_for: run}}\n",
    )

    assert rules(folder, "REF001") == [("some-lab/tiny-data", 6)]


def test_declared_by_key_or_by_source_is_declared(tmp_path: Path) -> None:
    folder = repository(
        tmp_path,
        "project: {purpose: research}\nmodels: {m: {source: 'hf:Some-Lab/Tiny-Model@abc', license:"
        " mit, used_for: run}}\ndatasets: {some-lab/tiny-data: {license: mit, used_for: run}}\n",
    )

    assert rules(folder, "REF001") == []


def test_what_we_release_is_no_undeclared_use(tmp_path: Path) -> None:
    source = 'from transformers import AutoModel\nmodel = AutoModel.from_pretrained("me/out")\n'
    folder = repository(
        tmp_path,
        "project: {purpose: research}\nmodels: {m: {license: mit}, o: {ours: true, base:"
        " m}}\nreleases: [{artifact: o, as: me/out, license: mit}]\n",
        source,
    )

    assert rules(folder, "REF001") == []


def test_declared_and_unseen_is_a_note(tmp_path: Path) -> None:
    folder = repository(
        tmp_path,
        "project: {purpose: research}\nmodels: {some-lab/tiny-model: {license: mit, used_for: run},"
        " some-lab/gone: {license: mit, used_for: run}}\ndatasets: {some-lab/tiny-data: {license:"
        " mit, used_for: run}}\n",
    )

    assert [source for source, _ in rules(folder, "REF002")] == ["some-lab/gone"]


def test_an_ignore_comment_works_and_an_idle_one_is_reported(tmp_path: Path) -> None:
    source = (
        TRAIN.replace(
            'tiny-data")', 'tiny-data")  # clearance: ignore[REF001] loaded in a test only'
        )
        + "x = 1  # clearance: ignore[REF001] nothing here\n"
    )
    folder = repository(
        tmp_path,
        "project: {purpose: research}\nmodels: {some-lab/tiny-model: {license: mit, used_for:"
        " run}}\n",
        source,
    )

    assert rules(folder, "REF001") == []
    assert [line for _, line in rules(folder, "REF003")] == [7]


def test_without_a_manifest_the_sources_are_checked_and_the_next_command_is_said(
    tmp_path: Path,
) -> None:
    report = check(repository(tmp_path))

    assert {f.source for f in report.findings if f.rule == "LIC004"} == {
        "some-lab/tiny-model",
        "some-lab/tiny-data",
    }
    assert any("clearance init" in one.text for one in report.assumptions)


def test_without_a_manifest_and_without_references_nothing_is_green(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        check(repository(tmp_path, source="print('hello')\n"))
    assert caught.value.code == NOTHING


def test_init_writes_a_manifest_that_loads_and_declares_everything(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    init.write(folder)
    text = (folder / "clearance.yaml").read_text()

    assert text.startswith("# yaml-language-server: $schema=")
    assert {thing.name for thing in loads(text, "clearance.yaml", folder).things} >= {
        "some-lab/tiny-model",
        "some-lab/tiny-data",
    }
    assert rules(folder, "REF001") == []
    assert "TODO license" in text


def test_init_takes_license_from_the_catalogue_and_the_repository(tmp_path: Path) -> None:
    folder = repository(
        tmp_path,
        source=(
            "from transformers import AutoModel\nm ="
            ' AutoModel.from_pretrained("meta-llama/Llama-2-7b-hf")\n'
        ),
    )
    (folder / "LICENSE").write_text(APACHE)
    init.write(folder)
    text = (folder / "clearance.yaml").read_text()

    assert "Llama 2 Community License Agreement (catalogue)" in text
    assert "  license: Apache-2.0   # from the LICENSE file" in text


@pytest.mark.parametrize(
    ("files", "license"),
    [
        ({"LICENSE": "Copyright 2026 A. Lee\n" + APACHE}, "Apache-2.0"),
        ({"Licence.txt": APACHE}, "Apache-2.0"),
        ({"LICENSE": APACHE, "LICENSE-DATA": "other words"}, "Apache-2.0"),
        ({"LICENSE": APACHE + "\nYou may not use it for commercial purposes.\n"}, ""),
        ({"LICENSE": APACHE.replace("irrevocable", "revocable", 1)}, ""),
        ({"LICENSE": APACHE, "COPYING": "other words"}, ""),
        ({"LICENSE": "Apache License, Version 2.0, see there."}, ""),
        ({"README.md": APACHE}, ""),
    ],
    ids=["holder", "spelling", "data apart", "extra", "changed", "two", "named only", "no license"],
)
def test_init_states_the_license_of_the_repository_only_where_its_text_is_that_license(
    tmp_path: Path, files: dict[str, str], license: str
) -> None:
    folder = repository(tmp_path)
    for name, text in files.items():
        (folder / name).write_text(text)
    init.write(folder)
    stated = re.search(r"^  license: (\S+)", (folder / "clearance.yaml").read_text(), re.MULTILINE)

    assert (stated[1] if stated else "") == license


def test_init_never_overwrites_without_force(tmp_path: Path) -> None:
    folder = repository(tmp_path, "models: {m: {}}\n")

    with pytest.raises(Problem, match="is there already"):
        init.write(folder)
    init.write(folder, force=True)
    assert "tiny-model" in (folder / "clearance.yaml").read_text()


def test_init_quotes_what_yaml_would_misread(tmp_path: Path) -> None:
    folder = repository(
        tmp_path,
        source=(
            'import torch\nm = torch.hub.load_state_dict_from_url("https://example.org/a: b'
            ' #c.pth")\n'
        )
        + TRAIN,
    )
    init.write(folder)

    loads((folder / "clearance.yaml").read_text(), "clearance.yaml", folder)


def named(folder: Path) -> dict[str, set[str]]:
    """Return what each model of ours in the manifest that init writes is trained on."""
    init.write(folder)
    project = loads((folder / "clearance.yaml").read_text(), "clearance.yaml", folder)
    ours = {thing.name for thing in project.things if thing.ours}
    return {
        name: {
            link.object
            for link in project.links
            if link.product == name and link.kind == "trained_on"
        }
        for name in ours
    }


def test_init_gives_each_base_the_data_of_its_own_script(tmp_path: Path) -> None:
    folder = repository(tmp_path, source="")
    for name in ("owl", "crow"):
        (folder / f"train_{name}.sh").write_text(
            f"python train.py --base_model acme/{name} --dataset_name acme/{name}-songs\n"
        )
    assert named(folder) == {"our-owl": {"acme/owl-songs"}, "our-crow": {"acme/crow-songs"}}


def test_init_takes_from_a_document_only_what_stands_near(tmp_path: Path) -> None:
    folder = repository(tmp_path, source="")
    run = "```bash\npython train.py --base_model acme/{0} --train_dataset acme/{0}-songs\n```\n"
    (folder / "train.md").write_text(run.format("owl") + "\n" * 40 + run.format("crow"))
    assert named(folder) == {"our-owl": {"acme/owl-songs"}, "our-crow": {"acme/crow-songs"}}


def test_init_lists_all_data_where_no_script_names_base_and_data_together(tmp_path: Path) -> None:
    folder = repository(tmp_path, source="")
    (folder / "train_owl.sh").write_text("python train.py --base_model acme/owl\n")
    (folder / "train_data.py").write_text(
        "a = load_dataset('acme/songs')\nb = load_dataset('acme/calls')\n"
    )
    assert named(folder) == {"our-owl": {"acme/songs", "acme/calls"}}


def test_init_lists_the_models_that_lie_in_the_repository(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    for at, where in enumerate(("models/owl", "tests/data/owl")):
        (folder / where).mkdir(parents=True)
        (folder / where / "config.json").write_text('{"model_type": "owl"}')
        (folder / where / "model.bin").write_bytes(bytes([at]))
    init.write(folder)
    things = loads((folder / "clearance.yaml").read_text(), "clearance.yaml", folder).things
    assert [thing.name for thing in things if thing.source.startswith("path:")] == ["owl"]


def test_a_local_adapter_brings_its_base_and_its_license_along(tmp_path: Path) -> None:
    adapter = tmp_path / "out" / "adapter"
    adapter.mkdir(parents=True)
    (adapter / "adapter_config.json").write_text(
        '{"base_model_name_or_path": "meta-llama/Llama-2-7b-hf", "peft_type": "LORA"}'
    )
    (adapter / "adapter_model.safetensors").write_bytes(b"\x02\x00\x00\x00\x00\x00\x00\x00{}")
    folder = repository(
        tmp_path,
        "project: {purpose: research, fields: [military]}\nmodels: {a: {source: 'path:out/adapter',"
        " license: apache-2.0, used_for: run}}\n",
    )
    report = check(folder)

    assert [(f.source, f.certainty) for f in report.findings if f.rule == "MIL001"] == [
        ("meta-llama/Llama-2-7b-hf", "contested")
    ]
    assert [(f.artifact, f.source) for f in report.findings if f.rule == "UPS001"] == [
        ("a", "meta-llama/Llama-2-7b-hf")
    ]
    assert "out/adapter/adapter_config.json" not in {
        f.place.file for f in report.findings if f.rule == "REF001"
    }
