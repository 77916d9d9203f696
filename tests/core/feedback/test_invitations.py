"""Invitations to a meeting: one letter in her own channel, once; changes told; answers by a link or a tap."""

import re
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import delete, select, update

from core.agenda.guests import ORGANISATION, invite, list_guests, uninvite
from core.agenda.inviting import Inviting, invite_guest, invite_reporters, read_inviting, stop_inviting
from core.agenda.items import Planned, change_item, plan_item
from core.agenda.letters import send_invitations
from core.agenda.table import put_on_table
from core.context import Context
from core.errors import NotPossible, Refused
from core.feedback.coming import coming_token
from core.feedback.uninviting import stop_inviting_about
from core.feedback.untold import find_untold
from core.feedback.writing import Post as Writing
from core.municipalities import Place, read_municipality, set_setting
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision, read_standing
from core.review.fiche_moves import Move
from core.review.fiches import Changed, move_fiche
from core.store.tables import AgendaInvitation, AgendaItem, Contact, Fiche, Journal, Letter, Reporter, Signal
from mail.compose_message import Outgoing
from tests.admin.panel import tell
from tests.contract.filling import as_owner
from tests.core.people.staffing import Person, hire
from tests.mail.room.posting import OTHERS, STORY, Post, body_of, open_post, part_of
from tests.web.test_web_languages import DUTCH_WORDS, shown
from tests.web.visiting import submit, visit

DAY = Planned("signaaldag", "Signaaldag wonen", date(2027, 3, 2), time(14), time(17), "Zaal De Linde", "Intern: [1]")


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


@pytest.fixture
def processor(context: Context, place: Place) -> Person:
    return hire(context, place)


@pytest.fixture
def day(context: Context, processor: Person, post: Post) -> Post:
    """Signal 1, by mail, in fiche 1, which is on the table of signal day 1."""
    post.say(STORY)
    post.letters()
    with context.store.tenant(post.place.id) as session:
        signal = session.scalars(select(Signal.id)).one()
        stand = read_standing(session, signal).stand
        decide_signal(session, processor.present(), signal, Decision(BUNDLED, title="Wachten op een woning"), stand)
        plan_item(session, processor.present(), DAY, signal)
        put_on_table(session, processor.present(), 1, 1)
    return post


def ask(post: Post, person: Person, *fiches: int) -> int:
    with post.context.store.tenant(post.place.id) as session:
        return invite_reporters(session, person.present(), 1, fiches or (1,), post.context.clock())


def go(post: Post, minutes: float = 3) -> int:
    """Write what is due some minutes from now."""
    later = replace(post.context, clock=lambda: datetime.now(UTC) + timedelta(minutes=minutes))
    return send_invitations(Writing(later, post.place, {"mail": post.room}))


def sent(post: Post) -> list[Outgoing]:
    letters = post.letters()
    go(post)
    return [letter for letter in letters if "itnodig" in str(letter.message["Subject"])]


def move(post: Post, person: Person, **changes: Any) -> None:
    with post.context.store.tenant(post.place.id) as session:
        version = session.scalars(select(AgendaItem.version)).one()
        assert change_item(session, person.present(), 1, replace(DAY, **changes), version)


def look(post: Post, person: Person) -> Inviting:
    with post.context.store.tenant(post.place.id) as session:
        return read_inviting(
            session, person.present(), session.scalars(select(AgendaItem.id)).one(), post.context.clock()
        )


def calendar_of(letter: Outgoing) -> tuple[str, Any]:
    """Give the content type of what a letter holds for a calendar, and the event, as they arrive."""
    arrived = message_from_bytes(letter.message.as_bytes(), policy=policy.default)
    assert isinstance(arrived, EmailMessage)
    read: Any = Calendar  # half typed
    (part,) = [part for part in arrived.walk() if part.get_content_type() == "text/calendar"]
    (event,) = read.from_ical(part.get_content()).walk("VEVENT")
    return str(part["Content-Type"]), event


def links_in(letter: Outgoing) -> list[str]:
    return re.findall(r"(/uitnodiging/(?:ja|nee)/[a-z2-7]{40})", body_of(letter))


