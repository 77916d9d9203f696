"""Mails at the edges: pairs of details, answers without a token or from elsewhere, an attachment without a word."""

from collections.abc import Generator
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from core.context import Context
from core.intake.converse import converse
from core.municipalities import Place
from core.review.held import list_held
from core.store.tables import Intake
from mail.door_delivery import lookup_sender
from tests.mail.room.posting import STORY, WORKER, Post, body_of, open_post, reply_to, write


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def test_a_pair_of_details_that_points_at_one_person_is_hidden_by_mail_as_in_a_chat(post: Post) -> None:
    post.say("Een meisje van 14 uit de Kerkstraat vindt nergens een plaats in de opvang, en ze is niet alleen.")
    assert "Kerkstraat" not in post.signals()[0].text
    assert "1 adres" in body_of(post.letter())


def test_a_later_letter_has_its_link_and_token_when_she_answered_without_the_token(post: Post) -> None:
    post.say(STORY)
    first = post.letter()
    headers = f"In-Reply-To: {first.message['Message-ID']}\n"
    post.say("1. veel", to="lommerbeek@signaal.localhost", subject="Re: [Signaal 1]", headers=headers)
    later = post.letter()
    assert "/lommerbeek/signaal/" in body_of(later)
    assert later.message["Reply-To"] == first.message["Reply-To"]


def test_a_broken_pavement_is_pointed_to_its_own_channel_as_in_a_chat(post: Post) -> None:
    post.say("Er ligt al weken een losse stoeptegel voor de school, en de straatlamp is stuk. Graag herstellen.")
    assert "elsewhere" in post.signals()[0].flags
    assert "melding" in body_of(post.letter()).lower()


def test_an_answer_to_a_doubtful_mail_is_held_as_doubtful_and_not_as_unverified(post: Post) -> None:
    raw = write(STORY, headers="Precedence: bulk\n")
    assert post.post(raw).outcome == "aside"
    with post.context.store.tenant(post.place.id) as session:
        session.execute(update(Intake).values(state="waiting", outcome=None, reason="mail-person", settled_at=None))
    converse(post.context, {"mail": post.room}, "mail", post.door, lookup_sender(post.context, WORKER))
    with post.context.store.tenant(post.place.id) as session:
        (held,) = list_held(session)
    assert held.reason == "doubtful"


def test_the_whole_answer_is_kept_screened_with_what_was_cut(post: Post) -> None:
    post.say(STORY)
    first = post.letter()
    post.say("1. veel\n\nMet vriendelijke groeten\nLeen\nOCMW Molenkerke, elke dag te bereiken", to=reply_to(first))
    whole = post.signals()[0].whole
    assert whole is not None
    assert "OCMW Molenkerke, elke dag" in "".join(piece["text"] for piece in whole["pieces"])


def test_who_sends_only_an_attachment_hears_that_it_is_not_kept(post: Post) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = WORKER, "lommerbeek@signaal.localhost", "foto"
    mail.set_content("")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="x.pdf")
    post.post(mail.as_bytes())
    assert "Bijlagen bewaren we niet" in body_of(post.letter())


def test_a_reply_by_token_from_another_address_makes_no_signal(post: Post) -> None:
    post.say(STORY)
    first = post.letter()
    post.say("1. veel\n2. al langer", to=reply_to(first), sender="leen.prive@elders.example.org")
    assert len(post.signals()) == 1
    with post.context.store.tenant(post.place.id) as session:
        assert session.scalars(select(Intake.outcome).order_by(Intake.id)).all() == ["signal", "aside"]
