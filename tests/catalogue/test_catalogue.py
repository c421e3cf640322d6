"""The catalogue: every entry is well formed, every id means one thing, every link and source leads
somewhere.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

import clearance.catalogue.lookup as catalogue
from clearance.catalogue.lookup import Entry, entries, families, find, near, served
from clearance.catalogue.schema import read_family
from clearance.files.yaml import parse
from clearance.library.load import UNRESOLVED, Library, data_root
from clearance.problems import Problem

FILES = sorted(catalogue.DATA.rglob("*.yml"))
LINES = ("unknown", "per-row")
"""Words in the place of a license: no source says, and every row has its own."""


@pytest.fixture(scope="module")
def known() -> Library:
    return Library((data_root(),))


def chain(start: str) -> list[str]:
    """Return the ids from a model down its first bases."""
    ids, entry = [], find(start)
    while entry is not None and entry.id not in ids:
        ids.append(entry.id)
        bases = entry.linked("base")
        entry = find(bases[0]) if bases else None
    return ids


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_strict_yaml_and_says_when_it_was_checked(path: Path) -> None:
    parse(path.read_text("utf-8"), path.name)
    family = read_family(path.read_text("utf-8"), path.name)
    assert datetime.date.fromisoformat(family.checked) <= datetime.date.today()
    assert all(re.match(r"https?://\S+$", url) for _, url in family.sources)
    for entry in family.entries:
        assert all(datetime.date.fromisoformat(past.until) for past in entry.was)


def test_every_id_means_one_thing_and_is_found_in_any_case() -> None:
    for entry in entries():
        for name in entry.names:
            assert find(name) is entry
            assert find(name.upper()) is entry
            assert name == name.strip()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_quick_look_sees_the_ids_that_the_parsed_file_has(path: Path) -> None:
    names = {
        name.casefold()
        for entry in read_family(path.read_text("utf-8"), path.name).entries
        for name in entry.names
    }
    assert catalogue._owned(path.read_text("utf-8").casefold()) == names


def test_every_link_leads_to_an_entry_or_is_listed_as_external() -> None:
    lost = {
        (entry.id, target)
        for entry in entries()
        for _, target, _ in entry.links
        if not find(target) and target not in entry.external
    }
    assert lost == set()


def test_links_join_the_kinds_they_are_made_for() -> None:
    wrong = set()
    for entry in entries():
        for kind, target, _ in entry.links:
            other = find(target)
            wants = (
                ("dataset",)
                if kind in ("trained_on", "contains", "derived_from")
                else ("model", "api-model")
            )
            if other and other.kind not in wants:
                wrong.add((entry.id, kind, target))
    assert wrong == set()


def test_no_lineage_runs_in_circles() -> None:
    for entry in entries():
        seen, waiting = set(), [entry.id]
        while waiting:
            here = find(waiting.pop())
            for kind, target, _ in here.links if here else ():
                other = find(target)
                if kind in ("base", "derived_from", "contains") and other:
                    assert other.id != entry.id, f"{entry.id} is made from itself"
                    if other.id not in seen:
                        seen.add(other.id)
                        waiting.append(other.id)


def test_every_license_of_an_entry_has_a_file(known: Library) -> None:
    named = {license for entry in entries() for _, license in entry.license} | {
        license for entry in entries() for past in entry.was for _, license in past.license
    }
    missing = {license for license in named - set(LINES) if known.find(license) is None}
    assert not missing
    assert not named & (UNRESOLVED - {"unknown"})


def test_a_confirmed_license_has_a_source_and_an_open_part_its_reason() -> None:
    for entry in entries():
        assert entry.source or not entry.confirmed, entry.id
        assert all(part.because and part.source for part in entry.openness), entry.id
        assert entry.developer and entry.name, entry.id


def test_parts_are_those_of_the_kind() -> None:
    for entry in entries():
        allowed = {"data", "contents", ""} if entry.kind == "dataset" else {"weights", "code", ""}
        assert {part for part, _ in entry.license} <= allowed, entry.id
        if entry.kind == "dataset":
            assert {part.name for part in entry.openness} <= {"data"}, entry.id


@pytest.mark.parametrize(
    ("start", "bases"),
    [
        ("abacusai/Smaug-72B-v0.1", ["moreh/MoMo-72B-lora-1.8.7-DPO", "Qwen/Qwen-72B"]),
        ("EleutherAI/llemma_7b", ["codellama/CodeLlama-7b-hf", "meta-llama/Llama-2-7b-hf"]),
        ("liuhaotian/llava-v1.5-13b", ["lmsys/vicuna-13b-v1.5", "meta-llama/Llama-2-13b-hf"]),
        ("HuggingFaceH4/zephyr-7b-beta", ["mistralai/Mistral-7B-v0.1"]),
        ("allenai/tulu-2-dpo-7b", ["allenai/tulu-2-7b", "meta-llama/Llama-2-7b-hf"]),
        ("deepseek-ai/DeepSeek-R1-Distill-Llama-70B", ["meta-llama/Llama-3.3-70B-Instruct"]),
        (
            "deepseek-ai/deepseek-math-7b-rl",
            ["deepseek-ai/deepseek-math-7b-instruct", "deepseek-ai/deepseek-math-7b-base"],
        ),
    ],
)
def test_lineage_is_known_up_the_whole_chain(start: str, bases: list[str]) -> None:
    assert chain(start)[1 : 1 + len(bases)] == bases


def test_data_made_by_models_say_so() -> None:
    assert found("tatsu-lab/alpaca").linked("generated_by") == ("openai/text-davinci-003",)
    assert found("HuggingFaceH4/ultrachat_200k").linked("derived_from") == ("stingning/ultrachat",)
    for name in ("stingning/ultrachat", "teknium/OpenHermes-2.5", "sharegpt"):
        makers = [find(maker) for maker in found(name).linked("generated_by")]
        assert any(maker and maker.kind == "api-model" for maker in makers), name


def test_the_pile_has_its_22_parts() -> None:
    assert len(found("EleutherAI/pile").linked("contains")) == 22


@pytest.mark.parametrize(
    ("name", "license"),
    [
        ("Qwen/Qwen-1_8B", "weights tongyi-qianwen-research, code apache-2.0"),
        ("Qwen/Qwen-72B", "weights tongyi-qianwen, code apache-2.0"),
        ("Qwen/Qwen2.5-3B", "qwen-research"),
        ("Qwen/Qwen2.5-72B", "qwen-2024"),
        ("Qwen/Qwen2.5-7B", "apache-2.0"),
        ("facebook/galactica-1.3b", "weights cc-by-nc-4.0, code apache-2.0"),
        ("deepseek-ai/deepseek-coder-33b-base", "weights deepseek-1.0, code mit"),
        ("EleutherAI/llemma_34b", "weights llama2, code mit"),
        ("allenai/dolma", "data odc-by-1.0, contents unknown"),
        ("the_pile_books3", "data mit, contents none"),
    ],
)
def test_licenses_that_readers_get_wrong(name: str, license: str) -> None:
    assert found(name).license_text == license


def test_a_changed_license_keeps_its_past() -> None:
    (past,) = found("allenai/dolma").was
    assert (past.license, past.until) == ((("", "ai2-impact-mr"),), "2024-04-15")


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("EleutherAI/pythia-12b", "open open open open"),
        ("allenai/OLMo-7B", "open open open open"),
        ("meta-llama/Llama-2-7b-hf", "open open closed closed"),
        ("mistralai/Mistral-7B-v0.1", "open open closed closed"),
        ("mistralai/Mixtral-8x7B-v0.1", "open open closed closed"),
        ("bigcode/starcoder2-15b", "open open open open"),
        ("EleutherAI/llemma_7b", "open open open open"),
        ("gpt-4", "closed closed closed closed"),
        ("gemini-pro", "closed closed closed closed"),
        ("claude-3-opus-20240229", "closed closed closed closed"),
    ],
)
def test_openness_of_the_systems_of_the_lecture(name: str, levels: str) -> None:
    parts = {part.name: part.level for part in found(name).openness}
    assert [parts[part] for part in ("weights", "inference", "training", "data")] == levels.split()


def test_levels_that_one_may_argue_are_marked() -> None:
    training = next(
        part for part in found("meta-llama/Llama-2-7b-hf").openness if part.name == "training"
    )
    assert training.arguable == "described"
    data = next(part for part in found("Qwen/Qwen-7B").openness if part.name == "data")
    assert {data.level, data.arguable} == {"closed", "described"}


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("bert-base-uncased", "google-bert/bert-base-uncased"),
        ("GPT2", "openai-community/gpt2"),
        ("squad", "rajpurkar/squad"),
        ("hf:nousresearch/llama-2-7b-hf@0123abc", "meta-llama/Llama-2-7b-hf"),
        ("api:openai/gpt-4", "openai/gpt-4"),
        ("https://huggingface.co/datasets/tatsu-lab/alpaca", "tatsu-lab/alpaca"),
    ],
)
def test_legacy_ids_cases_revisions_and_sources_resolve(written: str, id: str) -> None:
    assert found(written).id == id


@pytest.mark.parametrize(
    "written",
    ["meta-llama/Llama-2-7b-hf-mine", "meta-llama", "llama", "", "acme/bert-base-uncased"],
)
def test_an_id_is_never_guessed_from_its_first_letters(written: str) -> None:
    assert find(written) is None


@pytest.mark.parametrize(
    ("source", "license"),
    [
        ("api:openai/gpt-99-nano", "openai-terms"),
        ("api:anthropic/claude-next", "anthropic-commercial"),
    ],
)
def test_a_providers_terms_cover_models_of_tomorrow(source: str, license: str) -> None:
    entry = served(source)

    assert entry is not None
    assert (entry.id, entry.license) == (source.removeprefix("api:"), (("", license),))


@pytest.mark.parametrize(
    "source",
    [
        "gpt-99-nano",
        "openai/gpt-99-nano",
        "hf:openai/gpt-99-nano",
        "api:openai/",
        "api:nobody/gpt-99-nano",
    ],
)
def test_without_an_api_source_of_a_known_provider_no_terms_are_taken(source: str) -> None:
    assert served(source) is None
    assert find(source) is None


def test_a_slip_of_the_pen_gets_a_suggestion() -> None:
    assert near("meta-llama/Llama-2-7b-hff") == 'did you mean "meta-llama/Llama-2-7b-hf"?'
    assert near("zzzz/qqqq") == ""


def test_a_look_up_parses_only_the_file_that_owns_the_id(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = catalogue.read_family
    monkeypatch.setattr(
        catalogue, "read_family", lambda text, file: read.append(file) or real(text, file)
    )
    for cache in (catalogue._family, catalogue._ids):
        cache.cache_clear()
    assert find("gpt2") and find("gpt2") and not find("nobody/nothing")
    assert len(read) == 1


HEAD = "family: F\ndeveloper: D\nchecked: 2026-01-01\nsources: {a: 'https://a.example'}\nentries:\n"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "  - id: x/y\n    kind: modell\n    name: n\n    license: mit\n    source: a",
            'f.yml:6: "modell" is no kind',
        ),
        (
            "  - id: x/y\n    kind: model\n    name: n\n    license: mit\n    source: b",
            'f.yml:6: the license cites the source "b"',
        ),
        (
            "  - id: x/y\n    kind: model\n    name: n\n    license: mit",
            "f.yml:6: has no source for its license",
        ),
        (
            "  - id: x/y\n    kind: model\n    name: n\n    licence: mit",
            'f.yml:6: "licence" is no key of an entry',
        ),
        (
            (
                "  - id: x/y\n    kind: model\n    name: n\n    license: {wheights: mit}\n   "
                " source: a"
            ),
            '"wheights" is no key of license',
        ),
        (
            (
                "  - id: x/y\n    kind: model\n    name: n\n    license: mit\n    source: a\n   "
                " base: {z/z: fine}"
            ),
            '"fine" is no way of making',
        ),
        (
            (
                "  - id: x/y\n    kind: model\n    name: n\n    license: mit\n    source: a\n   "
                " openness: {data: {level: ajar, because: b, source: a}}"
            ),
            '"ajar" is no level',
        ),
        (
            (
                "  - id: x/y\n    kind: model\n    name: n\n    license: mit\n    source: a\n   "
                " was: [{license: x, until: 2024-13-01, source: a}]"
            ),
            'until "2024-13-01" is no day',
        ),
        (
            "  - kind: model\n    id: x/y\n    name: n\n    license: mit\n    source: a",
            "must list its entries",
        ),
    ],
)
def test_wrong_words_are_refused_with_file_and_line(entry: str, message: str) -> None:
    with pytest.raises(Problem) as caught:
        read_family(HEAD + entry + "\n", "f.yml")
    assert message in str(caught.value)


def test_shared_facts_reach_every_entry_and_further_ids_keep_their_own_base() -> None:
    family = read_family(
        HEAD.replace(
            "entries:", "common: {kind: model, license: mit, source: a, task: t}\nentries:"
        )
        + "  - id: x/chat\n    name: n\n    base: x/base\n    task: '-'\n    also: {x/chat-2:"
        " x/base-2, x/chat-3: ''}\n",
        "f.yml",
    )
    assert [(entry.id, entry.linked("base"), entry.task) for entry in family.entries] == [
        ("x/chat", ("x/base",), ""),
        ("x/chat-2", ("x/base-2",), ""),
        ("x/chat-3", ("x/base",), ""),
    ]


def found(name: str) -> Entry:
    """Return an entry that must be there."""
    entry = find(name)
    assert entry is not None, name
    return entry


def test_every_kind_of_thing_is_there() -> None:
    kinds = [entry.kind for entry in entries()]
    assert {"model", "dataset", "api-model", "code"} == set(kinds)
    assert len(families()) == len(FILES)


def test_an_unknown_id_costs_no_search_of_the_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert catalogue.find("lab/unheard-of") is None

    monkeypatch.setattr(catalogue, "_files", lambda: pytest.fail("the texts are searched again"))

    assert catalogue.find("lab/unheard-of-too") is None
