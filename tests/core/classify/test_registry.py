"""The registry: a municipality's own models run for it alone, and the gate weighs a candidate against what runs."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.classify.card import read_card
from core.classify.model import MANIFEST
from core.classify.open import find_model, open_registry
from core.classify.registry import Registry, shipped, weigh_candidate
from core.classify.shelf import Shelf
from core.classify.versions import note_running
from core.errors import NotFound
from core.words import load_words


def write(folder: Path, version: str) -> Path:
    """Write a model that can be listed, and not loaded."""
    folder.mkdir(parents=True)
    (folder / MANIFEST).write_text(json.dumps({"version": version, "made": f"2026-11-22T0{version[-1]}:00"}), "utf-8")
    return folder


def test_a_municipality_runs_its_own_model_and_others_what_the_installation_runs(tmp_path: Path) -> None:
    data = tmp_path / "data"
    whole, own = open_registry(data), open_registry(data, "leest")
    assert own.running() == shipped()
    place = own.take(write(tmp_path / "one", "aaaaaaa1"))
    assert place == data / "models" / "leest" / "aaaaaaa1"
    own.promote("aaaaaaa1")
    assert find_model("", data, "leest") == place
    assert find_model("", data, "elders") == find_model("", data) == shipped()
    assert find_model("/a/folder", data, "leest") == Path("/a/folder")
    assert [entry.version for entry in whole.entries()][1:] == []
    assert [(entry.version, entry.running) for entry in own.entries()][1:] == [("aaaaaaa1", True)]
    with pytest.raises(NotFound):
        whole.promote("aaaaaaa1")
    with pytest.raises(NotFound):
        open_registry(data, "elders").promote("aaaaaaa1")


def test_the_way_back_leads_to_what_the_installation_runs_by_then(tmp_path: Path) -> None:
    data = tmp_path / "data"
    whole, own = open_registry(data), open_registry(data, "leest")
    own.take(write(tmp_path / "one", "aaaaaaa1"))
    own.promote("aaaaaaa1")
    common = whole.take(write(tmp_path / "two", "bbbbbbb2"))
    whole.promote("bbbbbbb2")
    assert own.back() == "installation"
    assert own.running() == common
    with pytest.raises(NotFound):
        own.back()
    own.promote("aaaaaaa1")
    own.promote("bbbbbbb2")
    whole.back()
    assert own.running() == common  # chosen by name, and so it stays
    assert [(entry.version, entry.running) for entry in own.entries()][1:] == [("aaaaaaa1", False), ("bbbbbbb2", True)]


def test_the_shelf_gives_each_municipality_its_own(tmp_path: Path) -> None:
    shutil.copytree(shipped(), tmp_path / "one")
    manifest = json.loads((shipped() / MANIFEST).read_text("utf-8"))
    (tmp_path / "one" / MANIFEST).write_text(json.dumps({**manifest, "version": "aaaaaaa1"}), "utf-8")
    own = open_registry(tmp_path / "data", "leest")
    own.take(tmp_path / "one")
    own.promote("aaaaaaa1")
    shelf = Shelf("", tmp_path / "data")
    named = [getattr(shelf.model(slug), "name", "") for slug in ("leest", "elders", "")]
    assert named == ["aaaaaaa1", manifest["version"], manifest["version"]]


def test_the_card_says_whose_encoder_it_is_and_whose_corrections_it_learned() -> None:
    manifest = json.loads((shipped() / MANIFEST).read_text("utf-8"))
    base = {"name": "example/dutch-base", "revision": "0123abc"}
    manifest |= {"base": base, "examples": {**manifest["examples"], "corrections": 37}}
    data = read_card(manifest, load_words()).part("data").words
    assert "example/dutch-base" in data
    assert "37 signalen" in data
    assert "Kamer" not in data


def figures(macro: float, error: float = 0.04, werk: float = 0.8, count: int = 12) -> dict[str, Any]:
    return {
        "macro_f1": macro,
        "calibration_error": error,
        "themes": [{"key": "werk", "count": count, "f1": werk}],
    }


def test_a_candidate_that_is_worse_anywhere_is_named(tmp_path: Path) -> None:
    now = figures(0.7)
    assert weigh_candidate(now, figures(0.696)) == ()
    assert weigh_candidate(now, figures(0.69)) == ("macro-F1 0.690, now 0.700",)
    assert weigh_candidate(now, figures(0.7, error=0.2)) == ("calibration error 0.200, now 0.040",)
    assert weigh_candidate(now, figures(0.7, error=0.2), calibrated=False) == ()
    assert weigh_candidate(now, figures(0.7, werk=0.7)) == ("werk 0.700, now 0.800",)
    assert weigh_candidate(figures(0.7, count=9), figures(0.7, werk=0.7)) == ()


def versions(registry: Registry) -> list[tuple[str, str, str]]:
    return [(ran.version, ran.how, ran.by) for ran in registry.history()]


def test_the_history_says_which_model_ran_and_who_let_it(tmp_path: Path) -> None:
    data, ours = tmp_path / "data", json.loads((shipped() / MANIFEST).read_text("utf-8"))["version"]
    whole, own = open_registry(data), open_registry(data, "leest")
    assert own.history() == ()
    for _ in range(2):
        note_running("", data, "leest")
    assert versions(own) == versions(whole) == [(ours, "started", "")]
    own.take(write(tmp_path / "one", "aaaaaaa1"))
    own.promote("aaaaaaa1", by="an")
    own.promote("aaaaaaa1", by="bo")  # it runs already
    whole.take(write(tmp_path / "two", "bbbbbbb2"))
    whole.promote("bbbbbbb2", by="bo")  # not for who has a model of its own
    assert versions(own) == [(ours, "started", ""), ("aaaaaaa1", "promoted", "an")]
    assert versions(whole) == [(ours, "started", ""), ("bbbbbbb2", "promoted", "bo")]
    own.back(by="an")
    assert versions(own)[2:] == [("bbbbbbb2", "back", "an")]
    with (whole.folder / "history").open("a", encoding="utf-8") as history:
        history.write('{"at": "2026-1')  # the disk was full
    assert len(whole.history()) == 2
    figures = whole.history()[0].figures
    assert 0 < figures["macro_f1"] < 1


def test_a_model_that_the_settings_name_runs_over_all_others(tmp_path: Path) -> None:
    data = tmp_path / "data"
    own = open_registry(data, "leest")
    own.take(write(tmp_path / "one", "aaaaaaa1"))
    own.promote("aaaaaaa1", by="an")
    named = write(tmp_path / "named", "ccccccc3")
    for _ in range(2):
        note_running(str(named), data, "leest")
    note_running("off", data, "leest")
    assert [ran.version for ran in own.history()] == ["aaaaaaa1", "ccccccc3"]
    note_running("", data, "leest")
    assert [ran.version for ran in own.history()] == ["aaaaaaa1", "ccccccc3", "aaaaaaa1"]


def test_an_installation_from_before_the_history_goes_on(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write(data / "models" / "aaaaaaa1", "aaaaaaa1")
    (data / "models" / "running").write_text("shipped\naaaaaaa1\n", "utf-8")
    note_running("", data, "leest")
    assert versions(open_registry(data)) == [("aaaaaaa1", "started", "")]
    assert open_registry(data).back() == "shipped"