def test_a_reporter_is_invited_once_in_her_own_thread_with_a_calendar(day: Post, processor: Person) -> None:
    assert (ask(day, processor), ask(day, processor)) == (1, 0)
    assert go(day, minutes=1) == 0, "there is time to take it back"
    with day.context.store.clock() as session:
        assert day.place.id in find_untold(session, datetime.now(UTC) + timedelta(minutes=3))
    assert (go(day), go(day)) == (1, 0)
    (letter,) = sent(day)
    assert str(letter.message["Subject"]) == "[Signaal 1] Uitnodiging"
    assert letter.message["List-Unsubscribe"]
    assert letter.message["Auto-Submitted"] == "auto-generated"
    said = " ".join(body_of(letter).split())
    for words in ("«Signaaldag wonen»", "dinsdag 2 maart 2027 van 14:00 tot 17:00", "Waar: Zaal De Linde",
                  "«Wachten op een woning»", "Ja, ik kom", "niet wie"):  # fmt: skip
        assert words in said, words
    assert "Intern" not in letter.message.as_string()
    assert part_of(letter, "html").count("/uitnodiging/") == 2
    kind, event = calendar_of(letter)
    assert "method=PUBLISH" in kind.replace('"', "")
    assert (str(event["summary"]), event["sequence"], event.get("attendee"), event.get("url")) == (
        "Signaaldag wonen", 0, None, None,
    )  # fmt: skip
    assert (event["dtstart"].to_ical(), letter.message.as_string().count("VTIMEZONE")) == (b"20270302T130000Z", 0)
    assert "mailto:lommerbeek@signaal.localhost" in str(event["organizer"]).lower()
    assert (look(day, processor).reporters.sent, look(day, processor).reporters.asked) == (1, 1)


def test_a_move_and_a_cancellation_are_told_and_nothing_else_is(day: Post, processor: Person) -> None:
    ask(day, processor)
    go(day)
    (first,) = sent(day)
    uid = calendar_of(first)[1]["uid"]
    with day.context.store.tenant(day.place.id) as session:
        session.execute(update(AgendaInvitation).values(answer="ja", answered_at=datetime.now(UTC)))
    move(day, processor, body="Iets anders")
    assert (go(day), look(day, processor).reporters.sent) == (0, 1)
    move(day, processor, day=date(2027, 3, 9))
    move(day, processor, day=date(2027, 3, 10), venue="Zaal 2")  # before a letter of the first was made: one letter
    assert go(day) == 1
    assert look(day, processor).reporters.comes == 0, "she said it of another day"
    move(day, processor, day=date(2027, 3, 11), venue="Zaal 2")  # while that letter still waits: it is made anew
    assert go(day) == 1
    (moved,) = sent(day)
    assert "11 maart 2027" in body_of(moved)
    kind, event = calendar_of(moved)
    assert ("method=PUBLISH" in kind.replace('"', ""), event["uid"], event["sequence"]) == (True, uid, 4)
    move(day, processor, day=date(2027, 3, 11), venue="Zaal 2", status="afgelast")
    assert go(day) == 1
    (off,) = sent(day)
    assert "Het gaat niet door" in body_of(off)
    assert not links_in(off)
    kind, event = calendar_of(off)
    assert ("method=CANCEL" in kind.replace('"', ""), event["status"], event["uid"]) == (True, "CANCELLED", uid)
    with day.context.store.tenant(day.place.id) as session:
        noted = select(Journal.what).where(Journal.what.in_(("meet.shifted", "meet.off"))).order_by(Journal.id)
        assert list(session.scalars(noted)) == [*3 * ["meet.shifted"], "meet.off"], (
            "digests tell it to who was not asked"
        )
    with pytest.raises(NotPossible):
        ask(day, processor)


def test_what_was_called_off_before_a_letter_left_is_never_told(day: Post, processor: Person) -> None:
    ask(day, processor)
    go(day)  # its letter waits in the outbox
    move(day, processor, status="afgelast")
    assert (go(day), sent(day), look(day, processor).reporters.asked) == (0, [], 0)
    move(day, processor)
    assert go(day) == 1
    with day.context.store.tenant(day.place.id) as session:
        session.execute(update(AgendaInvitation).values(state="planned", told=""))
        assert stop_inviting(session, processor.present(), 1) == 1


def test_who_wants_nothing_or_cannot_be_reached_gets_nothing(day: Post, processor: Person) -> None:
    with as_owner(day.context.store.url) as session:
        session.execute(update(Contact).values(paused="stop"))
    assert ask(day, processor) == 1
    assert (go(day), look(day, processor).reporters.cannot) == (0, 1)
    with as_owner(day.context.store.url) as session:
        session.execute(update(Contact).values(paused=None))
    assert (ask(day, processor), go(day)) == (0, 1)
    with as_owner(day.context.store.url) as session:
        session.execute(delete(AgendaInvitation))
        session.execute(update(Signal).values(wants="nee"))
    assert ask(day, processor) == 0


