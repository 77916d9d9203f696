"""Posts taken: kept first, then understood, then the page that follows."""

from fastapi.responses import Response

from core.dialogue.digest import digest, reviewing
from core.dialogue.engine import prompt
from core.dialogue.events import Ask, Done, Event, Warn
from core.dialogue.form import Form
from core.errors import NotFound, Refused
from core.html.fields import Fields
from core.intake.accept import Delivery
from core.intake.pages import DraftPage, Taken, keep_complaint, read_page, take_now
from core.intake.rooms import Notice, Said
from core.intake.typed import Typed
from core.municipalities import Place
from web.answers import (
    ANOTHER,
    CHOICES,
    SEND,
    choice_events,
    complain,
    is_empty,
    read_joining,
    read_typed_words,
    read_value,
    step_events,
)
from web.blank import Blank
from web.replies import Desk, go
from web.room import Post, write_post
from web.showing import address


def take(desk: Desk, place: Place, link: str, key: str, post: Post) -> Taken:
    """Keep a post under its form key and take it. Raises StoreError when it could not be kept."""
    body = write_post(place.slug, link, key, post)
    delivery = Delivery(key, desk.context.keys.lookup("web", link), body)
    return take_now(desk.context, desk.rooms, desk.door_id, delivery)


def take_step(desk: Desk, page: DraftPage, link: str, key: str, fields: Fields, blank: Blank | None = None) -> Response:
    """Take the post of one question, of a choice about personal data, or of the review.

    `blank`: what the signal begins with, while nothing of it is stored.
    """
    action = fields.one("actie") or "verder"
    if action in CHOICES or action in {SEND, ANOTHER}:
        shown = page.dialogue.pending if action in CHOICES else reviewing(page.dialogue)
        if shown is None or fields.one("over") != digest(shown):
            return go(address(page.place, link))  # what the choice was about has changed on another page
        joining = read_joining(fields) if action == SEND else ()
        post = Post(events=(*joining, *choice_events(action)))
        return after(desk, page.place, link, take(desk, page.place, link, key, post))
    question = page.form.question(fields.one("vraag"))
    if question is None:
        raise Refused("no such question")
    value = read_value(question, fields)
    skips = action == "overslaan" or (action == "nu" and is_empty(value))
    wrong = None if skips else complain(question, value)
    taken = take(
        desk,
        page.place,
        link,
        key,
        begin_post(step_events(question, value, action), page.form, blank),
    )
    if taken.said and taken.said.dialogue is None and read_typed_words(page.form, fields):
        raise NotFound("draft")  # it ended while this was on its way
    if wrong is None or taken.state != "settled":
        return after(desk, page.place, link, taken)
    # It was delivered all the same: a cry for help may be too short to be an answer. What was typed is shown by a page
    # of its own, so that the browser can come back to it.
    keep_complaint(desk.context, page.place.slug, link, Typed(question.key, value, wrong))
    return go(_turned(page.place, link, question.key, danger=_warns(taken.said)))


def begin_post(events: tuple[Event, ...], form: Form, blank: Blank | None) -> Post:
    """Make the post of a page with the version that it shows, and with what its reporter came with."""
    invitation, call, fiche = (blank.invitation, blank.code, blank.number) if blank else ("", "", 0)
    return Post(events, invitation=invitation, call=call, fiche=fiche, version=form.version)


def after(desk: Desk, place: Place, link: str, taken: Taken) -> Response:
    """Go where a post leads: the next question, the thanks, the farewell; or say that it is kept for later."""
    if taken.state != "settled":
        return _kept(desk, place, link, taken)
    said, here = taken.said, address(place, link)
    if said is None:
        return go(_again(desk, place, link))
    if said.dialogue is None or said.form is None or said.dialogue.status == "stopped":
        sent = any(isinstance(item, Done) for item in said.items)
        return go(here if sent else f"/{place.slug}/signaal/gestopt")
    following = prompt(said.form, said.dialogue)
    wanted = following.question.key if isinstance(following, Ask) else ""
    return go(_turned(place, link, wanted, danger=_warns(said)))


def _turned(place: Place, link: str, wanted: str, *, danger: bool) -> str:
    """Give the address of a draft's page at a question, with the warning about danger."""
    query = "&".join([*([f"vraag={wanted}"] if wanted else []), *(["gevaar=1"] if danger else [])])
    return f"{address(place, link)}?{query}" if query else address(place, link)


def _again(desk: Desk, place: Place, link: str) -> str:
    """Where a repeated post leads; the warning about danger is shown again, because its page may never have been."""
    try:
        page = read_page(desk.context, place.slug, link)
    except NotFound:
        return f"/{place.slug}/signaal/gestopt"
    warned = isinstance(page, DraftPage) and "danger" in page.dialogue.notes
    return address(place, link) + ("?gevaar=1" if warned else "")


def _kept(desk: Desk, place: Place, link: str, taken: Taken) -> Response:
    slow = taken.said and any(isinstance(item, Notice) and item.key == "notice.slow-down" for item in taken.said.items)
    text = "web.kept-aside" if taken.state == "aside" else "web.kept-slow" if slow else "web.kept-text"
    return desk.page(
        "web/note.html",
        "web.kept-title",
        202,
        place=place,
        text=desk.words.say(text),
        onward=(f"{address(place, link)}?even=1", desk.words.say("web.kept-go")),
        link=f"{desk.context.base_url}{address(place, link)}",
    )


def _warns(said: Said | None) -> bool:
    return said is not None and any(isinstance(item, Warn) and item.kind == "danger" for item in said.items)
