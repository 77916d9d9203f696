"""Whatever a municipality changes: what must be asked stays, and every dialogue comes to its end."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.dialogue.changes import MAY_BE_OFF, Changes, OwnQuestion, Wording, movable, read_changes, write_changes
from core.dialogue.engine import begin, prompt, step
from core.dialogue.events import Answered, Ask, Confirmed, Done, Review, Skipped
from core.dialogue.form import Form
from core.dialogue.load import load_changed, load_form
from core.intake.guard import make_guard
from core.questionnaire.bounds import Wrong, find_wrong
from core.questionnaire.difference import compare
from core.questionnaire.private import find_private
from core.questionnaire.tidying import tidy

SHIPPED = load_form("signaal")
KEYS = [question.key for question in SHIPPED.questions]
_TWICE = {"nieuw": "al  langer!"}
OWN = (
    OwnQuestion("eigen-a", "text", "Wijk", "Welke wijk?"),
    OwnQuestion("eigen-b", "choice", "Team", "Welk team?", "", (("k1", "Noord"), ("k2", "Zuid"))),
)


def made(changes: Changes) -> Form:
    return load_changed("signaal", ("De Brug",), write_changes(changes), 7)


some_changes = some.builds(
    Changes,
    some.permutations([*movable(SHIPPED), "eigen-a", "eigen-b", "weg"]).map(tuple),
    some.frozensets(some.sampled_from([*KEYS, "niets"])),
    some.dictionaries(some.sampled_from(KEYS), some.builds(Wording, some.just("Anders gevraagd?"), some.none())),
    some.sampled_from([(), OWN, OWN[:1]]),
)


@given(some_changes, some.booleans())
def test_a_changed_form_asks_what_it_must_and_ends(changes: Changes, skips: bool) -> None:  # noqa: FBT001 # drawn
    form = made(changes)
    keys = [question.key for question in form.questions]
    assert {"description", "elsewhere", "breadth", "feedback", "address"} <= set(keys)
    assert keys.index("description") < keys.index("breadth") < keys.index("feedback")
    assert set(KEYS) - set(keys) <= {*MAY_BE_OFF, "individual", "rule"}
    dialogue, asked = begin(form), 0
    said = prompt(form, dialogue)
    while isinstance(said, Ask):
        value = "Er is te weinig plaats, de wachtlijst is een jaar." if said.question.kind == "text" else ""
        value = value or (said.question.options[0].key if said.question.options else "De Brug")
        taken = step(form, dialogue, Skipped() if skips and said.can_skip else Answered(value))
        dialogue, said, asked = taken.dialogue, taken.prompts[-1], asked + 1
        assert asked < 30
    assert isinstance(said, Review)
    assert isinstance(step(form, dialogue, Confirmed(final=True)).prompts[-1], Done)
    assert read_changes(write_changes(changes)) == changes


def test_what_changes_nothing_is_not_kept() -> None:
    question = SHIPPED.question("trend")
    assert question is not None
    same = Wording(question.text, question.hint, {"nieuw": "Nieuw"})
    typed = Changes(movable(SHIPPED), frozenset({"breadth", "description"}), {"trend": same})
    assert tidy(SHIPPED, typed) == Changes()
    assert compare(made(Changes()), made(tidy(SHIPPED, typed))) == ()


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        (Changes(wordings={"trend": Wording(" ")}), Wrong("trend", "text", "empty")),
        (Changes(wordings={"trend": Wording("x" * 301)}), Wrong("trend", "text", "long")),
        (Changes(wordings={"trend": Wording(labels=_TWICE)}), Wrong("trend", "label", "double", "langer")),
        (Changes(own=(OwnQuestion("eigen-c", "choice", "Zo", "Zo?"),)), Wrong("eigen-c", "choices", "few")),
        (Changes(own=(OWN[0],) * 4), Wrong("", "own", "many")),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(changes: Changes, wrong: Wrong) -> None:
    assert wrong in find_wrong(SHIPPED, changes)


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        ("Welke leeftijd heeft de cliënt?", {"age"}),
        ("Wat is de nationaliteit van het gezin?", {"origin"}),
        ("Wat is het adres en de naam?", {"address", "name"}),
        ("Vraag het aan Jan Peeters op 0478 91 82 73.", {"person"}),
        ("Hoe vaak per maand merk je dit? Schrijf geen namen of adressen.", set[str]()),
        ("Bij welke dienst loopt het vast?", set[str]()),
    ],
)
def test_a_question_about_a_person_is_noticed(asked: str, kinds: set[str]) -> None:
    form = made(Changes(own=(OwnQuestion("eigen-a", "text", "Kort", asked),)))
    assert {kind for _, kind in find_private(form, make_guard(()))} == kinds


def test_what_ships_asks_nothing_about_a_person() -> None:
    assert find_private(made(Changes()), make_guard(())) == ()