def test_a_failed_letter_is_shown(day: Post, processor: Person) -> None:
    ask(day, processor)
    go(day)
    with as_owner(day.context.store.url) as session:
        session.execute(update(Letter).where(Letter.kind == "invited").values(state="failed", reason="smtp-550"))
    assert look(day, processor).reporters.failed == 1


async def test_a_link_says_one_thing_and_looking_says_nothing(day: Post, processor: Person) -> None:
    ask(day, processor)
    go(day)
    yes, no = links_in(sent(day)[0])
    async with visit(day.context) as client:
        page = await client.get(yes)
        assert page.status_code == 200
        for words in ("Kom je?", "Signaaldag wonen", "dinsdag 2 maart 2027", "Ja, ik kom"):
            assert words in page.text, words
        assert look(day, processor).reporters.comes == 0
        assert "Genoteerd: je komt naar" in (await submit(client, page)).text
        assert (await client.post(yes)).status_code == 200
        assert look(day, processor).reporters.comes == 1
        assert "Genoteerd: je komt niet" in (await submit(client, await client.get(no))).text
        tally = look(day, processor).reporters
        assert (tally.comes, tally.stays) == (0, 1)
        for wrong in (yes.replace("/ja/", "/nee/"), yes[:-1], f"{yes[:-1]}8", yes.replace("/ja/", "/misschien/")):
            assert (await client.get(wrong)).status_code == 404, wrong
            assert (await client.post(wrong)).status_code == 404, wrong
        move(day, processor, status="afgelast")
        assert "gaat niet door" in (await client.post(yes)).text
        with as_owner(day.context.store.url) as session:
            session.execute(delete(AgendaInvitation))
        assert "is er niet meer" in (await client.get(yes)).text
    assert coming_token(day.context.keys.with_lookup(b"o" * 32), day.signals()[0].id, "ja") not in yes


async def test_a_letter_in_french_leads_to_a_page_in_french(day: Post, processor: Person) -> None:
    with as_owner(day.context.store.url) as session:
        set_setting(session, day.place.id, "languages", "fr")
        session.execute(update(Reporter).values(language="fr"))
    with day.context.store.door() as session:
        day.place = read_municipality(session, day.place.id)
    ask(day, processor)
    go(day)
    (letter,) = day.letters()
    text = body_of(letter).replace("Wachten op een woning", "")
    assert "Vous êtes invité·e" in text
    assert "mardi 2 mars 2027 de 14:00 à 17:00" in text
    said = text.partition("http")[0]
    assert not DUTCH_WORDS.search(said), DUTCH_WORDS.search(said)
    yes = next(link for link in re.findall(r"(/uitnodiging/ja/\S+)", text) if link.endswith("?taal=fr"))
    async with visit(day.context) as client:
        page = await client.get(yes)
        assert '<html lang="fr">' in page.text
        assert not DUTCH_WORDS.search(shown(page.text)), DUTCH_WORDS.search(shown(page.text))
        assert "vous venez à" in (await submit(client, page)).text
        assert '<html lang="nl">' in (await client.get(yes.replace("=fr", "=en"))).text, "English is not switched on"


def test_a_guest_is_invited_at_an_address_that_is_sealed(day: Post, processor: Person) -> None:
    context = day.context
    with context.store.tenant(day.place.id) as session:
        present = processor.present()
        invite(session, present, 1, ORGANISATION, "Buurthuis De Linde")
        (guest,) = list_guests(session, present, session.scalars(select(AgendaItem.id)).one())
        with pytest.raises(Refused):
            invite_guest(session, context, present, 1, guest.id, "geen adres")
        assert invite_guest(session, context, present, 1, guest.id, "tikfout@buurthuis.example.org")
        assert invite_guest(session, context, present, 1, guest.id, "an@buurthuis.example.org"), (
            "no letter was made yet"
        )
        assert not invite_guest(session, context, present, 1, guest.id, "an@buurthuis.example.org")
        row = session.scalars(select(AgendaInvitation)).one()
        assert b"buurthuis" not in (row.address or b"")
    assert go(day) == 1
    (letter,) = sent(day)
    assert letter.recipient == "an@buurthuis.example.org"
    said = " ".join(body_of(letter).split())
    assert "Lommerbeek nodigt je uit voor" in said
    assert not re.search("STOP|signaal 1|Wachten op een woning", said)
    with context.store.tenant(day.place.id) as session:
        assert not uninvite(session, processor.present(), 1, guest.id), "she was written to"


