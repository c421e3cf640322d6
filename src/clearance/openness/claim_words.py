"""The grammar of a claim in a sentence: which words deny, foretell or turn it, and which say that
it speaks of what is ours. The words are data (rules/_openness.yml, texts); in doubt nothing is
claimed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

BEFORE, AFTER = 4, 6
"""Words looked at before and after those of a claim."""
EARLIER = 12
"""Words before those of a claim among which one that foretells is looked for."""
LINKING = frozenset(
    "of for in on with and or that which who is are was were to from by as at than we you can has"
    " have".split()
)
"""Words that end the noun that stands behind words of a claim."""
CLAUSE = re.compile(r"[,;:()]|\s[–—-]\s|\b(?:but|while|whereas|although)\b")
"""What parts the clauses of a sentence."""
WORD = re.compile(r"[\w-]+")
WORD_OF_CLAUSE = re.compile(r"[\w'’-]+")
QUOTING = ('"', "“", "‘", "'", "«", "(", "so-called")
"""What stands right before words that are only quoted."""
FEATURES = ("weights", "data")
"""What a thing may come with."""
WHOLLY = ("fully", "truly", "completely", "entirely")
"""Words with which a claim is strong enough to stand alone."""

Speech = Mapping[str, Sequence[str]]
"""Kind of word (owners, gives, unless, later, aside, acts, groups, others) -> the words."""


@dataclass(frozen=True)
class Phrase:
    """Words that may claim, with what stands around them in their sentence, in small letters."""

    before: str
    words: str
    after: str
    short: bool = False
    """whether the sentence is a heading, a badge or an item of a list, which needs no verb"""

    @property
    def is_question(self) -> bool:
        """Return whether the sentence only asks."""
        return f"{self.before}{self.words}{self.after}".rstrip().endswith("?")

    @property
    def clause_before(self) -> list[str]:
        """Return the words before those of the claim in their clause."""
        return WORD_OF_CLAUSE.findall(CLAUSE.split(self.before)[-1])

    @property
    def clause_after(self) -> list[str]:
        """Return the words behind those of the claim in their clause."""
        return WORD.findall(CLAUSE.split(self.after)[0])


# What turns a claim down


def is_turned_down(
    phrase: Phrase, nouns: Sequence[str], speech: Speech, *, name_beside: bool = False
) -> bool:
    """Return whether words that may claim are denied, foretold, quoted, or belong to something that
    is not ours.

    `nouns` are the words for what the claim is about; `name_beside`: a name of ours stands right
    before.
    """
    if _is_quoted(phrase) or _is_denied(phrase, speech) or _is_foretold(phrase, speech):
        return True
    if _names_a_feature(phrase, nouns):
        return False
    if not name_beside and _is_of_others(phrase, speech):
        return True
    return _is_of_another_noun(phrase, nouns, speech)


def _is_quoted(phrase: Phrase) -> bool:
    return phrase.before.rstrip(" ").endswith(QUOTING)


def _is_denied(phrase: Phrase, speech: Speech) -> bool:
    if "not only" in phrase.before:
        return False
    return any(
        word in speech["unless"] or word.endswith(("n't", "n’t")) for word in phrase.clause_before
    )


def _is_foretold(phrase: Phrase, speech: Speech) -> bool:
    return any(word in speech["later"] for word in WORD.findall(phrase.before)[-EARLIER:])


def _names_a_feature(phrase: Phrase, nouns: Sequence[str]) -> bool:
    """Return whether the words say what a thing comes with: "a model with open weights"."""
    following = WORD.search(phrase.after)
    return (
        phrase.clause_before[-1:] == ["with"]
        and phrase.words.endswith(FEATURES)
        and not (following and following.group() in nouns)
    )


def _is_of_others(phrase: Phrase, speech: Speech) -> bool:
    """Return whether a word right before says that the claim is of something else: "we compare with
    open models"; a word between that says whose it is ("our open model") ends the search.
    """
    near = phrase.clause_before[-BEFORE:]
    for before, word in reversed(list(zip(["", *near], near, strict=False))):
        if word in speech["owners"] or (word == "of" and before in speech["groups"]):
            return False
        if word in speech["aside"] or word.startswith(tuple(speech["acts"])):
            return True
    return False


def _is_of_another_noun(phrase: Phrase, nouns: Sequence[str], speech: Speech) -> bool:
    """Return whether the noun behind the words is something else than a model or data set ("model
    library" is).
    """
    is_after_noun = False
    for word in phrase.clause_after[:AFTER]:
        if word in LINKING and is_after_noun:
            return False
        if word in speech["others"]:
            return True
        if word in LINKING:
            return False
        is_after_noun = is_after_noun or word in nouns
    return False


# What says that a claim is of ours


def speaks_of_us(phrase: Phrase, nouns: Sequence[str], speech: Speech) -> bool:
    """Return whether a sentence without a name speaks of what this repository gives out."""
    noun = "|".join(map(re.escape, nouns))
    return any(says(phrase, noun, speech) for says in SAYS_OURS)


def _owns_noun_before(phrase: Phrase, noun: str, speech: Speech) -> bool:
    """Match "our new model is open source" and "the following weights are open source"."""
    return bool(
        re.search(rf"\b(?:our|this|these|its)(?: [\w.-]+){{0,3}}? (?:{noun})\b", phrase.before)
        or re.search(rf"\bthe (?:following )?(?:{noun})\b(?! of)", phrase.before)
    )


def _owns_noun_after(phrase: Phrase, noun: str, speech: Speech) -> bool:
    """Match "this open source model"."""
    is_owned = re.search(r"\b(?:our|this|these)(?: [\w-]+)?\s*$", phrase.before)
    return bool(is_owned) and _noun_follows(phrase, noun)


def _is_given(phrase: Phrase, noun: str, speech: Speech) -> bool:
    """Match "we release an open source model"."""
    gives = rf"\b(?:{'|'.join(speech['gives'])})"
    return bool(
        re.search(r"\bwe\b", phrase.before)
        and re.search(gives, phrase.before + phrase.words)
        and re.search(rf"\b(?:{noun})\b", phrase.words + phrase.after)
    )


def _is_introduced(phrase: Phrase, noun: str, speech: Speech) -> bool:
    """Match "this is an open source model"."""
    this_is = r"\b(?:this|it|here) (?:is|are|represents) (?:an?|the)\b"
    is_introduced = re.search(this_is, phrase.before)
    return bool(is_introduced and re.search(rf"\b(?:{noun})\b", phrase.after))


def _is_said_wholly(phrase: Phrase, noun: str, speech: Speech) -> bool:
    """Match "we are fully open" and "Fully open!"."""
    if not phrase.words.startswith(WHOLLY):
        return False
    stands_alone = not re.search(r"\w", phrase.before) and re.match(
        r"\s*(?:[^\w\s]|$)", phrase.after
    )
    return bool(stands_alone or re.search(r"\bwe are\s+$", phrase.before))


def _is_label(phrase: Phrase, noun: str, speech: Speech) -> bool:
    """Match a heading, badge or item: "Open weights", "An open source model"."""
    if not phrase.short:
        return False
    if re.search(rf"\b(?:{noun})\b", phrase.words):
        return not re.search(r"\w", CLAUSE.split(phrase.before)[-1])
    begins = not re.search(r"\w", re.sub(r"^\s*an? ", "", phrase.before))
    return begins and _noun_follows(phrase, noun)


def _noun_follows(phrase: Phrase, noun: str) -> bool:
    return bool(re.match(rf"(?: [\w-]+){{0,3}}? (?:{noun})\b", phrase.after))


SAYS_OURS: tuple[Callable[[Phrase, str, Speech], bool], ...] = (
    _owns_noun_before,
    _owns_noun_after,
    _is_given,
    _is_introduced,
    _is_said_wholly,
    _is_label,
)
"""Ways to say that a claim is of ours; any of them is enough."""
