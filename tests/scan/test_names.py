"""What a string is."""

from __future__ import annotations

import pytest

from clearance.scan import keys, tables
from clearance.scan.names import is_hub_id, is_local, is_placeholder, provider
from clearance.scan.prefilter import passes
from clearance.scan.urls import read_url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("meta-llama/Llama-2-7b-hf", True),
        ("AI-MO/NuminaMath-CoT", True),
        ("01-ai/Yi-6B", True),
        ("models/owl", False),
        ("./acme/owl", False),
        ("acme/owl/x", False),
        ("acme/owl.py", False),
        ("acme/owl-v1.5", True),
        ("text/markdown", False),
        ("your-org/model", False),
        ("acme/ce19dc912ca5cd21c8a653c79e251e808ccabcd1", False),
        ("3/4", False),
        ("2024/05", False),
        ("a/b", False),
    ],
)
def test_a_hub_id_is_told_from_other_pairs(text: str, expected: bool) -> None:
    assert is_hub_id(text) is expected


@pytest.mark.parametrize(
    "text", ["<name>", "{model}", "your-model", "path/to/x", "org/model", "xxx", "$MODEL", "..."]
)
def test_placeholders_are_known(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["~/x", "/a/b", "..\\x", "C:\\x", "out/", "data/x", "a/b.json"])
def test_paths_are_known(text: str) -> None:
    assert is_local(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gpt-4", "openai"),
        ("gpt-4o-mini-2024-07-18", "openai"),
        ("o1-mini", "openai"),
        ("text-embedding-3-small", "openai"),
        ("claude-3-5-sonnet-20241022", "anthropic"),
        ("claude-sonnet-4-5", "anthropic"),
        ("models/gemini-1.5-pro", "google"),
        ("mistral-large-latest", "mistral"),
        ("command-r-plus", "cohere"),
        ("deepseek-chat", "deepseek"),
        ("gpt-neo", ""),
        ("gpt2", ""),
        ("GPT-4", ""),
        ("gpt-4-0328-default", ""),
        ("claude-monet", ""),
        ("mistral", ""),
    ],
)
def test_the_provider_of_an_api_model_is_known(text: str, expected: str) -> None:
    assert provider(text) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://huggingface.co/acme/owl", ("model", "acme/owl")),
        ("https://huggingface.co/datasets/acme/birds/blob/main/a.csv", ("dataset", "acme/birds")),
        ("https://huggingface.co/gpt2/resolve/main/vocab.json", ("model", "gpt2")),
        ("https://huggingface.co/spaces/acme/demo", None),
        ("https://huggingface.co/docs/transformers", None),
        ("https://huggingface.co/datasets/acme/birds/resolve/main/a.png", None),
        ("https://tfhub.dev/acme/owl/1", ("model", "https://tfhub.dev/acme/owl/1")),
        ("https://acme.org/owl.pth?download=1", ("model", "https://acme.org/owl.pth?download=1")),
        (
            "https://acme.org/datasets/owl-embedded.pt",
            ("dataset", "https://acme.org/datasets/owl-embedded.pt"),
        ),
        ("http://acme.org/glove.6B.zip", ("model", "http://acme.org/glove.6B.zip")),
        ("https://acme.org/a.whl", None),
        ("https://acme.org/", None),
        ("https://github.com/acme/owl", None),
        ("https://acme.org/<name>.zip", None),
    ],
)
def test_urls_of_models_and_data_are_told_from_others(
    url: str, expected: tuple[str, str] | None
) -> None:
    assert read_url(url) == expected


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("modelNameOrPath",), "model"),
        (("--vision-tower",), "model"),
        (("train_dataset_name",), "dataset"),
        (("model", "name"), "model"),
        (("datasets", "-", "path"), "dataset"),
        (("MODELS", "en"), "model"),
        (("name",), None),
        (("image",), None),
        (("model_type",), None),
        (("dataset_prepared_path",), None),
        (("datasets", "-", "type"), None),
        ((), None),
    ],
)
def test_keys_tell_the_kind(path: tuple[str, ...], kind: str | None) -> None:
    slot = keys.slot_of(path)
    assert (slot.kind if slot else None) == kind


def test_the_filter_knows_every_telling_word() -> None:
    table = tables.load("keys")["words"]
    unknown = [
        word for words in table.values() for word in words if len(word) > 2 and not passes(word)
    ]
    assert unknown == []


def test_every_table_loads() -> None:
    assert tables.calls()
    assert tables.members()
    assert tables.commands()
    assert all(
        rule.slot.kind in ("model", "dataset", "api-model")
        for rules in tables.calls().values()
        for rule in rules
    )
