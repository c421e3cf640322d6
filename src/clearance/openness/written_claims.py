"""Claims that the texts of the repository make: words for openness, said of a model or data set of
ours.

What is read, and the words that make, deny or turn a claim, are data (rules/_openness.yml, texts).
In doubt a text claims nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearance.graph.graph import Graph
from clearance.model import Place, Thing
from clearance.openness.sentences import Sentence, sentences
from clearance.repository.texts import Repository

MOST = 40
"""Texts read of one folder."""
BEFORE, AFTER = 4, 6
"""Words looked at before and after those of a claim."""
LINKING = frozenset(
    "of for in on with and or that which who is are was were to from by as at than we you can has"
    " have".split()
)
"""Words that end the noun that stands behind words of a claim."""
CLAUSE = re.compile(r"[,;:()]|\s[–—-]\s|\b(?:but|while|whereas|although)\b")


@dataclass(frozen=True)
class Written:
    """One claim in a text, and the thing of ours that it is about."""

    thing: Thing
    claim: str
    place: Place


@dataclass(frozen=True)
class Text:
    """A text of the repository and the releases that it may speak of."""

    path: Path
    sentences: tuple[Sentence, ...]
    about: tuple[Thing, ...]


def written_claims(graph: Graph, repository: Repository) -> Iterator[Written]:
    """Yield each claim once for a thing: where the sentence names it, or where there is one release
    that it can mean.
    """
    ours = tuple(
        thing
        for thing in graph.project.things
        if thing.kind == "release" and graph.made(thing.name).kind in ("model", "dataset")
    )
    if not ours:
        return
    table = graph.library.table("rules/_openness")
    root, shown = Path(graph.project.root), Path(graph.project.file).parent
    seen: set[tuple[str, str]] = set()
    for text in _texts(repository, ours, table["texts"]):
        for sentence in text.sentences:
            for claim, start, end in _words(sentence.text, table["claims"]):
                thing = _meant(graph, sentence, (start, end), text.about, table["texts"])
                if thing is not None and (thing.name, claim) not in seen:
                    seen.add((thing.name, claim))
                    yield Written(
                        thing,
                        claim,
                        Place(
                            (shown / text.path.relative_to(root)).as_posix(),
                            sentence.lines[start],
                            1,
                        ),
                    )


def _texts(repository: Repository, ours: tuple[Thing, ...], texts: Any) -> Iterator[Text]:
    """Yield the texts of the root, of its folders for documents, and of each folder that goes out
    with a release.
    """
    root = repository.root
    folders = [(root / name, ours) for name in ("", *texts["folders"])]
    for thing in ours:
        if thing.files and (root / thing.files).resolve().is_relative_to(root.resolve()):
            folders.append((root / thing.files, (thing,)))
    for folder, about in folders:
        names = (
            texts["files"] if folder.name not in texts["folders"] else [*texts["files"], "index"]
        )
        try:
            paths = sorted(
                path
                for path in folder.iterdir()
                if path.stem.casefold().split(".")[0].split("_")[0] and _named(path, names)
            )
        except OSError:
            continue
        for path in paths[:MOST]:
            yield Text(path, tuple(sentences(repository.read(path))), about)
    for name, keys in texts["fields"].items():
        yield Text(root / name, tuple(_fields(repository.read(root / name), keys)), ours)


def _named(path: Path, names: Sequence[str]) -> bool:
    """Return whether a file bears one of the names, with a language or the like after it:
    README.zh.md, README_EN.rst.
    """
    if path.suffix.casefold() not in ("", ".md", ".rst", ".txt", ".markdown"):
        return False
    return (
        any(re.fullmatch(rf"(?i){re.escape(name)}(?:[._-][\w-]+)?", path.stem) for name in names)
        and path.is_file()
    )


def _fields(text: str, keys: Sequence[str]) -> Iterator[Sentence]:
    """Yield what stands under some keys of a TOML or YAML file, each as a sentence on its line."""
    for key in keys if text else ():
        found = re.search(
            rf"^\s*{re.escape(key)}\s*[:=]\s*[>|]?-?[ \t]*(.+(?:\n[ \t]+.+)*)", text, re.MULTILINE
        )
        if found:
            line = text.count("\n", 0, found.start(1)) + 1
            for one in sentences(" ".join(found[1].split()).strip("\"'[]")):
                yield Sentence(one.text, (line,) * len(one.text), heading=True, short=True)


def _words(sentence: str, claims: Any) -> list[tuple[str, int, int]]:
    """Return (claim, start, end) of the words that may claim; the longest count ("fully open
    source" is no "open source").
    """
    words = sorted(
        ((word, claim) for claim, told in claims.items() for word in told.get("words", ())),
        key=lambda row: -len(row[0]),
    )
    rest, found = sentence.casefold(), []
    for word, claim in words:
        for match in re.finditer(rf"(?<![\w-]){re.escape(word)}(?![\w-]|\s?\?)", rest):
            found.append((claim, match.start(), match.end()))
        rest = re.sub(
            rf"(?<![\w-]){re.escape(word)}(?![\w-])", lambda match: "\0" * len(match.group()), rest
        )
    return sorted(found, key=lambda row: row[1])


def _meant(
    graph: Graph, sentence: Sentence, at: tuple[int, int], ours: tuple[Thing, ...], texts: Any
) -> Thing | None:
    """Return the release that words claim something of; None where they deny, foretell, quote, or
    speak of something else.
    """
    low = sentence.text.casefold()
    before, words, after = low[: at[0]], low[at[0] : at[1]], low[at[1] :]
    if low.rstrip().endswith("?"):
        return None
    for thing in ours:
        found = [match for name in _names(graph, thing) for match in name.finditer(low)]
        if found:
            beside = any(low[match.end() : at[0]].isspace() for match in found)
            return (
                None
                if _aside((before, words, after), _nouns(graph, thing, texts), texts, beside=beside)
                else thing
            )
    if len(ours) != 1:
        return None
    nouns = _nouns(graph, ours[0], texts, both=words == "open data")
    return (
        None
        if _aside((before, words, after), nouns, texts) or not _of_us(sentence, at, nouns, texts)
        else ours[0]
    )


def _nouns(graph: Graph, thing: Thing, texts: Any, *, both: bool = True) -> list[str]:
    kinds = texts["about"] if both else (graph.made(thing.name).kind,)
    return [noun for kind in kinds for noun in texts["about"][kind]]


def _aside(
    around: tuple[str, str, str], about: Sequence[str], texts: Any, *, beside: bool = False
) -> bool:
    """Return whether words that may claim are denied, foretold, quoted, or belong to something that
    is not ours.

    `around` is what stands before them, they themselves, and what follows; `beside`: a name of ours
    stands right before.
    """
    before, words, after = around
    if before.rstrip(" ").endswith(('"', "“", "‘", "'", "«", "(", "so-called")):
        return True
    clause = re.findall(r"[\w'’-]+", CLAUSE.split(before)[-1])
    denied = {word for word in clause if word in texts["unless"] or word.endswith(("n't", "n’t"))}
    if (denied and "not only" not in before) or set(re.findall(r"[\w-]+", before)[-12:]) & set(
        texts["later"]
    ):
        return True
    follows = re.findall(r"[\w-]+", after)[:1]
    if (
        clause[-1:] == ["with"]
        and words.endswith(("weights", "data"))
        and follows not in [[noun] for noun in about]
    ):
        return False  # "a model with open weights"
    near = clause[-BEFORE:] if not beside else []
    for i, word in reversed(list(enumerate(near))):
        if word in texts["owners"] or (word == "of" and i and near[i - 1] in texts["groups"]):
            break
        if word in texts["aside"] or word.startswith(tuple(texts["acts"])):
            return True
    return _other(re.findall(r"[\w-]+", CLAUSE.split(after)[0])[:AFTER], texts["others"], about)


def _other(words: Sequence[str], others: Sequence[str], about: Sequence[str]) -> bool:
    """Return whether the noun behind the words of a claim is something else than a model or data
    set ("model library" is).
    """
    noun = False
    for word in words:
        if word in LINKING and noun:
            break
        if word in others:
            return True
        if word in LINKING:
            break
        noun = noun or word in about
    return False


def _names(graph: Graph, thing: Thing) -> list[re.Pattern[str]]:
    """Return patterns for the names of a release and what it hands out, written with any separator
    and without the size.
    """
    made = graph.made(thing.name).name.casefold()
    last = thing.alias.casefold().rpartition("/")[2]
    size = r"(?:[-_ ]?\d+(?:\.\d+)?[bm]|[-_ ](?:base|chat|instruct|it|hf|sft|dpo|v\d[\w.]*))"
    family = re.sub(rf"{size}+$", "", last)
    first = re.split(r"[-_ ]", family)[0]
    told = {name for name in (made, last, family) if len(name) > 2 and re.search("[a-z]", name)} - {
        "model",
        "data",
        "dataset",
        "base",
        "weights",
        "release",
        "out",
    }
    joined = [
        "[-_ ]?".join(re.escape(part) for part in re.split(r"[-_ ]+", name))
        for name in sorted(told)
    ]
    patterns = [re.compile(rf"(?<![\w/-]){name}{size}*(?![\w-])") for name in joined]
    if (
        len(first) > 3 and first.isalpha() and first != family
    ):  # a family is meant where a sentence begins with its name alone
        patterns.append(re.compile(rf"^\W*(?:the )?{first} (?=(?:is|are|series|models?|family)\b)"))
    return patterns


def _of_us(sentence: Sentence, at: tuple[int, int], nouns: Sequence[str], texts: Any) -> bool:
    """Return whether a sentence without a name speaks of what this repository gives out."""
    low, about = sentence.text.casefold(), "|".join(map(re.escape, nouns))
    before, words, after = low[: at[0]], low[at[0] : at[1]], low[at[1] :]
    noun = rf"\b(?:{about})\b"
    if re.search(
        rf"\b(?:our|this|these|its)(?: [\w.-]+){{0,3}}? (?:{about})\b|\bthe (?:following"
        rf" )?(?:{about})\b(?! of)",
        before,
    ):
        return True
    if re.search(r"\b(?:our|this|these)(?: [\w-]+)?\s*$", before) and re.match(
        rf"(?: [\w-]+){{0,3}}? (?:{about})\b", after
    ):
        return True
    if (
        re.search(r"\bwe\b", before)
        and re.search(rf"\b(?:{'|'.join(texts['gives'])})", before + words)
        and re.search(noun, words + after)
    ):
        return True
    if re.search(r"\b(?:this|it|here) (?:is|are|represents) (?:an?|the)\b", before) and re.search(
        noun, after
    ):
        return True
    whole = words.startswith(("fully", "truly", "completely", "entirely"))
    if whole and (
        re.search(r"\bwe are\s+$", before)
        or (not re.search(r"\w", before) and re.match(r"\s*(?:[^\w\s]|$)", after))
    ):
        return True
    if not sentence.short:
        return False
    if re.search(noun, words):
        return not re.search(r"\w", CLAUSE.split(before)[-1])
    return not re.search(r"\w", re.sub(r"^\s*an? ", "", before)) and bool(
        re.match(rf"(?: [\w-]+){{0,3}}? (?:{about})\b", after)
    )
