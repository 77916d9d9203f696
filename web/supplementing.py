"""The page that a letter leads to: what is still asked about a signal, answered on one page."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi.responses import Response

from core.dialogue.events import Answered
from core.dialogue.form import Answer, Form, Question
from core.html.csrf import issue
from core.html.fields import Fields
from core.intake.pages import SentPage
from core.intake.supplement import supplements
from core.intake.typed import speaks_of_danger
from web.answers import complain, is_empty, read_value
from web.asking import ask_all
from web.replies import Desk, go
from web.room import Post
from web.showing import PURPOSE, Added, address, say_danger, wrong_title
from web.taking import after, take

_MOST_DIGITS = 3


def show_asks(
    desk: Desk,
    page: SentPage,
    link: str,
    values: Mapping[str, Answer] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Response:
    """Show what is still asked, with what was filled in and what is wrong (message keys) with it."""
    values, wrong = values or {}, wrong or {}
    asked = ask_all(desk.words, _form(page), _questions(page, values), values, wrong)
    title = desk.words.say("web.add-title", number=page.number)
    return desk.page(
        "web/supplement.html",
        wrong_title(desk, title) if wrong else title,
        422 if wrong else 200,
        place=page.place,
        heading=title,
        danger=say_danger(desk, page.place) if wrong and speaks_of_danger(values.values()) else "",
        here=address(page.place, link),
        questions=asked,
        complaints=[(known.name, f"{known.label} {known.wrong}") for known in asked if known.wrong],
        token=issue(desk.context.keys, PURPOSE, page.place.slug, link),
    )


def take_supplement(desk: Desk, page: SentPage, link: str, key: str, fields: Fields) -> Response:
    """Take what was answered; also what is not asked any more since the page was shown, because nothing is lost."""
    here = address(page.place, link)
    if page.form is None:
        return go(here)
    known = {question.key: question for question in supplements(page.form)}
    given = {key_: read_value(question, fields) for key_, question in known.items()}
    values = {key_: value for key_, value in given.items() if not is_empty(value)}
    wrong = {key_: complaint for key_, value in values.items() if (complaint := complain(known[key_], value))}
    if not values and page.asks:
        wrong = {page.asks[0].key: "complaint.nothing"}
    if wrong:
        return show_asks(desk, page, link, values, wrong)
    if not values:
        return go(here)
    taken = take(desk, page.place, link, key, Post(events=tuple(Answered(v, key_) for key_, v in values.items())))
    if taken.state != "settled":
        return after(desk, page.place, link, taken)
    facts = taken.said.facts if taken.said else {}
    hidden, danger = facts.get("hidden"), facts.get("danger")
    query = ["aangevuld=1", *([f"verborgen={hidden}"] if hidden else []), *(["gevaar=1"] if danger else [])]
    return go(f"{here}?{'&'.join(query)}")


def read_added(query: Mapping[str, str]) -> Added | None:
    """Read from a page's address what was just added; None when nothing was."""
    if not query.get("aangevuld"):
        return None
    hidden = query.get("verborgen", "")
    count = int(hidden) if hidden.isascii() and hidden.isdigit() and len(hidden) <= _MOST_DIGITS else 0
    return Added(count, danger=bool(query.get("gevaar")))


def _questions(page: SentPage, values: Mapping[str, Answer]) -> tuple[Question, ...]:
    """List what is still asked and what was filled in: about the signal first, then about her. Nothing is mandatory."""
    asked = {question.key for question in page.asks} | set(values)
    open_ = [replace(question, required=False) for question in supplements(_form(page)) if question.key in asked]
    return tuple(sorted(open_, key=lambda question: question.profile))


def _form(page: SentPage) -> Form:
    assert page.form is not None  # noqa: S101 # only such a page asks
    return page.form
