"""Shell, Makefiles, Dockerfiles: commands, flags, variables."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ids = Callable[[str, str], set[str]]

REFERENCES = [
    ("python train.py --model_name_or_path acme/owl-7b", "model acme/owl-7b"),
    ("python train.py \\\n  --base_model=acme/owl \\\n  --lr 1e-4", "model acme/owl"),
    ("python train.py --dataset_name 'acme/birds'", "dataset acme/birds"),
    ("python t.py --dataset_mixer_list acme/birds 1.0 acme/bees 0.5 --x", "dataset acme/bees"),
    ("python t.py --models acme/owl-a,acme/owl-b", "model acme/owl-b"),
    ("M=acme/owl\npython t.py --tokenizer $M", "model acme/owl"),
    ("python t.py --model ${MODEL:-acme/owl}", "model acme/owl"),
    ("export MODEL_NAME=acme/owl-7b", "model acme/owl-7b"),
    ("for model in acme/owl-a acme/owl-b; do\n  run $model\ndone", "model acme/owl-b"),
    ("lm_eval --model hf --model_args pretrained=acme/owl,dtype=float16", "model acme/owl"),
    ("python run.py model.path=acme/owl data.batch=2", "model acme/owl"),
    ("python mlm.py bert-base-uncased data/a.txt", "model bert-base-uncased"),
    ("huggingface-cli download acme/owl --local-dir x", "model acme/owl"),
    ("hf download --repo-type dataset acme/birds", "dataset acme/birds"),
    ("ollama pull llama3:8b", "model ollama:llama3:8b"),
    ("docker exec -it o ollama run mistral", "model ollama:mistral"),
    ("vllm serve acme/owl-7b --port 80", "model acme/owl-7b"),
    ("python -m vllm.entrypoints.openai.api_server --model acme/owl", "model acme/owl"),
    ("llama-cli -hf acme/owl-GGUF", "model acme/owl-GGUF"),
    ("python -m spacy download en_core_web_sm", "model spacy:en_core_web_sm"),
    ("python -m nltk.downloader punkt", "dataset nltk:punkt"),
    ("kaggle datasets download -d acme/birds", "dataset kaggle:acme/birds"),
    ("wget https://acme.org/birds.tar.gz", "dataset https://acme.org/birds.tar.gz"),
    ("curl -L -o x https://acme.org/owl.ckpt", "model https://acme.org/owl.ckpt"),
    ("wget -O models/a.zip https://acme.org/a.zip", "model https://acme.org/a.zip"),
    ("wget https://huggingface.co/datasets/acme/birds/resolve/main/a.csv", "dataset acme/birds"),
    ("git clone https://huggingface.co/acme/owl", "model acme/owl"),
    ("git clone git@hf.co:acme/owl", "model acme/owl"),
    ("python t.py --dataset_name acme/birds+acme/bees+librispeech_asr", "dataset acme/bees"),
    (
        (
            'names=("acme/owl" "acme/crow")\nfor i in 0 1; do\n  one=${names[$i]}\n  python t.py'
            " --base_model $one\ndone"
        ),
        "model acme/crow",
    ),
    (
        (
            'export CMD=" \\\n  -m train.run \\\n  --model_name_or_path acme/owl \\\n  --lr'
            ' 1"\nsrun $CMD'
        ),
        "model acme/owl",
    ),
    (
        "wget https://acme.org/datasets/owl/owl_s.pt -P checkpoints",
        "model https://acme.org/datasets/owl/owl_s.pt",
    ),
    ("openai api fine_tunes.create -t a.jsonl -m davinci", "api-model davinci"),
    ("wget https://acme.org/gpt-birds.jsonl", "dataset https://acme.org/gpt-birds.jsonl"),
    ("git lfs clone https://huggingface.co/datasets/acme/birds", "dataset acme/birds"),
    ("python -c \"from x import M; M.from_pretrained('acme/owl')\"", "model acme/owl"),
    ('curl https://api.acme.org -d \'{"model": "gpt-4o"}\'', "api-model gpt-4o"),
    ("python judge.py --judge gpt-4", "api-model gpt-4"),
]

NOTHING = [
    "# python train.py --model_name_or_path acme/owl-7b",
    "python train.py --output_dir acme/owl",
    "python train.py --model_name_or_path ./out/owl",
    "python train.py --model $1",
    "vllm serve ./out/owl --served-model-name acme/owl",
    "docker pull acme/owl",
    "docker run acme/owl:latest",
    "git clone https://github.com/acme/owl",
    "wget https://github.com/acme/owl/archive/main.zip",
    "wget https://acme.org/install.sh",
    "pip install https://acme.org/a-1.0-py3-none-any.whl",
    "python t.py --cluster ai2/jupiter --workspace ai2/x",
    "echo acme/owl-7b --model acme/owl",
    "bash scripts/owl/train.sh",
    "for dataset in one two quora four five; do\n  python t.py --dataset $dataset\ndone",
]


@pytest.mark.parametrize(("source", "expected"), REFERENCES)
def test_shell_reference_is_found(ids: Ids, source: str, expected: str) -> None:
    assert expected in ids("a.sh", source)


@pytest.mark.parametrize("source", NOTHING)
def test_shell_without_reference_gives_nothing(ids: Ids, source: str) -> None:
    assert ids("a.sh", source) == set()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("Makefile", "MODEL := acme/owl\nserve:\n\tvllm serve $(MODEL)\n"),
        ("Dockerfile", "FROM python:3.11\nENV MODEL_ID=acme/owl\n"),
        ("Dockerfile", "FROM python:3.11\nRUN hf download acme/owl\n"),
        (".env.example", "LLM_MODEL=acme/owl\n"),
        ("run", "#!/bin/bash\nvllm serve acme/owl\n"),
        ("run", "#!/usr/bin/env python\nM.from_pretrained('acme/owl')\n"),
    ],
)
def test_files_with_commands_are_read_by_their_name(ids: Ids, name: str, source: str) -> None:
    assert ids(name, source) == {"model acme/owl"}


@pytest.mark.parametrize(
    "source",
    [
        "hf download acme/owl acme/readme",
        "vllm serve acme/owl acme/other --port 80",
        "ollama run llama3 'why mistral'",
    ],
)
def test_only_the_first_argument_names_the_model(ids: Ids, source: str) -> None:
    assert len(ids("a.sh", source)) == 1


def test_a_flag_stands_at_its_own_line(scan_text: Callable[[str, str], object]) -> None:
    result = scan_text("a.sh", "# first\npython t.py \\\n  --lr 1 \\\n  --base_model acme/owl\n")
    assert [one.line for one in result.references] == [4]  # type: ignore[attr-defined]
