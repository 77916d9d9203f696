"""The registry: a municipality's own models run for it alone, and the gate weighs a candidate against what runs."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.classify.model import MANIFEST
from core.classify.open import find_model, open_registry
from core.classify.registry import shipped, weigh_candidate
from core.classify.shelf import Shelf
from core.errors import NotFound


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
