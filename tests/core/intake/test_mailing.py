"""Mails through accept, converse and the mail room on a real database: signals, answers, commands, and what is left."""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.context import Context
from core.intake.letters import retry_letter
from core.municipalities import Place
from core.review.work import list_shunted
from core.store.tables import Contact, Intake, Journal, Letter, LetterText
from tests.mail.room.posting import STORY, WORKER, Post, body_of, open_post, reply_to, write


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def later(post: Post, days: float) -> Post:
    """The same post, some days from now."""
    moved = replace(post.context, clock=lambda: post.context.clock() + timedelta(days=days))
    return Post(moved, post.place, post.room, post.count)


def test_free_mail_becomes_a_signal_and_gets_one_letter(post: Post) -> None:
    settled = post.say(f"Dag,\n\n{STORY}\n\nMet vriendelijke groeten,\nLeen")
    assert settled.outcome == "signal"
    (signal,) = post.signals()
    assert "betaalbare huurwoning" in signal.text
    assert (signal.number, signal.breadth, signal.wants, signal.language) == (1, "onbekend", "email", "nl")
    assert signal.whole is not None
    marked = [piece["why"] for piece in signal.whole["pieces"] if piece["why"]]
    assert marked == ["subject", "greeting", "signature"]
    letter = post.letter()
    assert letter.recipient == WORKER
    assert str(letter.message["Subject"]) == "[Signaal 1] Bedankt, we hebben je signaal"
    assert "nummer 1" in body_of(letter)
    assert all(f"\n{number}. " in body_of(letter) for number in (1, 2, 3))
    with post.context.store.tenant(post.place.id) as session:
        assert {row.body for row in session.scalars(select(Intake))} == {None}


def test_the_thanks_are_worded_as_the_municipality_does(post: Post) -> None:
    with post.context.store.tenant(post.place.id) as session:
        own = LetterText(municipality_id=post.place.id, key="mail.thanks", text="Je signaal staat er, als {number}.")
        session.add(own)
    post.say(STORY)
    assert "Je signaal staat er, als 1." in body_of(post.letter())


def test_two_replies_by_number_and_free_supplement_the_same_signal(post: Post) -> None:
    post.say(STORY)
    first = post.letter()
    settled = post.say("1. Twaalf gezinnen, zeker 12\n2) al langer\n3: regels", to=reply_to(first))
    assert settled.outcome == "answer"
    second = post.letter()
    assert str(second.message["Subject"]) == "[Signaal 1] Bedankt voor je antwoord"
    assert reply_to(second) == reply_to(first)
    (signal,) = post.signals()
    assert (signal.trend, signal.kinds) == ("langer", ["regelgeving"])
    assert "zeker 12" in signal.text or signal.breadth == "veel"
    settled = post.say("Ze zitten met te veel op een kamer en de kinderen slapen slecht.", to=reply_to(second))
    assert settled.outcome == "answer"
    (signal,) = post.signals()
    assert "slapen slecht" in f"{signal.text} {signal.impact}"
    with post.context.store.tenant(post.place.id) as session:
        assert "received" in {entry.what for entry in session.scalars(select(Journal))}


def test_reply_written_between_the_quoted_questions_lands(post: Post) -> None:
    post.say(STORY)
    first = post.letter()
    quoted = "\n".join(f"> {line}" for line in body_of(first).split("\n"))
    inside = quoted.replace("/ Weet ik niet]\n", "/ Weet ik niet]\n\nVeel (meer dan 5)\n\n", 1)
    answered = inside.replace("> 3. ", "Het wordt erger\n> 3. ", 1)
    reply = f"Op di 3 nov. 2026 om 10:12 schreef Signaal Lommerbeek <lommerbeek@signaal.localhost>:\n{answered}"
    assert post.say(reply, to=reply_to(first), subject="Re: [Signaal 1] Bedankt").outcome == "answer"
    (signal,) = post.signals()
    assert (signal.breadth, signal.trend) == ("veel", "erger")
    assert signal.text == STORY


def test_reply_above_an_unquoted_original_keeps_only_her_words(post: Post) -> None:
    post.say(STORY)
    first = post.letter()
    original = (
        "Van: Signaal Lommerbeek <lommerbeek@signaal.localhost>\nVerzonden: dinsdag 3 november 2026 10:12\n"
        f"Aan: Leen Vermeulen\nOnderwerp: [Signaal 1] Bedankt, we hebben je signaal\n\n{body_of(first)}"
    )
    post.say(f"1. enkele\n\nGroeten\nLeen\n\n{original}", to=reply_to(first))
    (signal,) = post.signals()
    assert (signal.breadth, signal.text) == ("enkele", STORY)


def test_french_mail_is_taken_marked_and_answered_in_dutch(post: Post) -> None:
    post.say(
        "Bonjour,\n\nLes familles avec des enfants ne trouvent pas de logement abordable dans notre commune, et elles "
        "attendent depuis des mois une réponse.\n\nBien à vous,\nLeen"
    )
    assert [signal.language for signal in post.signals()] == ["fr"]
    assert "Bedankt" in body_of(post.letter())


def test_stop_to_questions_stops_questions_and_keeps_the_signal(post: Post) -> None:
    post.say(STORY)
    first = post.letter()
    assert post.say("STOP", to=reply_to(first)).outcome == "command"
    told = post.letter()
    assert "geen vragen meer over signaal 1" in body_of(told)
    assert [thread.asks for thread in post.threads()] == [False]
    post.say("Al meer dan tien gezinnen trouwens.", to=reply_to(first))
    assert len(post.signals()) == 1
    assert not [letter for letter in post.letters() if "\n1. " in body_of(letter)]


