"""Models in the tree: read by their small files and headers, never by their weights."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from clearance.scan import LocalModel, local_models
from clearance.scan.weight_headers import gguf, safetensors


def gguf_bytes(pairs: dict[str, Any]) -> bytes:
    """Return the head of a GGUF file with these pairs, and rubbish where weights would be."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    body = b""
    for key, value in pairs.items():
        if isinstance(value, int):
            body += text(key) + struct.pack("<II", 4, value)
        elif isinstance(value, list):
            body += text(key) + struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(text, value))
        else:
            body += text(key) + struct.pack("<I", 8) + text(value)
    return struct.pack("<4sIQQ", b"GGUF", 3, 0, len(pairs)) + body + b"\xff" * 64


def safetensors_bytes(meta: dict[str, str]) -> bytes:
    """Return a safetensors file whose weights are cut off."""
    header = json.dumps(
        {"__metadata__": meta, "w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}
    ).encode()
    return struct.pack("<Q", len(header)) + header


def test_an_adapter_names_its_base(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "adapter_config.json").write_text('{"base_model_name_or_path": "acme/owl"}')
    (tmp_path / "out" / "adapter_model.safetensors").write_bytes(safetensors_bytes({}))
    assert local_models(tmp_path) == (
        LocalModel(
            path="out",
            bases=("acme/owl",),
            place="out/adapter_config.json",
            how="adapter",
            weights=("adapter_model.safetensors",),
        ),
    )


def test_a_configuration_names_where_it_came_from(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"_name_or_path": "acme/owl", "model_type": "x"}')
    (found,) = local_models(tmp_path)
    assert (found.path, found.bases, found.place, found.how) == (
        ".",
        ("acme/owl",),
        "config.json",
        "finetune",
    )


def test_a_card_gives_license_and_data(tmp_path: Path) -> None:
    card = (
        "---\nlicense: other\nlicense_name: owl-license\nbase_model:\n- acme/owl\ndatasets:"
        " [acme/birds]\n---\n# A\n"
    )
    (tmp_path / "README.md").write_text(card)
    (tmp_path / "model.safetensors").write_bytes(safetensors_bytes({}))
    (found,) = local_models(tmp_path)
    assert (found.bases, found.license, found.datasets) == (
        ("acme/owl",),
        "owl-license",
        ("acme/birds",),
    )


def test_a_header_of_gguf_gives_license_and_base(tmp_path: Path) -> None:
    pairs = {
        "general.license": "apache-2.0",
        "general.base_model.count": 1,
        "general.base_model.0.repo_url": "https://huggingface.co/acme/owl",
        "general.datasets": ["acme/birds"],
    }
    (tmp_path / "owl.gguf").write_bytes(gguf_bytes(pairs))
    (found,) = local_models(tmp_path)
    assert (found.bases, found.license, found.datasets) == (
        ("acme/owl",),
        "apache-2.0",
        ("acme/birds",),
    )
    assert (found.place, found.how) == ("owl.gguf", "quantize")


def test_metadata_of_safetensors_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(
        safetensors_bytes({"base_model": "acme/owl", "license": "mit"})
    )
    (found,) = local_models(tmp_path)
    assert (found.bases, found.license) == (("acme/owl",), "mit")


def test_a_model_that_tells_nothing_of_itself_is_there_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"architectures": ["Owl"]}')
    (tmp_path / "model.bin").write_bytes(b"x")
    (found,) = local_models(tmp_path)
    assert (found.place, found.bases, found.license, found.weights) == (
        "config.json",
        (),
        "",
        ("model.bin",),
    )


def test_an_ordinary_repository_has_no_local_model(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("---\nlicense: mit\n---\n# A project\n")
    (tmp_path / "config.json").write_text('{"port": 80}')
    assert local_models(tmp_path) == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GGUF",
        b"\xff" * 40,
        struct.pack("<4sIQQ", b"GGUF", 3, 0, 2**60),
        struct.pack("<4sIQQ", b"GGUF", 3, 0, 1) + struct.pack("<Q", 2**62),
        struct.pack("<Q", 2**62) + b"{}",
        struct.pack("<Q", 4) + b"nope",
        struct.pack("<Q", 2) + b"[]",
    ],
)
def test_broken_headers_are_empty(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    assert gguf(path) == {}
    assert safetensors(path) == {}


@pytest.mark.parametrize("text", ["{", "[]", '{"_name_or_path": 3}', '{"_name_or_path": ""}'])
def test_broken_configurations_name_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.json").write_text(text)
    assert local_models(tmp_path) == ()


def test_a_card_whose_relation_is_no_text_does_not_tell_how(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(
        "---\nbase_model: acme/owl\nbase_model_relation: [merge]\n---\n", "utf-8"
    )
    (tmp_path / "model.bin").touch()
    (found,) = local_models(tmp_path)
    assert (found.bases, found.how) == (("acme/owl",), "")
