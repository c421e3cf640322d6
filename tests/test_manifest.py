"""The manifest: what is accepted, and one clear error with its place for whatever is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from clearance.manifest import load as manifest
from clearance.problems import NOTHING, USAGE, Problem


def load(text: str) -> manifest.Project:
    return manifest.loads(text, "clearance.yaml", Path())


WRONG = {
    "unknown key": (
        "models: {a: {licence: mit}}\n",
        'clearance.yaml:1:14: unknown key "licence" in models.a; did you mean "license"?',
    ),
    "unknown section": ("model: {a: {}}\n", 'did you mean "models"?'),
    "unknown purpose": (
        "project: {purpose: comercial}\nmodels: {a: {}}\n",
        'did you mean "commercial"?',
    ),
    "unknown field": ("project: {fields: [weapon]}\nmodels: {a: {}}\n", 'did you mean "weapons"?'),
    "duplicate key": ("models:\n  a: {}\n  a: {}\n", 'clearance.yaml:3:3: has the key "a" twice'),
    "name in two sections": ("models: {a: {}}\ndatasets: {a: {}}\n", '"a" is declared twice'),
    "alias": ("models: {a: &x {license: mit}, b: *x}\n", "YAML alias"),
    "merge": ("models: {a: {<<: {license: mit}}}\n", "YAML merge"),
    "null": ("models: {a: {license: null}}\n", "`null` is no value"),
    "tilde": ("models: {a: {license: ~}}\n", "`~` is no value"),
    "broken yaml": ("models: {a: {\n", "is not YAML"),
    "tab": ("models:\n\ta: {}\n", "is not YAML"),
    "deep": ("models: " + "[" * 100 + "]" * 100, "nested too deeply"),
    "list": ("- a\n", "must be a mapping"),
    "undeclared": (
        "models: {a: {ours: true, base: llam}, llama: {}}\n",
        'names "llam", which is not declared',
    ),
    "undeclared suggests": (
        "models: {a: {ours: true, base: llam}, llama: {}}\n",
        'did you mean "llama"?',
    ),
    "wrong kind": ("models: {a: {ours: true, trained_on: b}, b: {}}\n", "takes a dataset"),
    "wrong kind of base": (
        "models: {a: {ours: true, base: d}}\ndatasets: {d: {}}\n",
        "takes a model",
    ),
    "own base": ("models: {a: {ours: true, base: a}}\n", "of itself"),
    "cycle": ("models: {a: {base: b}, b: {base: c}, c: {base: a}}\n", "cannot be made of itself: "),
    "cycle of data": (
        "datasets: {a: {derived_from: b}, b: {contains: a}}\n",
        "cannot be made of itself",
    ),
    "how that does not fit": (
        "models: {a: {base: {b: analysis}}, b: {}}\n",
        'how "analysis" does not fit',
    ),
    "how without link": ("models: {a: {how: merge}}\n", "stands beside no link"),
    "source": (
        "models: {a: {source: meta-llama/Llama-2-7b}}\n",
        "did you mean hf:meta-llama/Llama-2-7b?",
    ),
    "number": ("actor: {monthly_users: many}\nmodels: {a: {}}\n", "monthly_users"),
    "month": ("actor: {monthly_users: {June: 3}}\nmodels: {a: {}}\n", "is no month"),
    "date": ("models: {a: {obtained: yesterday}}\n", "obtained"),
    "country": ("actor: {country: Germany}\nmodels: {a: {}}\n", "country"),
    "said twice": (
        "models: {j: {used_for: [evaluate]}, m: {ours: true, evaluated_with: j}}\n",
        "says already",
    ),
    "reason": ("models: {a: {}}\naccept: [{rule: OUT001, because: ''}]\n", "because"),
    "missing artifact": (
        "models: {a: {}}\nreleases: [{license: mit}]\n",
        "releases.0.artifact: is missing",
    ),
    "empty": ("", "is empty"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_manifest_is_one_clear_error(name: str) -> None:
    text, words = WRONG[name]

    with pytest.raises(Problem) as caught:
        load(text)
    assert words in str(caught.value)
    assert "clearance.yaml" in str(caught.value)
    assert caught.value.code == USAGE


def test_every_schema_error_is_told_with_line_and_column() -> None:
    with pytest.raises(Problem) as caught:
        load("project:\n  purpose: fun\nmodels:\n  a:\n    licence: mit\n    ours: perhaps\n")

    lines = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "clearance.yaml:2:3",
        "clearance.yaml:5:5",
        "clearance.yaml:6:5",
    ]


def test_declaring_nothing_is_exit_code_4() -> None:
    with pytest.raises(Problem) as caught:
        load("project: {name: x}\n")
    assert caught.value.code == NOTHING


def test_not_utf8_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "clearance.yaml"
    path.write_bytes("models: {a: {note: caf\u00e9}}\n".encode("latin-1"))

    with pytest.raises(Problem, match="is not UTF-8"):
        manifest.load(path)


def test_a_missing_manifest_is_exit_code_4(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        manifest.find(tmp_path)
    assert caught.value.code == NOTHING


def test_pyproject_may_point_to_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.clearance]\nmanifest = "legal/models.yaml"\n')
    (tmp_path / "legal").mkdir()
    (tmp_path / "legal" / "models.yaml").write_text("models: {a: {}}\n")

    assert manifest.find(tmp_path) == tmp_path / "legal" / "models.yaml"


def test_a_pointer_to_nowhere_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.clearance]\nmanifest = "no.yaml"\n')

    with pytest.raises(Problem, match="is no file"):
        manifest.find(tmp_path)


def test_links_take_a_name_a_list_and_a_mapping() -> None:
    project = load(
        "models: {a: {}, b: {}, m: {ours: true, base: a}, n: {ours: true, base: [a, b], how:"
        " merge}, o: {ours: true, base: {a: adapter}}}\n"
    )

    assert [(link.product, link.object, link.how) for link in project.links] == [
        ("m", "a", ""),
        ("n", "a", "merge"),
        ("n", "b", "merge"),
        ("o", "a", "adapter"),
    ]


def test_a_hub_id_as_key_is_its_own_source() -> None:
    project = load("models: {org/name: {}}\ndatasets:\n  org/data:\ncode: {me/tool: {}}\n")

    assert {thing.name: thing.source for thing in project.things} == {
        "org/name": "hf:org/name",
        "org/data": "hf:org/data",
        "me/tool": "github:me/tool",
    }


def test_clauses_and_words_stay_text() -> None:
    project = load("models: {'1.10': {license: no}}\n")

    assert project.things[0].name == "1.10"
    assert project.things[0].license == (("", "no"),)


def test_a_self_training_loop_is_ordinary() -> None:
    project = load(
        "models: {s: {ours: true, trained_on: x}}\ndatasets: {x: {ours: true, generated_by: s}}\n"
    )

    assert len(project.links) == 2


def test_users_may_be_dated() -> None:
    project = load("actor: {monthly_users: {2023-06: 800_000_000}}\nmodels: {a: {}}\n")

    assert project.actor.monthly_users == (("2023-06", 800_000_000),)


def test_a_released_repository_carries_the_projects_license() -> None:
    project = load(
        "project: {license: MIT}\ncode: {x: {}}\nreleases: [{artifact: repository, contains: {x:"
        " combined}}]\n"
    )

    assert project.thing("release:repository").license == (("", "MIT"),)
