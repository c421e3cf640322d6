"""Tells by literals alone which files can hold a reference; nothing that matters is passed over."""

from __future__ import annotations

import re
from functools import cache

from clearance.scan.tables import load

# One of these stands in every file that holds a call the tables know.
_CALLS = b"""
    from_pretrained load_dataset hub.load torchvision torchaudio timm nltk wilds ir_datasets tensorflow_datasets
    applications load_data ollama replicate hisper spacy clip.load open_clip gensim ultralytics entenceTransformer
    CrossEncoder uggingface hf.co hf_hub torch_geometric torchtext ogb sklearn.datasets fetch_openml kaggle gdown
    tfhub.dev drive.google.com model_zoo os.system( insightface stanza TTS( fasttext RN50 beir load_state_dict_from_url download_url Ollama
""".split()
# One of these stands in every name without an owner, or beside it.
_BARE = b"""
    gpt claude gemini davinci curie babbage bison embedding mistral command deepseek grok sonar qwen glm- moonshot
    jamba j2- voyage o1 o3 o4 dall-e whisper tts- bert t5- electra albert xlnet camembert flaubert deberta
    longformer ctrl xlm all- mpnet LaBSE specter squad glue imdb wiki c4 mnist cifar cnn_ gsm8k titan nova palm
    ernie rerank codestral pixtral distil vit paraphrase multi-qa msmarco stsb super_glue xsum hellaswag winogrande
    piqa boolq fashion snli anli RN50 ViT dataset_path name_or_path ollama base_model pretrained llama phi gemma
    text- code- chatgpt chat- models anthropic openai amazon us. eu. apac. meta. cohere ai21 open- ministral
    magistral devstral voxtral kimi pplx imagen veo sora omni- computer-use ft: mixtral textembedding
    multimodalembedding google azure bedrock vertex groq together gemma2 llama3 c4ai xai deepinfra
""".split()
_OWNED = re.compile(rb"""["'`][\w.:-]{1,60}/[\w./-]|https?://""")
_QUOTED = re.compile(b"[\"'](?:" + b"|".join(re.escape(name) for name in _BARE) + b")")
_USAGE = 4000
_SHORTEST = 3  # shorter words stand in every text


@cache
def _places() -> tuple[bytes, ...]:
    """Return literals of which one stands in the name of every telling place: words of keys.yml and
    of commands.
    """
    names = [name for names in load("keys")["words"].values() for name in names]
    words = sorted(
        {*names, "http", "repo", "download", "wget", "curl", "command", "run:", "hf_"}, key=len
    )
    kept: list[str] = []
    for word in words:
        if len(word) >= _SHORTEST and not any(one in word for one in kept):
            kept.append(word)
    return tuple(word.encode() for word in kept)


def may_matter(raw: bytes, kind: str = "") -> bool:
    """Tell whether a file can hold a reference."""
    if kind in ("shell", "docs", "script", "notebook"):
        return (
            b"/" in raw
            or any(name in raw for name in _BARE)
            or any(literal in raw for literal in _CALLS)
        )
    if kind == "config" and not (b"/" in raw or any(name in raw for name in _BARE)):
        return False
    if kind != "config" and any(literal in raw for literal in _CALLS):
        return True
    low = raw.lower()
    if not any(place in low for place in _places()):
        return False
    return kind == "config" or bool(
        _OWNED.search(raw) or _QUOTED.search(raw) or b" --" in raw[:_USAGE]
    )


def literals() -> tuple[bytes, ...]:
    """Return all literals, for comparison with other searchers."""
    return tuple(sorted({*_CALLS, *_places(), *_BARE}))


def passes(name: str) -> bool:
    """Tell whether the name of a place is one that the filter knows."""
    return any(place in name.lower().encode() for place in _places())
