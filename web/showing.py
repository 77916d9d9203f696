"""The pages of a dialogue: a question, the choice about personal data, the review, the thanks."""

from dataclasses import dataclass, replace
from typing import Any

from fastapi.responses import Response

from core.dialogue.digest import digest, reviewing
from core.dialogue.engine import prompt
from core.dialogue.events import Ask, Dialogue, Pending, Review, Warn
from core.dialogue.form import Answer, Question
from core.dialogue.path import before, passed, path
from core.feedback.own_words import own_in
from core.html.csrf import issue
from core.intake.pages import DraftPage, SentPage
from core.intake.plain import write_answer
from core.intake.tongue import service_in
from core.intake.typed import speaks_of_danger
from core.municipalities import Place
from web.answers import ANOTHER, whole_questions
from web.asking import ask, ask_all
from web.blank import Blank
from web.haste import LONG_AGO, stamp
from web.links import is_thread
from web.replies import Desk

PURPOSE = "signaal"
# What the review of who adds to a public fiche shows beside her answers: she may add words, and hears back.
_ALWAYS_SHOWN = frozenset({"description", "feedback"})


def address(place: Place, link: str) -> str:
    """Give the address of a draft's page."""
    return f"/{place.slug}/signaal/{link}"


def show_first(desk: Desk, blank: Blank, known: dict[str, Answer] | None = None) -> Response:
    """Show the first question of a signal of which nothing is stored yet, so that it has no link.

    `known` is what the reporter's invitation fills in.
    """
    dialogue = blank.begin(known or {})
    first = prompt(blank.form, dialogue)
    assert isinstance(first, Ask)  # noqa: S101 # a form has a question
    page = DraftPage(blank.place, blank.form, dialogue, blank.query)
    return _show_ask(desk, page, "", replace(first, can_back=False), blank)


def show_whole(
    desk: Desk, blank: Blank, values: dict[str, Answer], wrong: dict[str, str], status: int = 200
) -> Response:
    """Show every question on one page, with what was filled in and what is wrong with it."""
    place = blank.place
    asked = ask_all(desk.words, blank.form, whole_questions(blank.form), values, wrong)
    profile = {question.key for question in blank.form.questions if question.profile}
    token = issue(desk.context.keys, PURPOSE, place.slug)
    last = {"feedback", "address"}
    return desk.page(
        "web/whole.html",
        wrong_title(desk, "web.whole-title") if wrong else "web.whole-title",
        status,
        place=place,
        query=blank.query,
        version=blank.form.version,
        call=blank.call,
        joining=blank.joining,
        danger=say_danger(desk, place) if wrong and speaks_of_danger(values.values()) else "",
        groups=(
            ("web.about-signal", [known for known in asked if known.name not in profile | last]),
            ("web.about-you", [known for known in asked if known.name in profile]),
            ("web.about-reply", [known for known in asked if known.name in last]),
        ),
        complaints=[(known.name, f"{known.label} {known.wrong}") for known in asked if known.wrong],
        token=token,
        shown=stamp(desk.context, token, LONG_AGO if wrong else None),
    )


def show_draft(desk: Desk, page: DraftPage, link: str, wanted: str = "", *, danger: bool = False) -> Response:
    """Show where a draft stands, or the question that is wanted again."""
    said = prompt(page.form, _turned_to(page, wanted))
    if isinstance(said, Warn) and page.dialogue.pending:
        return _show_personal(desk, page, link, page.dialogue.pending, danger=danger)
    if isinstance(said, Review):
        return _show_review(desk, page, link, said, danger=danger)
    if isinstance(said, Ask):
        typed = page.typed
        if typed and typed.key == said.question.key:
            said = replace(said, current=typed.value, complaint=typed.wrong)
        return _show_ask(desk, page, link, said, danger=danger)
    return desk.page("web/note.html", "web.stopped-title", place=page.place, text=desk.words.say("web.stopped-text"))


@dataclass(frozen=True, slots=True)
class Added:
    """What was just added to a signal: how many pieces were hidden in it, and whether it speaks of danger."""

    hidden: int
    danger: bool


def show_sent(desk: Desk, page: SentPage, link: str, added: Added | None = None) -> Response:
    """Show the number, what happens next, and the way to one's own page; and thank for what was `added`."""
    own = page.reachable and page.wants != "nee" and not is_thread(link)
    return desk.page(
        "web/thanks.html",
        "web.added-title" if added else "web.thanks-title",
        place=page.place,
        hidden=added.hidden if added else 0,
        danger=say_danger(desk, page.place) if added and added.danger else "",
        more=address(page.place, link) if added and page.asks else "",
        number=page.number,
        following=_say_next(desk, page),
        wants="mail" if is_thread(link) and page.wants == "email" else page.wants,
        mine=f"{desk.context.base_url}/mijn/{link}" if own else "",
        path=f"/mijn/{link}",
        wishes="" if is_thread(link) or page.wants == "nee" else page.wishes,
        joining=page.joining,
    )


