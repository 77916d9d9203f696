"""A row of a spreadsheet, read by its mapping: what was told and when, or why it is refused. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.dialogue.answers import Complaint, read_answer
from core.dialogue.cleaning import clean, plain
from core.dialogue.events import Dialogue
from core.dialogue.form import Answer, Form
from core.dialogue.load import load_form
from core.importing.columns import CHOSEN
from core.importing.days import day_of, is_timed, read_moment
from core.importing.mapping import Chosen
from core.importing.sheet import is_cut
from core.importing.values import SEVERAL, choose

# Why a row is refused.
EMPTY, SHORT, LONG, DATE, FUTURE, OLD, TWICE, BROKEN = (
    "leeg", "kort", "lang", "datum", "toekomst", "oud", "dubbel", "fout",
)  # fmt: skip
REASONS = (EMPTY, SHORT, LONG, DATE, FUTURE, OLD, TWICE, BROKEN)
# Several answers may be joined, and a long mail pasted: longer than what is typed in a form.
LONGEST = 6_000
_LONGEST_BESIDE = 2_000
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# What people type where they have nothing to say.
_NOTHING = frozenset({"", "nvt", "n v t", "n a", "geen", "neant", "none", "nihil", "null", "nan", "leeg", "x"})
_BESIDE = ("impact", "suggestion", "others")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be kept: the answers as the dialogue has them, when it came, and what makes it this row.

    `at`: None where no date was given. `unknown`: pairs of a field and words that none of our keys fits. `source`: how
    it was heard, one of core.intake.on_behalf.SOURCES; empty when that is not said.
    """

    answers: dict[str, Answer]
    at: datetime | None
    identity: tuple[str, ...]
    source: str
    unknown: tuple[tuple[str, str], ...]

    @property
    def story(self) -> str:
        """Give what was told."""
        return str(self.answers[load_form("signaal").story])

    def tell(self) -> Dialogue:
        """Give the dialogue that it stands for; who told it waits for no answer."""
        form = load_form("signaal")
        return Dialogue(form.key, form.version, answers={**self.answers, "feedback": "nee"}, status="sent")


@dataclass(frozen=True, slots=True)
class Span:
    """From when a row may be: nothing later than `now`, nothing that retention would erase at once."""

    since: datetime
    now: datetime


def read_row(chosen: Chosen, cells: Sequence[str], span: Span) -> Row | str:
    """Read a row; one of REASONS where it is refused."""
    if any(field and is_cut(cell) for field, cell in zip(chosen.fields, cells, strict=False)):
        return LONG
    form = load_form("signaal")
    told = [(chosen.headings[place], text) for place in chosen.places("text") if (text := _say(cells, place))]
    words = "\n\n".join(text for _lead, text in told)
    story = words if len(told) == 1 else "\n\n".join(f"{_lead(lead)}{text}" for lead, text in told)
    beside = {name: "\n".join(filter(None, (_say(cells, place) for place in chosen.places(name)))) for name in _BESIDE}
    given = _say(cells, *chosen.places("date")[:1])
    at = read_moment(given, chosen.order) if given else None
    longest = len(story) > LONGEST or max(map(len, beside.values())) > _LONGEST_BESIDE
    wrong = _judge_words(form, words) or (LONG if longest else "") or _judge_day(given, at, span)
    if wrong:
        return wrong
    answers: dict[str, Answer] = {form.story: story, **{name: text for name, text in beside.items() if text}}
    chosen_answers, unknown = _choose(chosen, cells)
    source = chosen_answers.pop("source", "")
    organisation, odd = _find_organisation(form, _say(cells, *chosen.places("organisation")[:1]))
    answers |= chosen_answers | ({"organisation": organisation} if organisation else {})
    identity = _identify(_say(cells, *chosen.places("id")[:1]), words, at, organisation)
    at = None if at is None else min(at, span.now)
    return Row(answers, at, identity, str(source), (*unknown, *odd))


def _judge_words(form: Form, words: str) -> str:
    question = form.question(form.story)
    if not words:
        return EMPTY
    return SHORT if len(words) < (question.shortest if question else 0) else ""


def _judge_day(given: str, at: datetime | None, span: Span) -> str:
    if not given:
        return ""
    if at is None or at < _EARLIEST:
        return DATE
    if at > span.now + timedelta(days=1):
        return FUTURE
    return OLD if at < span.since else ""


def _choose(chosen: Chosen, cells: Sequence[str]) -> tuple[dict[str, Answer], list[tuple[str, str]]]:
    answers: dict[str, Answer] = {}
    unknown: list[tuple[str, str]] = []
    for name in CHOSEN:
        keys: dict[str, None] = {}
        for place in chosen.places(name):
            found, odd = choose(name, _say(cells, place), chosen.values)
            keys |= dict.fromkeys(found)
            unknown += [(name, word) for word in odd]
        if keys:
            listed = tuple(keys)
            answers[name] = listed[: SEVERAL[name]] if name in SEVERAL else listed[0]
    return answers, unknown


def _find_organisation(form: Form, said: str) -> tuple[str, list[tuple[str, str]]]:
    question = form.question("organisation")
    if not said or question is None:
        return "", []
    read = read_answer(question, said)
    return ("", [("organisation", said)]) if isinstance(read, Complaint) else (str(read), [])


def _identify(number: str, words: str, at: datetime | None, organisation: str) -> tuple[str, ...]:
    """Say what makes it this row, however often it comes: its number in the form with the moment, else what it says.

    Two forms both have a number 1, but hardly at the same second; two lists may both have one on the same day, so a
    mere day does not do. Two organisations that say the same are no repeat.
    """
    if number and at and is_timed(at):
        return "number", number, at.isoformat()
    return "words", plain(words), day_of(at) if at else "", plain(organisation)


def _say(cells: Sequence[str], *places: int) -> str:
    """Give what a cell says; nothing where somebody typed that there is nothing."""
    if not places or places[0] >= len(cells):
        return ""
    text = clean(cells[places[0]])
    return "" if plain(text) in _NOTHING else text


def _lead(heading: str) -> str:
    heading = heading.strip()
    if not heading:
        return ""
    return f"{heading}\n" if heading.endswith(("?", ":", ".")) else f"{heading}:\n"
