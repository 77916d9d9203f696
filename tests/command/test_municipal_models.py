"""Models of one municipality: what its processors correct in the panel is in its next run, and judges its models."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import signaal
from command import opening
from command.fitting import read_own
from core.classify.corrections import ENOUGH
from core.classify.examples import name_text, read_examples
from core.classify.labels import read_labels
from core.classify.model import MANIFEST
from core.classify.open import find_model, open_registry
from core.classify.registry import shipped
from core.context import Context
from core.municipalities import Place
from core.review.labelling import CORRECT, Labelled, Labels, label_signal, undo_labelling
from tests.admin.panel import tell
from tests.core.people.staffing import Person, hire

LABELS = read_labels()
CARE = Labels(themes=("gezin-opvang",), target_groups=("gezinnen",), kinds=("tekort",), levels=("lokaal",))
RENT = Labels(themes=("wonen",), target_groups=("huurders",), kinds=("tekort",), levels=("vlaams",))
Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], context: Context, url: str) -> Typed:
    """Type a command in this test's installation; gives the exit status and both streams."""
    monkeypatch.setenv("SIGNAAL_DATA", str(context.settings.data))
    monkeypatch.setenv("SIGNAAL_DATABASE_URL", url)
    monkeypatch.setattr(opening, "start_logging", str)  # logging is the whole process's: left as it is

    def type_line(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["signaal", *words])
        with pytest.raises(SystemExit) as end:
            signaal.main()
        printed = capsys.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return type_line


def correct(context: Context, person: Person, text: str, labels: Labels) -> None:
    """Send a signal in, and label it in the panel."""
    signal_id = tell(context, person.place, text)
    with context.store.tenant(person.place.id) as session:
        assert isinstance(label_signal(session, person.present(), signal_id, labels, CORRECT, ""), Labelled)


def write(number: int, *, apart: bool) -> str:
    """Write a text that is, or is not, kept apart."""
    texts = (
        f"Jonge ouders vinden geen opvang voor hun kind, dit is verhaal {number} met nummer {n}." for n in range(999)
    )
    return next(text for text in texts if (int(name_text(text)[:4], 16) % 10 == 0) == apart)


def test_what_is_corrected_in_the_panel_is_in_the_next_run(
    typed: Typed, context: Context, place: Place, other_place: Place
) -> None:
    person, stranger = hire(context, place), hire(context, other_place, email="els@example.org")
    texts = [write(number, apart=False) for number in range(3)]
    for text in texts[:2]:
        correct(context, person, text, CARE)
    correct(context, stranger, texts[2], RENT)
    examples = read_examples(LABELS)
    found = read_own(place.slug, LABELS, examples).learned
    assert sorted((one.text, one.theme) for one in found) == sorted((text, "gezin-opvang") for text in texts[:2])
    assert [one.text for one in read_own(other_place.slug, LABELS, examples).learned] == [texts[2]]

    undone = tell(context, place, texts[2])
    with context.store.tenant(place.id) as session:
        done = label_signal(session, person.present(), undone, RENT, CORRECT, "")
        assert isinstance(done, Labelled)
    assert len(read_own(place.slug, LABELS, examples).learned) == 3
    with context.store.tenant(place.id) as session:
        undo_labelling(session, person.present(), undone, done.seen)
    assert len(read_own(place.slug, LABELS, examples).learned) == 2


@pytest.mark.long
def test_a_model_is_judged_on_corrections_too_and_runs_for_its_municipality(
    typed: Typed, context: Context, place: Place, other_place: Place, tmp_path: Path
) -> None:
    person = hire(context, place)
    for number in range(ENOUGH):
        correct(context, person, write(number, apart=True), CARE)
    judged = json.loads(typed("model", "evaluate", "--municipality", place.slug, "--json")[1])["corrections"]
    assert judged["texts"] == ENOUGH
    assert judged["within_three"] > 0.9

    folder = tmp_path / "candidate"
    shutil.copytree(shipped(), folder)
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    told = {**manifest, "version": "feedf00d", "municipality": other_place.slug, "base": {"name": "eigen/encoder"}}
    (folder / MANIFEST).write_text(json.dumps(told), "utf-8")
    data = context.settings.data
    open_registry(data, other_place.slug).take(folder)
    assert typed("model", "promote", "feedf00d")[0] == 1
    assert typed("model", "promote", "feedf00d", "--municipality", place.slug)[0] == 1
    status, _, said = typed("model", "promote", "feedf00d", "--municipality", other_place.slug)
    assert status == 0
    assert "0 corrections are kept apart" in said
    assert "* feedf00d" in (listed := typed("model", "list", "--municipality", other_place.slug)[1])
    assert f"{other_place.slug} eigen/encoder" in listed
    assert "feedf00d" not in typed("model", "list")[1]
    assert find_model("", data, place.slug) == shipped()
    assert typed("model", "back", "--municipality", other_place.slug)[0] == 0
    assert find_model("", data, other_place.slug) == shipped()