async def test_a_guest_says_with_one_click_that_she_is_invited_no_more(day: Post, processor: Person) -> None:
    context = day.context
    for name in ("Buurthuis De Linde", "Buurthuis De Eik"):
        with context.store.tenant(day.place.id) as session:
            present = processor.present()
            invite(session, present, 1, ORGANISATION, name)
            guests = list_guests(session, present, session.scalars(select(AgendaItem.id)).one())
            guest = next(guest for guest in guests if guest.name == name)
            assert invite_guest(session, context, present, 1, guest.id, "An@buurthuis.example.org")
        if name.endswith("Linde"):
            assert go(day) == 1
            (letter,) = sent(day)
            (stop,) = re.findall(r"uit: http://127\.0\.0\.1:1(/afmelden/gast/\S+)", body_of(letter))
            assert letter.message["List-Unsubscribe"] == f"<http://127.0.0.1:1{stop}>"
            assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            assert f'href="http://127.0.0.1:1{stop}"' in part_of(letter, "html")
            async with visit(context) as client:
                page = await client.get(stop)
                assert page.text.count("<button") == 1
                for _ in range(2):
                    done = await client.post(stop, data={"List-Unsubscribe": "One-Click"})
                    assert "Je krijgt geen uitnodigingen meer" in done.text
                assert (await client.post(f"{stop[:-1]}{'aq'[stop.endswith('a')]}")).status_code == 404
    assert go(day) == 0
    state = {guest.name: (guest.state, guest.why) for guest in look(day, processor).guests}
    assert state["Buurthuis De Eik"] == ("cannot", "stop")


def test_only_the_reporters_of_chosen_fiches_and_their_own_titles(
    context: Context, place: Place, day: Post, processor: Person
) -> None:
    other = tell(context, place, OTHERS[0])
    with context.store.tenant(place.id) as session:
        stand = read_standing(session, other).stand
        decide_signal(session, processor.present(), other, Decision(BUNDLED, title="Opvang na zes uur"), stand)
        put_on_table(session, processor.present(), 1, 2)
    assert ask(day, processor, 2) == 1
    assert ask(day, processor, 1, 2) == 1
    go(day)
    for letter in [*sent(day), *sent(day)]:
        assert ("Wachten op een woning" in letter.message.as_string()) != (
            "Opvang na zes" in letter.message.as_string()
        )


@pytest.mark.parametrize("written", [False, True])
def test_who_hears_that_her_only_fiche_closes_is_not_invited_a_moment_later(
    day: Post, processor: Person, *, written: bool
) -> None:
    assert ask(day, processor) == 1
    if written:
        assert go(day) == 1, "the letter waits, and has not left"
    with as_owner(day.context.store.url) as session:
        session.execute(update(Fiche).values(status="in-actie"))
    with day.context.store.tenant(day.place.id) as session:
        version = session.scalars(select(Fiche.version)).one()
        move = Move("afgerond", outcome="verbeterd", told="Er is nu een lijst.")
        assert move_fiche(session, processor.present(), 1, move, version, date(2027, 3, 1)) == Changed(changed=True)
    assert look(day, processor).reporters.asked == 0
    assert (go(day), sent(day)) == (0, [])


def test_who_has_another_open_fiche_on_the_table_stays_invited(day: Post, processor: Person) -> None:
    day.say("Op de trein naar het werk is er geen plaats voor een rolstoel. Dat zien we elke week.")
    day.letters()
    with day.context.store.tenant(day.place.id) as session:
        other = session.scalars(select(Signal.id).where(Signal.number == 2)).one()
        stand = read_standing(session, other).stand
        decide_signal(session, processor.present(), other, Decision(BUNDLED, title="Geen plaats"), stand)
        put_on_table(session, processor.present(), 1, 2)
    assert ask(day, processor, 1, 2) == 1
    with day.context.store.tenant(day.place.id) as session:
        first = session.scalars(select(Fiche.id).where(Fiche.number == 1)).one()
        assert stop_inviting_about(session, first) == 0
        session.execute(
            update(Fiche).where(Fiche.number == 2).values(status="afgerond", outcome="opgelost", told="Ja.")
        )
        assert stop_inviting_about(session, first) == 1
