"""A digest as a mail: what every reader renders, both forms alike, small; its headers; one tap that is no scanner's."""

import re
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from core.context import Context
from core.feedback.digest_model import NEWS, STILL, YEAR
from core.feedback.writing import Post as Writing
from core.municipalities import Place
from core.store.tables import DigestSent
from tests.digests import TITLE, give_digest, make_digest
from tests.mail.room.naming import Zone
from tests.mail.room.posting import STORY, Post, body_of, open_post, part_of, reply_to
from tests.mail.room.test_letters import STYLES, TAGS, look
from tests.mail.room.test_signing import settings_with, signer_of, verified
from tests.web.visiting import submit, visit

# A digest has headings and two links that look like buttons besides.
ALSO_TAGS, ALSO_STYLES = {"h2"}, {"display", "border"}
SMALL = 12_000  # bytes of a whole mail with a handful of items


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        opened.say(STORY)
        opened.letter()
        yield opened


def writing(post: Post) -> Writing:
    return Writing(post.context, post.place, {"mail": post.room})


@pytest.mark.parametrize("kind", [NEWS, STILL, YEAR])
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_reader_renders_it_and_both_forms_say_the_same(post: Post, kind: str, language: str) -> None:
    post.place = replace(post.place, settings={"languages": ["fr", "en"]})
    give_digest(writing(post), make_digest(1, 3, kind=kind), editorial="Kom naar de signaaldag.", language=language)
    letter = post.letter()
    text, html = body_of(letter), part_of(letter, "html")
    seen = look(html)
    assert seen.tags <= TAGS | ALSO_TAGS
    assert seen.styles <= STYLES | ALSO_STYLES
    assert not seen.attributes & {"class", "id", "src", "background", "bgcolor", "color", "onclick", "onload"}
    assert not re.search(r"(?<!border-)(?<!-)\bcolor\s*:", html), "no colour of ours for dark mode to fight with"
    assert f'lang="{language}"' in html
    words = " ".join(seen.text)
    for line in text.split("\n"):
        said = " ".join(re.sub(r"https?://\S+", "", line.removeprefix("==")).split()).rstrip(":")
        if said and said != "--":
            assert said in words, said
    for link in re.findall(r"https?://\S+", text):
        assert f'href="{link}"' in html
    assert TITLE in text
    assert "Kom naar de signaaldag." in text
    assert ("/peiling/" in text) == (kind == YEAR)
    raw = letter.raw
    assert raw.isascii()
    assert len(raw) < SMALL
    assert letter.message["Content-Language"] == language


def test_what_it_never_says(post: Post) -> None:
    give_digest(writing(post), make_digest(1))
    raw = post.letter().raw.decode()
    assert "betaalbare huurwoning" not in raw, "her own words stay where they are"
    assert "<img" not in raw
    assert raw.count("leen@molenkerke") == 1, "her address stands in To alone"


def test_its_headers_and_both_unsubscribe_headers_are_signed(post: Post, tmp_path: Path) -> None:
    post.context = replace(post.context, settings=settings_with(post.context, tmp_path))
    give_digest(writing(post), make_digest(1, 2))
    give_digest(writing(post), make_digest(1))
    first, second = post.letters()  # neither holds up the other
    message = first.message
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.search(r"<http://127\.0\.0\.1:1/afmelden/[a-z2-7]{40}>, <mailto:", message["List-Unsubscribe"])
    assert message["In-Reply-To"] is None
    assert message["Message-ID"] != second.message["Message-ID"]
    assert re.fullmatch(r"lommerbeek\+[a-z2-7]{20}@signaal\.example", reply_to(first))
    signer = signer_of(post.context.settings)
    zone = Zone()
    zone.text(signer.name, signer.record)
    content = signer.sign(first.raw)
    assert verified(zone, content) == "signaal.example"
    for header in (b"List-Unsubscribe:", b"List-Unsubscribe-Post:"):
        assert verified(zone, content.replace(header, header + b" x")) == ""
        assert verified(zone, content.replace(header, b"X-" + header)) == ""


async def test_one_tap_says_whether_it_was_useful_and_looking_says_nothing(post: Post, context: Context) -> None:
    sent = give_digest(writing(post), make_digest(1))

    def said() -> str | None:
        with context.store.tenant(post.place.id) as session:
            return session.scalar(select(DigestSent.useful).where(DigestSent.id == sent))

    yes, no = re.findall(r"http://127\.0\.0\.1:1(/lommerbeek/nuttig/\S+)", body_of(post.letter()))
    async with visit(context) as client:
        for _ in range(2):
            page = await client.get(yes)
            assert page.status_code == 200
            assert page.text.count("<button") == 1
        assert said() is None
        for link, answer in ((yes, "ja"), (yes, "ja"), (no, "nee"), (yes, "ja")):
            assert "Bedankt" in (await client.post(link)).text
            assert said() == answer
        for wrong in (yes.replace("/ja/", "/nee/"), f"{yes}a", yes[:-1], yes.replace("/ja/", "/x/"), no[:-1] + "1"):
            assert (await client.post(wrong)).status_code == 404
            assert (await client.get(wrong)).status_code == 404
        assert said() == "ja"


async def test_its_titles_lead_to_her_own_page_behind_one_button_and_to_public_pages(
    post: Post, context: Context
) -> None:
    give_digest(writing(post), make_digest(1))
    text = body_of(post.letter())
    (whole,) = re.findall(r"Mijn signalen: http://127\.0\.0\.1:1(/mijn/[a-z2-7]{40})$", text, re.MULTILINE)
    assert f"http://127.0.0.1:1{whole}?signaal=1" in text
    assert "http://127.0.0.1:1/lommerbeek/fiche/7" in text
    async with visit(context) as client:
        gate = await client.get(f"{whole}?signaal=1")
        assert (gate.text.count("<button"), "Signaal 1" in gate.text, post.place.name in gate.text) == (1, False, False)
        own = await submit(client, gate)
        assert own.url.fragment == "signaal-1"
        assert 'id="signaal-1"' in own.text
        assert "Signaal 1 is ingetrokken" in (await submit(client, await client.get("/mijn/intrekken/1"))).text
        for wrong in (whole[:-1] + "aq"[whole.endswith("a")], f"/mijn/{'a' * 40}"):
            assert (await submit(client, await client.get(wrong))).status_code == 404
        leave = re.findall(r"/afmelden/([a-z2-7]{40})", text)[0]
        assert (await submit(client, await client.get(f"/mijn/{leave}"))).status_code == 404, "of another purpose"
        await submit(client, await client.get("/mijn/wissen/alles"))
        assert (await submit(client, gate)).status_code == 404, "it lives as long as her address is known"
