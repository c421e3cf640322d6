"""Tells by literals alone which files can hold a reference; nothing that matters is passed over."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, AnyStr

from clearance.scan.tables import load

if TYPE_CHECKING:
    from collections.abc import Iterable

# One of these stands in every file that holds a call the tables know.
_CALLS = b"""
    from_pretrained load_dataset hub.load torchvision torchaudio timm nltk wilds ir_datasets
    tensorflow_datasets applications load_data ollama replicate hisper spacy clip.load open_clip
    gensim ultralytics entenceTransformer CrossEncoder uggingface hf.co hf_hub torch_geometric
    torchtext ogb sklearn.datasets fetch_openml kaggle gdown tfhub.dev drive.google.com model_zoo
    os.system( insightface stanza TTS( fasttext RN50 beir load_state_dict_from_url download_url
    Ollama
""".split()
# One of these stands in every name without an owner, or beside it.
_BARE = b"""
    gpt claude gemini davinci curie babbage bison embedding mistral command deepseek grok sonar
    qwen glm- moonshot jamba j2- voyage o1 o3 o4 dall-e whisper tts- bert t5- electra albert xlnet
    camembert flaubert deberta longformer ctrl xlm all- mpnet LaBSE specter squad glue imdb wiki
    c4 mnist cifar cnn_ gsm8k titan nova palm ernie rerank codestral pixtral distil vit paraphrase
    multi-qa msmarco stsb super_glue xsum hellaswag winogrande piqa boolq fashion snli anli RN50
    ViT dataset_path name_or_path ollama base_model pretrained llama phi gemma text- code- chatgpt
    chat- models anthropic openai amazon us. eu. apac. meta. cohere ai21 open- ministral magistral
    devstral voxtral kimi pplx imagen veo sora omni- computer-use ft: mixtral textembedding
    multimodalembedding google azure bedrock vertex groq together gemma2 llama3 c4ai xai deepinfra
""".split()
_OWNED = re.compile(rb"""["'`][\w.:-]{1,60}/[\w./-]|https?://""")
_QUOTED = re.compile(b"[\"'](?:" + b"|".join(re.escape(name) for name in _BARE) + b")")
_USAGE = 4000
_SHORTEST = 3  # shorter words stand in every text
_COMMANDS = ("http", "repo", "download", "wget", "curl", "command", "run:", "hf_")


@cache
def _places() -> tuple[bytes, ...]:
    """Return literals of which one stands in the name of every telling place: words of keys.yml and
    of commands.
    """
    words = {word for listed in load("keys")["words"].values() for word in listed}
    kept: list[str] = []
    for word in sorted({*words, *_COMMANDS}, key=len):
        if len(word) >= _SHORTEST and not _has_any(word, kept):
            kept.append(word)
    return tuple(word.encode() for word in kept)


def _has_any(text: AnyStr, literals: Iterable[AnyStr]) -> bool:
    return any(literal in text for literal in literals)


def _has_place(raw: bytes) -> bool:
    return _has_any(raw.lower(), _places())


def may_name(raw: bytes) -> bool:
    """Tell whether a text that is read word by word can hold a reference."""
    return b"/" in raw or _has_any(raw, _BARE) or _has_any(raw, _CALLS)


def may_configure(raw: bytes) -> bool:
    """Tell whether keys and their values can hold a reference."""
    return (b"/" in raw or _has_any(raw, _BARE)) and _has_place(raw)


def may_call(raw: bytes) -> bool:
    """Tell whether code can hold a reference."""
    return _has_any(raw, _CALLS) or (_has_place(raw) and _has_name_in_code(raw))


def _has_name_in_code(raw: bytes) -> bool:
    return bool(_OWNED.search(raw) or _QUOTED.search(raw) or b" --" in raw[:_USAGE])


def literals() -> tuple[bytes, ...]:
    """Return all literals, for comparison with other searchers."""
    return tuple(sorted({*_CALLS, *_places(), *_BARE}))


def passes(name: str) -> bool:
    """Tell whether the name of a place is one that the filter knows."""
    return _has_place(name.lower().encode())
