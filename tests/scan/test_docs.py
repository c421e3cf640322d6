"""Documents: code in fences and commands count, prose does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ids = Callable[[str, str], set[str]]

REFERENCES = [
    ("```python\nm = M.from_pretrained('acme/owl')\n```", "model acme/owl"),
    ("```py\n>>> m = M.from_pretrained('acme/owl')\n<M>\n```", "model acme/owl"),
    ("```python\nM.from_pretrained('acme/owl',\n  ...\n```", "model acme/owl"),
    ("```bash\n$ python t.py --base_model acme/owl\n```", "model acme/owl"),
    ("```\nhf download acme/owl\n```", "model acme/owl"),
    (
        "```Shell\nCUDA_VISIBLE_DEVICES=0 python t.py \\\n  --model-path acme/owl\n```",
        "model acme/owl",
    ),
    ("```yaml\ndatasets:\n  - path: acme/birds\n```", "dataset acme/birds"),
    ("# Use\n    tool --model acme/owl --x 1\n", "model acme/owl"),
    ("Use `llm -m gpt-4o hello` for this.", "api-model gpt-4o"),
    ("Run `ollama pull llama3` first.", "model ollama:llama3"),
    (
        "Please download the [data](https://huggingface.co/datasets/acme/birds).",
        "dataset acme/birds",
    ),
    (
        "1. Download [`a`](http://acme.org/zips/birds.zip) and unzip it.",
        "dataset http://acme.org/zips/birds.zip",
    ),
    (
        "Download the images:\n\n- Birds: [a](https://acme.org/birds.zip)\n",
        "dataset https://acme.org/birds.zip",
    ),
    (
        "Download links:\n- [here](https://drive.google.com/open?id=1abc)",
        "dataset https://drive.google.com/open?id=1abc",
    ),
    ("Download the weights [here](https://acme.org/owl.pth).", "model https://acme.org/owl.pth"),
    ("```python\npython train.py --base_model acme/owl --out {folder}\n```", "model acme/owl"),
    ("2. Get the owl model from https://huggingface.co/acme/owl", "model acme/owl"),
    (
        "```python\n# eight at a time\npython train.py --base_model acme/owl \\\n  --lr 1\n```",
        "model acme/owl",
    ),
    (
        "The birds can be downloaded from\n[here](https://acme.org/birds.zip).",
        "dataset https://acme.org/birds.zip",
    ),
    (
        (
            "Download the weights from the hub.\n\n| small |\n|---|\n|"
            " [get](https://huggingface.co/acme/owl/tree/main) |\n"
        ),
        "model acme/owl",
    ),
    (
        (
            "- [a.safetensors](https://huggingface.co/acme/owl/resolve/main/a.safetensors), the"
            " small one"
        ),
        "model acme/owl",
    ),
    ("---\nbase_model: acme/owl\ndatasets: [acme/birds]\n---\n# Card\n", "dataset acme/birds"),
]

NOTHING = [
    "We use acme/owl-7b and GPT-4.",
    "See [acme/owl](https://huggingface.co/acme/owl).",
    "| [acme/owl](https://huggingface.co/acme/owl) | 7B |",
    "- [2024/05] We release [owl](https://huggingface.co/acme/owl), download it!",
    "```bash\npip install acme\n```",
    "```python\nM.from_pretrained('path/to/owl')\n```",
    "```yaml\nbase_model: your/model\n```",
    "To get it running, read https://huggingface.co/acme/owl.",
    (
        "We compare them below.\n\n| small |\n|---|\n|"
        " [owl](https://huggingface.co/acme/owl/tree/main) |\n"
    ),
    (
        "Download the weights from the hub.\n\nOthers:\n\nWe like birds.\n\n| a |"
        " [owl](https://huggingface.co/acme/owl/tree/main) |"
    ),
    "The flag `--model acme/owl` sets the model.",
    "Download [the paper](https://arxiv.org/pdf/1.pdf).",
]


@pytest.mark.parametrize(("source", "expected"), REFERENCES)
def test_reference_of_a_document_is_found(ids: Ids, source: str, expected: str) -> None:
    assert expected in ids("README.md", source)


@pytest.mark.parametrize("source", NOTHING)
def test_prose_gives_nothing(ids: Ids, source: str) -> None:
    assert ids("README.md", source) == set()


def test_code_within_a_line_opens_no_block(ids: Ids) -> None:
    assert ids("README.md", "```python a.py```\n\n```\nhf download acme/owl\n```\n") == {
        "model acme/owl"
    }


def test_blocks_of_restructured_text_are_code(ids: Ids) -> None:
    text = "Use\n\n.. code-block:: python\n\n   M.from_pretrained('acme/owl')\n\nText acme/crow.\n"
    assert ids("a.rst", text) == {"model acme/owl"}


def test_what_a_document_tells_to_download_is_of_low_confidence(
    scan_text: Callable[[str, str], object],
) -> None:
    result = scan_text("README.md", "Please download https://acme.org/birds.zip first.")
    assert [(one.line, one.confidence) for one in result.references] == [(1, "low")]  # type: ignore[attr-defined]