def test_stop_to_another_letter_stops_all_letters(post: Post) -> None:
    post.say(STORY)
    post.letters()
    assert post.say("stop").outcome == "command"
    assert "geen mails meer" in body_of(post.letter())
    with post.context.store.tenant(post.place.id) as session:
        assert [contact.paused for contact in session.scalars(select(Contact))] == ["stop"]
    assert post.say(f"Nog iets anders. {STORY}").outcome == "signal"
    assert post.letters() == []


def test_help_and_status_answer_without_a_signal(post: Post) -> None:
    assert post.say("HULP").outcome == "command"
    assert "STATUS" in body_of(post.letter())
    assert post.say("status").outcome == "command"
    assert "nog geen signalen" in body_of(post.letter())
    post.say(STORY)
    post.letters()
    post.say("Statut\n\nBien à vous,\nLeen")
    assert "Signaal 1 van" in body_of(post.letter())
    assert len(post.signals()) == 1


def test_unverified_sender_makes_a_signal_whose_letter_waits_for_a_person(post: Post) -> None:
    assert post.say(STORY, trust="").outcome == "signal"
    (signal,) = post.signals()
    assert ("unverified" in signal.flags, signal.reporter_id, signal.wants) == (True, None, "nee")
    assert post.letters() == []
    with post.context.store.tenant(post.place.id) as session:
        (held,) = session.scalars(select(Letter))
        assert (held.state, held.reason) == ("failed", "unverified")
        assert retry_letter(session, held.id)
    letter = post.letter()
    assert letter.recipient == WORKER
    assert "1. " not in body_of(letter)
    assert "/signaal/" not in body_of(letter)


def test_unverified_sender_reads_and_changes_nothing(post: Post) -> None:
    post.say(STORY)
    first = post.letter()
    assert post.say("STATUS", trust="").outcome == "aside"
    assert post.say("STOP", to=reply_to(first), trust="").outcome == "aside"
    assert post.say("1. een", to=reply_to(first), trust="").outcome == "signal"
    assert post.letters() == []
    assert [signal.breadth for signal in post.signals()] == ["onbekend", "onbekend"]
    assert post.signals()[0].text == STORY


def test_right_token_with_another_sender_does_not_open_the_thread(post: Post) -> None:
    post.say(STORY)
    first = post.letter()
    other = "karim@zandhove.example.org"
    answer = "1. veel, wel twintig gezinnen in deze straat"
    assert post.say(answer, to=reply_to(first), sender=other).outcome == "aside"
    (mine,) = post.signals()
    assert (mine.breadth, mine.text) == ("onbekend", STORY)
    assert post.letters() == []
    with post.context.store.tenant(post.place.id) as session:
        (kept,) = list_shunted(session)
    assert (kept.reason, kept.retryable, kept.automatic) == ("mail-stranger", True, False)


def test_late_answer_still_lands_and_nothing_more_is_asked(post: Post) -> None:
    post.say(STORY)
    first = post.letter()
    late = later(post, 15)
    assert late.say("1. een hele groep of buurt", to=reply_to(first)).outcome == "answer"
    (signal,) = post.signals()
    assert signal.breadth == "groep"
    (letter,) = late.letters()
    assert "Bedankt, we hebben je antwoord" in body_of(letter)
    assert "\n1. " not in body_of(letter)


def test_two_mails_about_different_things_do_not_merge(post: Post) -> None:
    post.say(STORY)
    post.say("Er is geen kinderopvang na zes uur, ouders met ploegenwerk vinden nergens plaats.")
    assert [signal.number for signal in post.signals()] == [1, 2]
    assert len({thread.id for thread in post.threads()}) == 2


def test_reply_to_the_plain_address_finds_its_thread_by_reference_and_by_subject(post: Post) -> None:
    post.say(STORY)
    first = post.letter()
    references = f"In-Reply-To: {first.message['Message-ID']}\n"
    assert post.say("1. enkele", headers=references).outcome == "answer"
    assert post.say("Het is ook erger geworden.", subject="Antw: [Signaal 1] Bedankt").outcome == "answer"
    (signal,) = post.signals()
    assert signal.breadth == "enkele"


def test_three_rounds_of_questions_are_all(post: Post) -> None:
    post.say(STORY)
    asked: list[list[str]] = []
    letters = post.letters()
    to = reply_to(letters[0])
    for answer in ("Dat speelt al lang.", "En het wordt nog erger.", "Meer weet ik niet.", "Echt niet."):
        asked += [
            [line for line in body_of(letter).split("\n") if line[:2] in {"1.", "2.", "3."}] for letter in letters
        ]
        post.say(answer, to=to)
        letters = post.letters()
    questions = [line[2:] for lines in asked for line in lines]
    assert len(questions) == len(set(questions))
    assert sum(1 for lines in asked if lines) <= 3
    assert len(post.signals()) == 1


def test_the_same_delivery_twice_is_one_signal(post: Post) -> None:
    post.say(STORY)
    post.count -= 1  # the same number at the door
    with pytest.raises(AssertionError):  # nothing is left to take
        post.say(STORY)
    assert len(post.signals()) == 1


def test_an_encrypted_mail_is_set_aside_and_answered(post: Post) -> None:
    raw = write("-----BEGIN PGP MESSAGE-----\n\nhQEMA5...\n-----END PGP MESSAGE-----\n")
    assert post.post(raw).outcome == "aside"
    assert "versleuteld" in body_of(post.letter())
    assert post.signals() == []


def test_a_letter_is_never_more_than_five_an_hour(post: Post) -> None:
    for number in range(8):
        post.say(" ".join(f"{word}{'abcdefgh'[number]}" for word in STORY.split()))
    assert len(post.signals()) == 8
    sent = 0
    while letters := post.letters():
        sent += len(letters)
    assert sent == 5
