"""What of a mail becomes the signal: no greeting, what she passed on where that is the matter, a subject that tells."""

from email.message import EmailMessage
from typing import Any

import pytest

from core.context import Context
from core.municipalities import Place
from mail.hear_words import Told, tell_words
from mail.understand.command import understand
from mail.understand.guard import read
from mail.understand.kinds import Kind
from tests.mail.room.posting import STORY, body_of, open_post, reply_to

INNER = (
    "---------- Doorgestuurd bericht ---------\nVan: Rita Wouters <rita@example.org>\nDatum: vr 20 nov 2026 om 10:02\n"
    "Onderwerp: energie\nAan: An Claes <an@example.org>\n\nDag An,\n\nWeer twee gezinnen zonder verwarming, omdat ze "
    "hun budgetmeter niet kunnen opladen.\n\nGroeten,\nRita\n"
)
PASSED = "Doorgestuurd:\nWeer twee gezinnen zonder verwarming, omdat ze hun budgetmeter niet kunnen opladen."


def tell(text: str, *, subject: str = "", enclosed: str = "", answers: bool = False, **headers: str) -> Told:
    mail = EmailMessage()
    mail["From"], mail["To"] = "An Claes <an@example.org>", "lommerbeek@signaal.localhost"
    if subject:
        mail["Subject"] = subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if enclosed:
        inner = EmailMessage()
        inner["From"], inner["Subject"] = "Rita Wouters <rita@example.org>", "energie"
        inner.set_content(enclosed)
        mail.add_attachment(inner)
    parsed = read(mail.as_bytes())
    stripped, kind = understand(parsed)
    return tell_words(parsed, stripped, kind, "Doorgestuurd:", answers=answers)


def marked(told: Told) -> dict[str, str]:
    return {why: told.whole[start:end] for start, end, why in told.cut}


@pytest.mark.parametrize(
    "greeting",
    [
        "Dag,",
        "Beste collega's,",
        "Dag\n",
        "Goedemiddag",
        "Geachte heer/mevrouw,",
        "Beste mevrouw Van den Broeck,",
        "Dag collega's van Signaal,",
        "Dag allemaal!",
        "Bonjour,",
        "Hello,",
        "Dag,\n\nBeste mensen van de gemeente,",
    ],
)
def test_a_greeting_is_no_part_of_a_signal(greeting: str) -> None:
    told = tell(f"{greeting}\n\n{STORY}\n")
    assert told.text == STORY
    assert "".join(told.whole[start:end] for start, end, why in told.cut if why == "greeting").replace("\n", "") in (
        greeting.replace("\n", "")
    )


@pytest.mark.parametrize(
    "text",
    [
        "Dag,",
        "Dagopvang is er niet meer.\n\nOuders weten niet waar naartoe met hun kinderen.",
        "Beste oplossing is een tweede loket,\nmaar daar is geen geld voor.",
        "Dag, ik merk dat er geen plaats meer is.\n\nIn geen enkele opvang.",
        "Hallo daar is iemand nog wakker op de dienst huisvesting?\n\nWij wachten al weken.",
        "Beste\ndokters vertrekken en er komt niemand in de plaats.",
    ],
)
def test_words_that_begin_like_a_greeting_stay(text: str) -> None:
    assert tell(text).text == text


def test_a_reply_adds_no_greeting() -> None:
    told = tell("Dag,\n\n1. veel\n2. al langer\n", subject="Re: [Signaal 3] Bedankt", answers=True)
    assert told.text == "1. veel\n2. al langer"


@pytest.mark.parametrize(
    "above",
    [
        "",
        "Zie hieronder.\n\n",
        "Dag collega's van Signaal,\n\nZie onderstaande mail van een vrijwilliger. Dit horen we nu elke week.\n\n",
        "Ik stuur jullie graag door wat een vrijwilliger ons schreef, want het komt geregeld terug.\n\n",
    ],
)
def test_what_she_passes_on_is_in_the_signal_and_named_as_passed_on(above: str) -> None:
    told = tell(above + INNER, subject="Fwd: energie")
    assert told.text.endswith(PASSED)
    assert marked(told)["passed"].startswith("---------- Doorgestuurd bericht")
    assert "forward" not in marked(told)


def test_the_name_below_what_she_passes_on_is_no_part_of_it() -> None:
    assert tell(INNER.replace("Groeten,\n", ""), subject="Fwd: energie").text == PASSED


