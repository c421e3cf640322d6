"""clearance lock and lock --check against a Hub on 127.0.0.1."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from hub_env import scrubbed

from clearance.lock import file as locks
from clearance.lock.schema import Lock
from clearance.testing import Fault, HubServer, Repo

Run = Callable[..., "subprocess.CompletedProcess[str]"]

ONE = (
    'project: {purpose: commercial, fields: []}\nmodels:\n  m: {source: "hf:o/m", used_for:'
    " [run]}\n"
)
M = Repo("o/m", card={"license": "mit"}, files={"LICENSE": "MIT"}, task="text-generation")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a function that runs a command in a project against a server."""

    def call(
        hub: HubServer, *args: str, manifest: str = "", **env: str
    ) -> subprocess.CompletedProcess[str]:
        if manifest:
            (tmp_path / "clearance.yaml").write_text(manifest)
        command = [sys.executable, "-m", "clearance", *args]
        return subprocess.run(
            command,
            cwd=tmp_path,
            env=scrubbed(tmp_path, hub.url, **env),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return call


def entries(folder: Path) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((folder / "clearance.lock").read_text())[
        "things"
    ]
    return found


def test_a_lock_holds_what_the_hub_says(run: Run, tmp_path: Path) -> None:
    repo = Repo(
        "o/m",
        card={
            "license": "other",
            "license_name": "house",
            "base_model": "o/b",
            "base_model_relation": "quantized",
            "datasets": ["o/d"],
        },
        files={"LICENSE": "MIT", "USE_POLICY.md": "be good"},
        task="text-generation",
        readme="For research use only. Hello.",
    )
    data = Repo("o/d", "dataset", card={"license": ["mit", "cc0-1.0"]})
    with HubServer([repo, Repo("o/b", gated="manual"), data]) as hub:
        done = run(hub, "lock", manifest=ONE)
    told = entries(tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "clearance.lock: 3 locked, 2 of them not declared; 0 failed\n",
        "",
    )
    assert {
        key: told["m"][key]
        for key in ("kind", "revision", "license", "license_name", "base", "task")
    } == {
        "kind": "model",
        "revision": repo.sha,
        "license": "other",
        "license_name": "house",
        "base": [{"id": "o/b", "how": "quantize"}],
        "task": "text-generation",
    }
    assert told["m"]["statements"] == ["For research use only."]
    assert {"text_sha256", "policy_sha256", "locked"} <= set(told["m"])
    assert told["o/b"]["gated"] == "manual"
    assert told["o/d"]["license"] == "mit AND cc0-1.0"


def test_a_lock_made_again_is_the_same_file_and_fits_its_schema(run: Run, tmp_path: Path) -> None:
    with HubServer([M]) as hub:
        run(hub, "lock", manifest=ONE)
        first = (tmp_path / "clearance.lock").read_bytes()
        run(hub, "lock")
        schema = json.loads(run(hub, "schema", "lock").stdout)

    assert (tmp_path / "clearance.lock").read_bytes() == first
    jsonschema.Draft202012Validator(schema).validate(json.loads(first))


def test_bases_that_name_each_other_end_and_depth_is_kept(run: Run, tmp_path: Path) -> None:
    chain = [
        Repo(f"o/m{i}", card={"license": "mit", "base_model": f"o/m{i + 1}"}) for i in range(9)
    ]
    with HubServer(
        [Repo("o/m", card={"base_model": "o/m0"}), *chain, Repo("o/m9", card={"base_model": "o/m"})]
    ) as hub:
        assert "4 locked" in run(hub, "lock", "--depth", "3", manifest=ONE).stdout
        assert "11 locked" in run(hub, "lock", "--depth", "20").stdout


def test_the_sources_are_locked_when_asked_for_and_are_not_stale(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "from transformers import AutoModel\nm ="
        ' AutoModel.from_pretrained("facebookish/nice-model")\n'
    )
    with HubServer([M, Repo("facebookish/nice-model", card={"license": "mit"})]) as hub:
        done = run(hub, "lock", "--scan", manifest=ONE)

        assert done.stdout == "clearance.lock: 2 locked, 1 of them not declared; 0 failed\n"
        assert "LCK003" not in run(hub, "check").stdout


def test_without_a_manifest_the_sources_are_locked_and_the_check_reads_that(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text(
        "from transformers import AutoModel\nm ="
        ' AutoModel.from_pretrained("facebookish/nice-model")\n'
    )
    with HubServer([Repo("facebookish/nice-model", card={"license": "mit"})]) as hub:
        before = run(hub, "check").stdout
        done = run(hub, "lock")
        after = run(hub, "check").stdout

    assert done.stdout == "clearance.lock: 1 locked, 1 of them not declared; 0 failed\n"
    assert "LIC004" in before
    assert "LIC004" not in after


def test_what_fails_is_said_and_the_rest_is_kept(run: Run, tmp_path: Path) -> None:
    with HubServer([M]) as hub:
        done = run(hub, "lock", manifest=ONE + '  gone: {source: "hf:o/gone", used_for: [run]}\n')

    assert done.returncode == 1
    assert (
        done.stderr
        == "clearance: o/gone is not on the Hub, or is private: check the spelling, or set"
        " HF_TOKEN\n"
    )
    assert set(entries(tmp_path)) == {"m"}


def test_an_old_entry_survives_a_failure(run: Run, tmp_path: Path) -> None:
    with HubServer([M]) as hub:
        run(hub, "lock", manifest=ONE)
        hub.put(Repo("o/m", fault=Fault("403")))
        done = run(hub, "lock")

    assert (done.returncode, entries(tmp_path)["m"]["license"]) == (1, "mit")


def test_a_token_is_sent_and_never_shown(run: Run, tmp_path: Path) -> None:
    secret = "hf_" + "Secret" * 5
    with HubServer(
        [
            Repo(
                "o/m",
                gated="auto",
                open_license=False,
                card={"license": "mit"},
                files={"LICENSE": "x"},
            )
        ],
        tokens=[secret],
    ) as hub:
        good = run(hub, "lock", manifest=ONE, HF_TOKEN=secret)
        bad = run(hub, "lock", HF_TOKEN=secret + "x")

        assert f"Bearer {secret}" in hub.authorizations
    assert entries(tmp_path)["m"]["text_sha256"]
    assert (
        bad.stderr
        == "clearance: o/m: the Hub refuses the token (401): renew HF_TOKEN, or unset it\n"
    )
    assert (
        "Secret"
        not in good.stdout
        + good.stderr
        + bad.stdout
        + bad.stderr
        + (tmp_path / "clearance.lock").read_text()
    )


def test_offline_says_what_was_not_looked_up_and_a_snapshot_in_the_cache_is_used(
    run: Run, tmp_path: Path
) -> None:
    with HubServer([M]) as hub:
        none = run(hub, "lock", manifest=ONE, HF_HUB_OFFLINE="1")
        assert hub.requests == []
        code = "import huggingface_hub; huggingface_hub.snapshot_download('o/m')"
        subprocess.run(
            [sys.executable, "-c", code],
            env=scrubbed(tmp_path, hub.url),
            check=True,
            capture_output=True,
        )
        asked = len(hub.requests)
        some = run(hub, "lock", HF_HUB_OFFLINE="1")

        assert len(hub.requests) == asked
    assert (none.returncode, "HF_HUB_OFFLINE is set" in none.stderr) == (1, True)
    assert (some.returncode, some.stdout) == (
        0,
        "clearance.lock: 1 locked, 1 from the local cache; 0 failed\n",
    )
    assert entries(tmp_path)["m"]["revision"] == M.sha


def test_an_interrupted_lock_goes_on_where_it_stopped(run: Run, tmp_path: Path) -> None:
    names = [f"m{i}" for i in range(30)]
    text = (
        ONE.splitlines()[0]
        + "\nmodels:\n"
        + "".join(f'  {name}: {{source: "hf:o/{name}", used_for: [run]}}\n' for name in names)
    )
    (tmp_path / "clearance.yaml").write_text(text)
    with HubServer(
        [Repo(f"o/{name}", card={"license": "mit"}) for name in names], latency=0.02
    ) as hub:
        work = subprocess.Popen(
            [sys.executable, "-m", "clearance", "lock", "--threads", "2"],
            cwd=tmp_path,
            env=scrubbed(tmp_path, hub.url),
        )
        journal = tmp_path / ".clearance.lock.part"
        while work.poll() is None and (
            not journal.exists() or journal.read_text().count("\n") < 10
        ):
            time.sleep(0.01)
        work.kill()
        work.wait()
        assert not (tmp_path / "clearance.lock").exists()
        hub.requests.clear()
        done = run(hub, "lock")

        assert sum("/api/models" in line for line in hub.requests) <= 20
    assert (done.returncode, len(entries(tmp_path)), journal.exists()) == (0, 30, False)


def test_a_kill_at_any_moment_leaves_the_old_lock_or_the_new_one(tmp_path: Path) -> None:
    target = tmp_path / "clearance.lock"
    code = (
        "import sys; from pathlib import Path; from clearance.lock import file as lock\nold ="
        " lock.load(Path(sys.argv[1]))\nprint(flush=True)\nwhile True: lock.save(Path(sys.argv[1]),"
        " old)"
    )
    entry = {"kind": "model", "source": "hf:o/m", "id": "o/m", "locked": "2026-01-01"}
    target.write_text(json.dumps({"version": "1", "things": {f"m{i}": entry for i in range(300)}}))
    rng = random.Random(7)
    for _ in range(8):
        work = subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE)
        assert work.stdout
        work.stdout.readline()
        time.sleep(rng.random() * 0.05)
        work.send_signal(signal.SIGKILL)
        work.wait()
        work.stdout.close()
        lock = locks.load(target)
        assert isinstance(lock, Lock)
        assert len(lock.things) == 300


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (
            Repo("o/m", card={"license": "cc-by-nc-4.0"}),
            [
                (
                    "LCK004 m: the license changed from mit to cc-by-nc-4.0: now limits or forbids:"
                    " commercial use, §2(a)(1)"
                ),
                "then: error NC001 m",
            ],
        ),
        (Repo("o/m", card={"license": "mit"}, files={"LICENSE": "other words"}), ["LCK005 m"]),
        (
            Repo(
                "o/m", card={"license": "mit"}, files={"LICENSE": "MIT", "USE_POLICY.md": "be good"}
            ),
            ["LCK005 m", "policy-changed"],
        ),
        (
            Repo("o/m", card={"license": "mit"}, files={"LICENSE": "MIT"}, gated="auto"),
            ["LCK007 m was open and is auto now"],
        ),
        (
            Repo("o/m", card={"license": "mit", "base_model": "o/b"}, files={"LICENSE": "MIT"}),
            ["LCK008 m"],
        ),
        (Repo("o/m", moved_to="o/new"), ["LCK006 m (o/m) is renamed, now: o/new"]),
        (Repo("o/m", disabled=True), ["LCK006 m (o/m) is gone, now: disabled"]),
        (None, ["LCK006 m (o/m) is gone"]),
    ],
    ids=["tag", "text", "policy", "gate", "base", "renamed", "disabled", "deleted"],
)
def test_lock_check_fails_on_what_changed(run: Run, new: Repo | None, says: list[str]) -> None:
    with HubServer([M]) as hub:
        run(hub, "lock", manifest=ONE)
        assert run(hub, "lock", "--check").returncode == 0
        if new is None:
            hub.delete("o/m")
        else:
            hub.put(new, Repo("o/new", card={"license": "mit"}, files={"LICENSE": "MIT"}))
        done = run(hub, "lock", "--check")

    assert done.returncode == 1, done.stdout + done.stderr
    assert [one for one in says if one not in done.stdout] == []