def _say_next(desk: Desk, page: SentPage) -> str:
    """Say what happens next, in the municipality's own words where it has some."""
    words = desk.words.owned(own_in(page.own, desk.pages.language))
    service = service_in(page.place.setting("service"), desk.words)
    return words.say("web.thanks-next", days=page.place.setting("working_days"), service=service)


def show_patience(desk: Desk, link: str) -> Response:
    """Say that a post that was kept is not taken yet, to whoever comes looking too soon."""
    again = (f"{link}?even=1", desk.words.say("web.kept-go"))
    return desk.page("web/note.html", "web.patience-title", 404, text=desk.words.say("web.patience-text"), onward=again)


def _turned_to(page: DraftPage, wanted: str) -> Dialogue:
    """Turn to a question without storing that: going back is looking, until an answer is given."""
    there = wanted and not page.dialogue.waiting and any(q.key == wanted for q in path(page.form, page.dialogue))
    return replace(page.dialogue, at=wanted, status="open") if there else page.dialogue


def _show_ask(
    desk: Desk, page: DraftPage, link: str, said: Ask, blank: Blank | None = None, *, danger: bool = False
) -> Response:
    question = said.question
    asked = ask(desk.words, question, said.text, said.current, said.complaint)
    here = _turned_to(page, question.key)
    earlier = before(page.form, here) if said.can_back else None
    return desk.page(
        "web/ask.html",
        wrong_title(desk, asked.label) if asked.wrong else asked.label,
        **_common(desk, page, link, danger=danger),
        first=not link,
        call=blank.call if blank else None,
        joining=blank.joining if blank else None,
        query=page.query,
        asked=asked,
        complaints=[(asked.name, asked.wrong)] if asked.wrong else [],
        number=said.number if question.counted else 0,
        total=said.total,
        again=question.offered or passed(page.dialogue, question),
        can_skip=said.can_skip,
        offered=question.offered,
        can_send=said.can_send,
        back=earlier.key if earlier else "",
    )


def _show_personal(desk: Desk, page: DraftPage, link: str, pending: Pending, *, danger: bool) -> Response:
    parts: list[tuple[str, bool]] = []
    end = 0
    for span in pending.spans:
        parts += [(pending.value[end : span.start], False), (pending.value[span.start : span.end], True)]
        end = span.end
    parts.append((pending.value[end:], False))
    question = page.form.question(pending.key)
    return desk.page(
        "web/personal.html",
        "web.personal-title",
        **_common(desk, page, link, danger=danger),
        parts_of_text=parts,
        about=question.name if question else "",
        over=digest(pending),
    )


def _show_review(desk: Desk, page: DraftPage, link: str, said: Review, *, danger: bool) -> Response:
    given = {question.key: write_answer(question, answer) for question, answer in said.answers}
    rows = [
        (question.key, question.name or question.text, given.get(question.key) or _unsaid(question))
        for question in path(page.form, page.dialogue)
        if question.key in given or (question.counted and (not page.dialogue.brief or question.key in _ALWAYS_SHOWN))
    ]
    return desk.page(
        "web/review.html",
        "web.review-title",
        **_common(desk, page, link, danger=danger),
        rows=rows,
        labels=[
            (labels.question.key, labels.question.name, [option.label for option in labels.options], labels.proposed)
            for labels in said.labels
            if labels.options or not labels.proposed or labels.question.key == "themes"
        ],
        single=said.single,
        fiches=[(str(fiche.number), fiche.title, fiche.opening) for fiche in said.fiches],
        joins=said.joins,
        may_differ=said.may_differ,
        another=ANOTHER,
        over=digest(reviewing(page.dialogue)),
    )


def _unsaid(question: Question) -> str:
    """Write what holds where nothing was answered; empty when nothing does."""
    return write_answer(question, question.default) if question.default else ""


def _common(desk: Desk, page: DraftPage, link: str, *, danger: bool) -> dict[str, Any]:
    place = page.place
    token = issue(desk.context.keys, PURPOSE, *((place.slug, link) if link else (place.slug,)))
    here = address(place, link) if link else f"/{place.slug}/signaal"
    return {
        "place": place,
        "here": here,
        "link": f"{desk.context.base_url}{here}" if link else "",
        "days": place.setting("retention").get("drafts", 7),
        "token": token,
        "shown": "" if link else stamp(desk.context, token),
        "danger": say_danger(desk, place) if danger else "",
        "version": page.form.version,
    }


def say_danger(desk: Desk, place: Place) -> str:
    """Say where to turn when someone is in danger."""
    return str(place.setting("danger_text") or desk.words.say("dialogue.danger"))


def wrong_title(desk: Desk, title: str) -> str:
    """Begin the title of a page with the news that something is wrong on it."""
    shown = desk.words.say(title) if desk.words.has(title) else title
    return desk.words.say("page.error-prefix") + shown
