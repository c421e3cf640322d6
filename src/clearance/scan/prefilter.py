"""Tells by literals alone which files can hold a reference; nothing that matters is passed over."""

from __future__ import annotations

import re

# One of these stands in every file that holds a call the tables know.
_CALLS = b"""
    from_pretrained load_dataset hub.load torchvision torchaudio timm nltk wilds ir_datasets tensorflow_datasets
    applications load_data ollama replicate hisper spacy clip.load open_clip gensim ultralytics entenceTransformer
    CrossEncoder uggingface hf.co hf_hub torch_geometric torchtext ogb sklearn.datasets fetch_openml kaggle gdown
    tfhub.dev drive.google.com model_zoo TTS( fasttext RN50 beir load_state_dict_from_url download_url Ollama
""".split()
# One of these stands in the name of every telling place.
_PLACES = b"""
    fetch_ odel ODEL ata DATA http llm LLM lm LM okenizer ngine epo ackend eckpoint orpus retrained _tower ncoder
    ORPUS BACK ENGINE CKPT ckpt ench eacher udge hub_id hf_ HF_ eploy mbed rank retriev vae unet ora init_from
    ownload wget curl ommand run:
""".split()
# One of these stands in every name without an owner, or beside it.
_BARE = b"""
    gpt claude gemini davinci curie babbage bison embedding mistral command deepseek grok sonar qwen glm- moonshot
    jamba j2- voyage o1 o3 o4 dall-e whisper tts- bert t5- electra albert xlnet camembert flaubert deberta
    longformer ctrl xlm all- mpnet LaBSE specter squad glue imdb wiki c4 mnist cifar cnn_ gsm8k titan nova palm
    ernie rerank codestral pixtral distil vit paraphrase multi-qa msmarco stsb super_glue xsum hellaswag winogrande
    piqa boolq fashion snli anli RN50 ViT dataset_path name_or_path ollama base_model pretrained llama phi gemma
""".split()
_OWNED = re.compile(rb"""["'`][\w.:-]{1,60}/[\w./-]|https?://""")
_QUOTED = re.compile(b"[\"'](?:" + b"|".join(re.escape(name) for name in _BARE) + b")")
_USAGE = 4000


def may_matter(raw: bytes, kind: str = "") -> bool:
    """Tell whether a file can hold a reference."""
    if kind in ("shell", "docs", "script", "notebook"):
        return b"/" in raw or any(name in raw for name in _BARE) or any(literal in raw for literal in _CALLS)
    if kind != "config" and any(literal in raw for literal in _CALLS):
        return True
    if not any(place in raw for place in _PLACES):
        return False
    if kind == "config":
        return b"/" in raw or any(name in raw for name in _BARE)
    return _OWNED.search(raw) is not None or _QUOTED.search(raw) is not None or b" --" in raw[:_USAGE]


def literals() -> tuple[bytes, ...]:
    """Return all literals, for comparison with other searchers."""
    return tuple(sorted({*_CALLS, *_PLACES, *_BARE}))
