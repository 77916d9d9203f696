"""The commands around the model: JSON for one text, JSON lines in order for many, and words for what is wrong."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import signaal
from command import opening
from core.classify.model import MANIFEST
from core.classify.proposing import Proposing
from core.classify.registry import Registry, shipped
from core.classify.shelf import Shelf
from core.context import Context
from core.errors import NotFound
from core.municipalities import Place
from core.settings import read_settings
from tests.admin.panel import tell

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Typed:
    """Type a command with `given` on its standard input; gives the exit status and both streams."""
    monkeypatch.setenv("SIGNAAL_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(opening, "start_logging", str)  # logging is the whole process's: left as it is

    def type_line(*words: str, given: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["signaal", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        with pytest.raises(SystemExit) as end:
            signaal.main()
        printed = capsys.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return type_line


def test_a_text_is_classified(typed: Typed) -> None:
    status, out, _ = typed("classify", "Ouders vinden geen opvang voor hun peuter en moeten hun werk opzeggen")
    found = json.loads(out)
    assert status == 0
    assert found["themes"][0]["key"] == "gezin-opvang"
    assert len(found["themes"]) == 20
    assert found["abstained"] is False
    assert set(found["structural"]) == {"label", "confidence"}
    assert 0.5 <= found["structural"]["confidence"] <= 1
    assert found["language"] == "nl"
    assert found["model"] == json.loads((shipped() / MANIFEST).read_text("utf-8"))["version"]


def test_lines_keep_their_ids_and_order_over_blocks(typed: Typed) -> None:
    lines = "\n".join(json.dumps({"id": number, "text": f"De bus rijdt niet meer {number}"}) for number in range(70))
    out = typed("classify", given=f"{lines}\n\n")[1]
    assert [json.loads(line)["id"] for line in out.splitlines()] == list(range(70))


@pytest.mark.parametrize("command", ["classify", "screen"])
def test_a_wrong_line_is_named_and_stops_none_of_the_others(typed: Typed, command: str) -> None:
    wrong = ("niets", '{"text": "geen id"}', '{"id": 4, "text": 5}', "[]", r'{"id": "\ud800", "text": "halve letter"}')
    given = "\n".join(
        ('{"id": 1, "text": "De huur is te hoog"}', *wrong, '{"id": 7, "text": "De bus rijdt niet meer"}')
    )
    status, out, said = typed(command, given=given)
    assert (status, [json.loads(line)["id"] for line in out.splitlines()]) == (1, [1, 7])
    told = [f'signaal: line {place}: expected {{"id": ..., "text": "..."}}' for place in range(2, 7)]
    assert said.splitlines() == told


def test_an_empty_text_is_told_in_its_place(typed: Typed) -> None:
    status, out, said = typed("classify", given='{"id": "a", "text": " "}\n{"id": "b", "text": "De huur is te hoog"}\n')
    empty, good = (json.loads(line) for line in out.splitlines())
    assert (status, empty, said) == (1, {"id": "a", "error": "the text is empty"}, "")
    assert (good["id"], len(good["themes"])) == ("b", 20)
    assert typed("classify", given='{"id": "a", "text": ""}\n')[0] == 1
    assert typed("classify", "  ")[0] == 1


def test_nothing_is_proposed_for_a_text_in_another_language(typed: Typed) -> None:
    text = "Les parents ne trouvent pas de place pour leur enfant à la crèche et ils doivent quitter leur travail."
    found = json.loads(typed("classify", text)[1])
    assert (found["language"], found["abstained"]) == ("fr", True)
    assert found["target_groups"] == found["kinds"] == found["levels"] == []
    assert len(found["themes"]) == 20
    assert set(found["structural"]) == {"label", "confidence"}


def test_pairs_are_compared(typed: Typed) -> None:
    pairs = [
        {"id": "a", "a": "Geen huisarts neemt nog patiënten aan.", "b": "Elke dokter heeft een patiëntenstop."},
        {"id": "b", "a": "Geen huisarts neemt nog patiënten aan.", "b": "De bus naar het dorp is afgeschaft."},
    ]
    out = typed("similar", "--pairs", given="\n".join(json.dumps(pair) for pair in pairs))[1]
    near, far = (json.loads(line) for line in out.splitlines())
    assert (near["id"], far["id"]) == ("a", "b")
    assert near["score"] > far["score"]
    status, out, _ = typed("similar", "--pairs", given='{"id": 1, "a": "", "b": ""}\n' + json.dumps(pairs[0]))
    assert (status, [json.loads(line)["score"] for line in out.splitlines()]) == (0, [0.0, near["score"]])


def test_stored_signals_like_a_text_are_found(
    typed: Typed, context: Context, place: Place, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(context, place, "De bus naar het dorp is afgeschaft, wie geen auto heeft raakt nergens meer.")
    tell(context, place, "Geen enkele huisarts in de buurt neemt nog nieuwe patiënten aan.")
    Proposing(replace(context, shelf=Shelf("", context.settings.data))).work_off()
    monkeypatch.setenv("SIGNAAL_DATABASE_URL", url)
    monkeypatch.setenv("SIGNAAL_DATA", str(context.settings.data))
    text = "Elke huisarts heeft een patiëntenstop"
    out = typed("similar", text, "--municipality", place.slug, "--most", "1")[1]
    [found] = json.loads(out)["signals"]
    assert found["number"] == 2
    assert 0 <= found["score"] <= 1
    assert typed("similar", text)[::2] == (1, "signaal: either --pairs, or a text with --municipality SLUG\n")
    assert "no municipality nergens" in typed("similar", text, "--municipality", "nergens")[2]
    monkeypatch.setenv("SIGNAAL_MODEL", "off")
    assert "no model runs here" in typed("similar", text, "--municipality", place.slug)[2]


def test_without_a_model_it_says_so(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNAAL_MODEL", "off")
    assert typed("classify", "De huur")[::2] == (1, "signaal: SIGNAAL_MODEL is off\n")
    monkeypatch.setenv("SIGNAAL_MODEL", "/nergens")
    told = "signaal: no model in /nergens: there is no such folder\n"
    for words in (("classify", "De huur"), ("model", "card"), ("model", "card", "--json"), ("model", "evaluate")):
        assert typed(*words)[::2] == (1, told), words
    settings = read_settings(None)
    shelf = Shelf(settings.model, settings.data)
    with capture_logs() as lines:
        assert all(shelf.model(slug) is None for slug in ("", "leest"))
    assert [(line["event"], line["folder"]) for line in lines] == [("no model", "/nergens")]


def test_the_card_is_of_the_model_that_the_settings_name(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = json.loads((shipped() / MANIFEST).read_text("utf-8"))
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "version": "feedf00d"}), "utf-8")
    monkeypatch.setenv("SIGNAAL_MODEL", str(tmp_path))
    assert "Versie feedf00d" in typed("model", "card")[1]
    assert "is missing" in typed("classify", "De huur")[2]
    (tmp_path / MANIFEST).write_text("{", "utf-8")
    assert "it is not whole" in typed("model", "card")[2]


@pytest.mark.long
def test_models_are_listed_promoted_and_brought_back(typed: Typed, tmp_path: Path) -> None:
    folder = tmp_path / "candidate"
    shutil.copytree(shipped(), folder)
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**manifest, "version": "feedf00d"}), "utf-8")
    registry = Registry(tmp_path / "data" / "models")
    registry.take(folder)
    registry.take(folder)
    assert [entry["running"] for entry in json.loads(typed("model", "list", "--json")[1])] == [True, False]
    assert typed("model", "promote", "feedf00d")[0] == 0
    assert registry.running() == tmp_path / "data" / "models" / "feedf00d"
    assert "* feedf00d" in typed("model", "list")[1]
    assert typed("model", "promote", "nothere1")[0] == 1
    assert typed("model", "back")[0] == 0
    assert registry.running() == shipped()
    with pytest.raises(NotFound):
        registry.back()


def test_the_card_tells_what_it_is_worth_in_dutch_and_as_json(typed: Typed) -> None:
    card = typed("model", "card")[1]
    assert "Waarvoor mag je het nooit gebruiken?" in card
    [row] = [line for line in card.splitlines() if line.startswith("| Wonen en dakloosheid |")]
    assert row.count("|") == 5  # its F1 is of another threshold than what is shown beside it
    assert json.loads(typed("model", "card", "--json")[1])["figures"]["texts"] > 500


def test_training_without_torch_says_what_is_missing(typed: Typed) -> None:
    assert "is not installed" in typed("model", "fit")[2]
