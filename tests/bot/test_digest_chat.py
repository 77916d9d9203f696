"""A digest in Telegram: one message with buttons, never too long, that nobody's words can break out of; one tap."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from bot.room import TelegramRoom
from bot.tell_digest import LONGEST, write_digest
from core.context import Context
from core.feedback.digest_model import Digest, Item
from core.feedback.digest_sheet import Sheet
from core.feedback.writing import Post
from core.intake.rooms import Heard, Notice, Said
from core.municipalities import Place
from core.store.tables import DigestSent, Remark, Signal
from core.words import load_words
from tests.bot.standin import Person, Telegram
from tests.digests import give_digest, make_digest

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."


@given(some.lists(some.tuples(some.text(max_size=900), some.text(max_size=900)), max_size=12), some.text(max_size=5000))
def test_whatever_it_holds_it_is_one_message_that_telegram_takes(titles: list[tuple[str, str]], editorial: str) -> None:
    items = tuple(Item(title, (), (Notice("asking.told.message", {"message": told}),), "/x") for title, told in titles)
    sheet = Sheet(Digest("nieuws", own=items, sector=items, place=items), "0" * 32, editorial, "http://127.0.0.1:1")
    said = Said((Notice("letters.digest.nieuws", {"place": "<Lommerbeek>"}),), Heard(address="1"))
    values = write_digest(load_words(), said, sheet)
    assert len(values["text"].encode("utf-16-le")) // 2 <= LONGEST
    assert values["text"].count("<b>") == values["text"].count("</b>")
    assert values["text"].count("<a ") == values["text"].count("</a>")
    left = values["text"].replace("<b>", "").replace("</b>", "").replace('<a href="http://127.0.0.1:1/x">', "")
    assert "<" not in left.replace("</a>", "")
    assert all(
        len(button["callback_data"].encode()) <= 64
        for row in values["reply_markup"]["inline_keyboard"]
        for button in row
    )


@pytest.mark.telegram
async def test_it_arrives_and_its_buttons_stay_and_say(
    polled: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    for words in ("/start", "ocmw", "overslaan", STORY, "enkele", "verstuur nu", "verstuur"):
        await person.type(words)
    sent = give_digest(Post(polled, place, {"telegram": TelegramRoom(polled.words)}), make_digest(1))
    text = await person.hear()
    assert "Wachten op een betaalbare woning &lt;5 kamers &amp; meer&gt; (signaal 1)</a>" in text
    assert re.search(r'<a href="http://127[^"]+/mijn/[a-z2-7]{40}\?signaal=1">', text), "it leads to her own page"
    assert "<b>Jouw sector</b>" in text

    def useful() -> str | None:
        with polled.store.tenant(place.id) as session:
            return session.scalar(select(DigestSent.useful).where(DigestSent.id == sent))

    for label, answer in (("Ja", "ja"), ("Nee", "nee"), ("Nee", "nee")):
        assert "Bedankt" in await person.tap(label)
        assert useful() == answer
    assert not [call for call in telegram.calls if call.method == "editMessageReplyMarkup"], "its buttons stay"
    assert "signaal 1" in (await person.tap("Mijn signalen")).casefold()
    digest = next(call for call in telegram.calls if "Nee" in call.buttons)
    markup = digest.values["reply_markup"]
    await person.send(
        text="Het zijn er nu tien.", reply_to_message={"message_id": digest.message, "reply_markup": markup}
    )
    assert "bij je signaal 1" in await person.hear()
    with polled.store.tenant(place.id) as session:
        assert session.scalars(select(Signal.text)).one() == f"{STORY}\n\nHet zijn er nu tien."
        assert session.scalars(select(Remark.state)).one() == "open"