def test_lock_check_knows_the_licenses_of_a_pack(run: Run, tmp_path: Path) -> None:
    licenses = tmp_path / "pack" / "licenses"
    licenses.mkdir(parents=True)
    (licenses / "house-license.md").write_text(
        "---\nid: house-license\ntitle: House License\nspdx: LicenseRef-house\nrung:"
        " restricted\nmade_for: [model]\nread: full\nurl: https://example.org/house\nterms:\n  -"
        " {id: no-hosting, verdict: forbid, act: [serve], reach: [material], topic: hosting,"
        " clause: '2', says: not as a service}\n---\n"
    )
    with HubServer([M]) as hub:
        run(hub, "lock", manifest=ONE)
        card = {"license": "other", "license_name": "house-license"}
        hub.put(Repo("o/m", card=card, files={"LICENSE": "MIT"}))
        alone = run(hub, "lock", "--check").stdout
        with_pack = run(hub, "lock", "--check", "--pack", "pack").stdout

    assert "the terms cannot be compared" in alone
    assert "the license changed from mit to house-license: now limits or forbids" in with_pack


def test_lock_check_asks_once_for_what_did_not_change(run: Run) -> None:
    with HubServer([M]) as hub:
        run(hub, "lock", manifest=ONE)
        hub.requests.clear()
        run(hub, "lock", "--check")

        assert hub.requests == ["GET /api/models/o/m?blobs=true"]


def test_lock_check_that_cannot_look_is_not_clean(run: Run) -> None:
    with HubServer([M]) as hub:
        run(hub, "lock", manifest=ONE)
        hub.put(Repo("o/m", fault=Fault("403")))
        done = run(hub, "lock", "--check")

    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        2,
        "1 locked, 0 changed, 1 not looked up",
    )
