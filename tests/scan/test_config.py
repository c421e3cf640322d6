"""YAML, JSON and TOML: key paths, mapping keys, list items."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ids = Callable[[str, str], set[str]]

REFERENCES = [
    ("a.yaml", "base_model: acme/owl-7b", "model acme/owl-7b"),
    ("a.yml", "model_name_or_path: gpt2", "model gpt2"),
    ("a.yaml", "tokenizer_config: acme/owl", "model acme/owl"),
    ("a.yaml", "datasets:\n  - path: acme/birds\n    type: alpaca", "dataset acme/birds"),
    ("a.yaml", "pretraining_dataset:\n  - path: wikitext", "dataset wikitext"),
    ("a.yaml", "dataset_mixer:\n  acme/birds: 0.5\n  acme/bees: 1.0", "dataset acme/bees"),
    (
        "a.yaml",
        "dataset_mixture:\n  datasets:\n    - id: acme/birds\n      split: train",
        "dataset acme/birds",
    ),
    ("a.yaml", "datasets: [acme/birds, acme/bees]", "dataset acme/bees"),
    ("a.yaml", "model:\n  name: acme/owl", "model acme/owl"),
    ("a.yaml", "models:\n  - model: acme/owl\n  - model: acme/crow", "model acme/crow"),
    ("a.yaml", "task: birds\ndataset_path: birds_like\ndataset_name: main", "dataset birds_like"),
    ("a.yaml", "ssl_hub: acme/owl\n", "model acme/owl"),
    ("a.yaml", "openai:\n  model: gpt-4", "api-model gpt-4"),
    ("a.yaml", "ollama:\n  llm_model: llama3.1", "model ollama:llama3.1"),
    ("a.yaml", "huggingface:\n  embedding_model: ${EMBED:acme/owl-embed}", "model acme/owl-embed"),
    ("a.yaml", "gemini:\n  model: models/gemini-pro", "api-model models/gemini-pro"),
    ("a.yaml", "# c\nbase: &b\n  base_model: acme/owl\nx:\n  <<: *b\n", "model acme/owl"),
    ("a.yaml", "f: !function utils.f\nbase_model: acme/owl\n", "model acme/owl"),
    ("a.yaml", "x: {{ y }}\nbase_model: acme/owl\n", "model acme/owl"),
    ("a.yaml", "args:\n  - --model\n  - acme/owl-7b\n", "model acme/owl-7b"),
    (
        "compose.yaml",
        "services:\n  a:\n    environment:\n      - MODEL_ID=acme/owl-7b\n",
        "model acme/owl-7b",
    ),
    (
        "compose.yaml",
        "services:\n  a:\n    command: --model acme/owl-7b --port 80\n",
        "model acme/owl-7b",
    ),
    (
        ".github/workflows/a.yml",
        "jobs:\n  a:\n    steps:\n      - run: |\n          hf download acme/owl\n",
        "model acme/owl",
    ),
    ("a.json", '{"model": {"pretrained_model_name_or_path": "acme/owl"}}', "model acme/owl"),
    ("dataset_info.json", '{"birds": {"hf_hub_url": "acme/birds"}}', "dataset acme/birds"),
    (
        "devcontainer.json",
        '{\n// a note\n"containerEnv": {"MODEL_ID": "acme/owl",},\n}',
        "model acme/owl",
    ),
    ("model2path.json", '{"small": "acme/owl-7b", "large": "acme/owl-70b"}', "model acme/owl-70b"),
    ("conf/model/small.yaml", "name_or_path: gpt2-large", "model gpt2-large"),
    ("config/dataset/birds.yaml", "path: acme/birds", "dataset acme/birds"),
    ("a.yaml", "model:\n  name_or_path: acme/owl", "model acme/owl"),
    ("a.yaml", "model_type_or_dir: distilbert-base-uncased", "model distilbert-base-uncased"),
    ("a.yaml", "tokenizer_type: acme/owl", "model acme/owl"),
    ("a.yaml", "text_encoder_type: bert-base-uncased", "model bert-base-uncased"),
    ("a.toml", '[llm]\nmodel = "gpt-4o"\n', "api-model gpt-4o"),
    ("a.toml", '[train]\nbase_model = "acme/owl"\n', "model acme/owl"),
]

NOTHING = [
    ("a.yaml", "# base_model: acme/owl"),
    ("a.yaml", "base_model: your-org/your-model"),
    ("a.yaml", "base_model: ./out/owl"),
    ("a.yaml", "image: acme/owl"),
    ("a.yaml", "uses: acme/checkout@v4"),
    ("a.yaml", "model_type: LlamaForCausalLM"),
    ("a.yaml", "dataset_prepared_path: last_run_prepared"),
    ("a.yaml", "deepspeed: deepspeed_configs/zero2.json"),
    ("a.yaml", "prompt_style: llama3\nmode: mistral"),
    ("a.yaml", "datasets:\n  - path: data/birds.jsonl\n    type: alpaca"),
    ("a.yaml", "datasets:\n  - path: <your-dataset-id>\n"),
    ("a.yaml", "datasets:\n  - mountPath: /data\n    source:\n      cluster: acme/birds\n"),
    ("a.json", '{"content_type": "application/json"}'),
    (
        "pyproject.toml",
        '[project]\nname = "a"\nclassifiers = ["Intended Audience :: Science/Research"]\n',
    ),
    ("a.yaml", "tokenizer_type: BertTokenizer"),
    ("conf/logger/a.yaml", "path: acme/birds"),
    ("conf/model/a.yaml", "path: checkpoints/owl"),
    ("model2prompt.json", '{"small": "Say yes/no.", "large": "Say yes."}'),
    ("labels.json", '{"a": "acme/owl", "b": "acme/crow"}'),
    ("results/a.json", '{"model": "acme/owl", "score": 1}'),
]


@pytest.mark.parametrize(("name", "source", "expected"), REFERENCES)
def test_config_reference_is_found(ids: Ids, name: str, source: str, expected: str) -> None:
    assert expected in ids(name, source)


@pytest.mark.parametrize(("name", "source"), NOTHING)
def test_config_without_reference_gives_nothing(ids: Ids, name: str, source: str) -> None:
    assert ids(name, source) == set()


def test_the_name_of_a_configuration_is_no_data_set(ids: Ids) -> None:
    assert ids("a.yaml", "dataset_path: acme/suite\ndataset_name: gsm8k\n") == {
        "dataset acme/suite"
    }


@pytest.mark.parametrize(("name", "line"), [("a.yaml", 3), ("a.json", 3)])
def test_a_value_stands_at_its_line(
    scan_text: Callable[[str, str], object], name: str, line: int
) -> None:
    text = (
        "a: 1\nb: 2\nbase_model: acme/owl\n"
        if name == "a.yaml"
        else '{"a": 1,\n"b": 2,\n"base_model": "acme/owl"}'
    )
    assert [one.line for one in scan_text(name, text).references] == [line]  # type: ignore[attr-defined]