def test_a_thread_below_a_story_of_her_own_stays_one_click_away() -> None:
    told = tell(f"{STORY}\n\n{INNER}", subject="Fwd: energie")
    assert told.text == STORY
    assert "budgetmeter" in marked(told)["forward"]


def test_a_mail_that_was_enclosed_is_passed_on_too() -> None:
    told = tell("Zie bijlage.", subject="energie", enclosed="Dag An,\n\nWeer twee gezinnen zonder verwarming.\n")
    assert told.text == "Zie bijlage.\n\nDoorgestuurd:\nWeer twee gezinnen zonder verwarming."
    assert "rita@example.org" in marked(told)["passed"]
    told = tell(f"{STORY}\n", subject="energie", enclosed="Dag An,\n\nEen lange draad over iets anders.\n")
    assert told.text == STORY
    assert "Een lange draad" in marked(told)["forward"]


def test_a_subject_is_part_of_the_whole_mail() -> None:
    told = tell(STORY, subject="Geen huurwoning te vinden")
    assert told.text == STORY
    assert told.whole.startswith("Geen huurwoning te vinden\n\nGezinnen met drie")
    assert marked(told) == {"subject": "Geen huurwoning te vinden"}


def test_a_subject_that_tells_more_than_the_mail_is_in_the_signal() -> None:
    told = tell("Dit is nu al de derde moeder deze maand.", subject="Wachtlijst kinderopvang Lommerbeek")
    assert told.text == "Wachtlijst kinderopvang Lommerbeek\n\nDit is nu al de derde moeder deze maand."
    assert told.cut == ()


@pytest.mark.parametrize(
    ("subject", "headers", "answers"),
    [
        ("Nieuw signaal", {}, False),
        ("Vraagje", {}, False),
        ("Re: wachtlijst kinderopvang", {}, False),
        ("[Signaal 3] Bedankt, we hebben je signaal", {}, False),
        ("Wachtlijst kinderopvang", {}, True),
        ("Wachtlijst kinderopvang", {"In_Reply_To": "<a@example.org>"}, False),
    ],
)
def test_a_subject_that_tells_nothing_of_hers_is_not(subject: str, headers: dict[str, Any], *, answers: bool) -> None:
    told = tell("Nu al de derde moeder deze maand.", subject=subject, answers=answers, **headers)
    assert told.text == "Nu al de derde moeder deze maand."
    assert marked(told) == {"subject": subject}


def test_the_language_of_what_she_passed_on_counts_where_she_says_nothing() -> None:
    french = INNER.replace(
        "Weer twee gezinnen zonder verwarming, omdat ze hun budgetmeter niet kunnen opladen.",
        "Encore deux familles sans chauffage parce qu'elles ne peuvent pas recharger leur compteur à budget.",
    )
    assert tell(french, subject="Fwd: energie").language == "fr"
    assert tell("Ja").language == "nl"


def test_a_subject_alone_is_the_whole_mail() -> None:
    told = tell_words(
        read(b"From: an@example.org\nSubject: Geen plaats meer in de opvang\n\n"),
        understand(read(b"From: an@example.org\nSubject: x\n\n"))[0],
        Kind("person", "subject-alone"),
        "Doorgestuurd:",
        answers=False,
    )
    assert (told.text, told.whole) == ("Geen plaats meer in de opvang",) * 2


@pytest.mark.parametrize("between", [" ", " -> ", ": ", " – "])
def test_answers_behind_our_quoted_questions_land(context: Context, place: Place, between: str) -> None:
    """Typed on the line of the question: the line is quoted, its question is ours, and the answer is hers."""
    with open_post(context, place) as post:
        post.say(STORY)
        letter = post.letter()
        lines = body_of(letter).split("\n")
        answers = {"1. Bij hoeveel": "veel", "2. Is dit nieuw": "nieuw", "3. Waar knelt": "Te weinig aanbod"}
        typed = [
            line + next((between + said for asked, said in answers.items() if asked in line), "") for line in lines
        ]
        post.say("\n".join(f"> {line}" for line in typed), to=reply_to(letter), subject="Re: [Signaal 1]")
        (signal,) = post.signals()
        assert (signal.breadth, signal.trend, signal.kinds) == ("veel", "nieuw", ["tekort"])
        assert signal.text == STORY
