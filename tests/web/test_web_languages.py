"""The page that a letter in French or English leads to is in that language, whole; all other pages stay Dutch."""

import re
from collections.abc import Generator
from html import unescape

import pytest

from core.context import Context
from core.feedback.digest_model import YEAR
from core.feedback.writing import Post as Writing
from core.municipalities import Place, read_municipality, set_setting
from core.store.tables import LetterText
from tests.contract.filling import as_owner
from tests.digests import give_digest, make_digest
from tests.mail.room.posting import STORY, Post, body_of, open_post
from tests.web.visiting import hold, submit, visit

FRENCH = (
    "Bonjour,\n\nDepuis des mois, les familles de notre quartier ne trouvent pas de logement et les enfants dorment "
    "chez des amis. Le service ne répond pas aux demandes."
)
ENGLISH = "For months the families in our part of town have not found a house, and there is nobody who answers them."
# Words of Dutch that no French or English page has.
DUTCH_WORDS = re.compile(
    r"(?i)\b(?:je(?! (?:ne|viens)\b)|het|een|vragen|weet|niet|naar|antwoorden|signaal (?:heeft|aan)|werk|wordt)\b"
)


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def link_in(post: Post, text: str, languages: str = "fr,en") -> str:
    with post.context.store.tenant(post.place.id) as session:
        set_setting(session, post.place.id, "languages", languages)
    post.say(text)
    found = re.search(r"http://127\.0\.0\.1:1(/\S+/signaal/[a-z2-7]{20})\b", body_of(post.letter()))
    assert found
    return found[1]


def shown(page: str) -> str:
    """Give what a reader sees, without names of our own: services and labels that are the same everywhere."""
    body = re.sub(r"(?s)<head>.*?</head>|<[^>]+>", " ", page)
    return unescape(body).replace("Huis van het Kind", "").replace("Kind en Gezin", "")


@pytest.mark.parametrize(
    ("text", "language", "title", "button", "wrong", "thanks"),
    [
        (FRENCH, "fr", "Complétez votre signal 1", "Envoyer mes réponses", "Répondez à une question", "Merci !"),
        (ENGLISH, "en", "Add to your signal 1", "Send my answers", "Fill in one answer", "Thank you!"),
    ],
)
async def test_the_page_of_a_letter_speaks_its_language(
    post: Post, context: Context, text: str, language: str, title: str, button: str, wrong: str, thanks: str
) -> None:
    link = link_in(post, text)
    async with visit(context) as client:
        page = await client.get(link)
        assert f'<html lang="{language}">' in page.text
        assert title in page.text
        assert button in page.text
        assert not DUTCH_WORDS.search(shown(page.text)), DUTCH_WORDS.search(shown(page.text))
        empty = await submit(client, page)
        assert empty.status_code == 422
        assert wrong in unescape(empty.text)
        assert not DUTCH_WORDS.search(shown(empty.text)), DUTCH_WORDS.search(shown(empty.text))
        page = await submit(client, page, breadth="veel", kinds=["regelgeving"], impact="Ils dorment dehors.")
        assert f'<html lang="{language}">' in page.text
        assert thanks in unescape(page.text)
        assert not DUTCH_WORDS.search(shown(page.text)), DUTCH_WORDS.search(shown(page.text))
    (signal,) = post.signals()
    assert (signal.breadth, signal.kinds, signal.impact) == ("veel", ["regelgeving"], "Ils dorment dehors.")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_one_tap_in_a_digest_leads_to_pages_in_its_language(post: Post, context: Context, language: str) -> None:
    link_in(post, FRENCH if language == "fr" else ENGLISH)
    with context.store.door() as session:
        place = read_municipality(session, post.place.id)
    give_digest(Writing(context, place, {"mail": post.room}), make_digest(1, kind=YEAR), language=language)
    letter = post.letter()
    pages = re.findall(rf"http://127\.0\.0\.1:1(/\S+\?taal={language})", body_of(letter))
    assert [page.split("/")[-2] for page in pages] == ["peiling", "ja", "nee", "afmelden"]
    assert f"?taal={language}>" in letter.message["List-Unsubscribe"]
    async with visit(context) as client:
        for address in pages:
            page = await client.get(address)
            scale = dict.fromkeys(("erkend", "gebruikt", "opnieuw"), "4")
            for shown_page in (page, await submit(client, page, **scale)):
                assert f'<html lang="{language}">' in shown_page.text
                assert not DUTCH_WORDS.search(shown(shown_page.text)), DUTCH_WORDS.search(shown(shown_page.text))
            assert '<html lang="nl">' in (await client.get(address.partition("?")[0])).text


@pytest.mark.parametrize(("text", "languages"), [(FRENCH, "en"), (STORY, "fr,en"), (ENGLISH, "")])
async def test_other_pages_stay_dutch(post: Post, context: Context, text: str, languages: str) -> None:
    link = link_in(post, text, languages)
    async with visit(context) as client:
        page = await client.get(link)
        assert '<html lang="nl">' in page.text
        assert "Vul je signaal 1 aan" in page.text
        assert '<html lang="nl">' in (await client.get(f"/{post.place.slug}/signaal")).text


async def test_the_signal_is_asked_about_first_and_she_herself_last(post: Post, context: Context) -> None:
    link = link_in(post, STORY)
    async with visit(context) as client:
        page = (await client.get(link)).text
    assert page.index('name="breadth"') < page.index('name="suggestion"') < page.index('name="sector"')


async def test_the_thanks_page_says_what_the_municipality_worded(post: Post, context: Context) -> None:
    link = link_in(post, FRENCH)
    with as_owner(context.store.url) as session:
        for language, own in (("nl", "{service} leest mee."), ("fr", "{service} vous lit sous {days} jours.")):
            text = LetterText(municipality_id=post.place.id, key="web.thanks-next", text=own)
            text.language = language
            session.add(text)
    async with visit(context) as client:
        page = await submit(client, await client.get(link), breadth="veel", kinds=["regelgeving"], impact="Beaucoup.")
        assert "vous lit sous 10 jours." in unescape(page.text)
        assert "leest mee." in (await hold(client, post.place.slug)).text
