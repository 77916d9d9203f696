"""What our letters say and how they are made: never her words, both forms alike, headers nobody can write into."""

import re
import uuid
from collections.abc import Generator
from dataclasses import replace
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from sqlalchemy import select, update

from core.context import Context
from core.dialogue.load import load_form
from core.municipalities import Place
from core.privacy.keys import Key, Keys
from core.settings import Settings
from core.store.tables import Letter, Municipality
from core.words import load_words
from mail.compose_message import Unsendable, installation_name, make_message
from mail.hear_ours import Ours
from tests.mail.room.posting import STORY, Post, body_of, open_post, part_of

# What Outlook, Gmail and phones all render alike.
STYLES = {
    "margin", "padding", "font-family", "font-size", "line-height", "font-weight", "border-left", "border-top",
}  # fmt: skip
TAGS = {
    "html", "head", "meta", "title", "body", "table", "tr", "td", "p", "br", "strong", "a",
}  # fmt: skip
LETTER: dict[str, Any] = {
    "to": "leen@x.example.org",
    "from": "Signaal Lommerbeek",
    "slug": "lommerbeek",
    "token": "a" * 20,
    "thread": "0" * 32,
    "subject": "[Signaal 1] Bedankt",
    "text": "Dag,\n",
    "html": "<p>Dag,</p>",
    "in_reply_to": "1@x.example.org",
    "references": ["1@x.example.org"],
    "auto": True,
}


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


@pytest.fixture
def house() -> Context:
    """What it takes to make a mail of a letter: no database."""
    nothing: Any = None
    return Context(Settings(), nothing, Keys([Key(bytes(range(7, 39)))], b"l" * 32), load_words(), "http://127.0.0.1:1")


class Seen(HTMLParser):
    """The tags, styles and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.styles: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.inside = tag
        self.attributes |= {name for name, _value in attrs}
        style = dict(attrs).get("style") or ""
        self.styles |= {part.partition(":")[0].strip() for part in style.split(";") if part.strip()}

    def handle_data(self, data: str) -> None:
        if self.inside != "title":
            self.text += data.split()


def look(html: str) -> Seen:
    seen = Seen()
    seen.feed(html)
    return seen


def test_tells_what_was_hidden_by_type_and_number_and_never_the_words(post: Post) -> None:
    post.say(f"{STORY} Bel mevrouw Els Janssens op 0471 23 45 67 of op 0472 23 45 67, els@prive.example.org.")
    text = body_of(post.letter())
    assert re.search(r"We verborgen \d stukjes tekst die over een persoon kunnen gaan: .*2 telefoonnummers", text)
    assert "1 e-mailadres" in text
    assert not re.search(r"Janssens|0471|0472|prive", text)


def test_says_that_attachments_are_not_kept(post: Post) -> None:
    raw = (
        "From: leen@molenkerke.example.org\nTo: lommerbeek@signaal.localhost\nSubject: x\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        f"{STORY}\n--b\nContent-Type: application/pdf\n"
        "Content-Disposition: attachment; filename=dossier-els.pdf\n\nx\n--b--\n"
    )
    post.post(raw.encode())
    text = body_of(post.letter())
    assert "Bijlagen bewaren we niet." in text
    assert "dossier" not in text
    assert "attachments" in post.signals()[0].flags


def test_danger_is_answered_with_numbers_to_call(post: Post) -> None:
    post.say(f"{STORY} Een moeder werd thuis geslagen en is in levensgevaar.")
    assert "Geweld of misbruik: 1712." in body_of(post.letter())


def test_own_danger_text_of_a_municipality_comes_first(post: Post) -> None:
    with post.context.store.tenant(post.place.id) as session:
        session.execute(update(Municipality).values(settings={"danger_text": "Bel de nachtwacht: 016."}))
    post.say(f"{STORY} Een kind wordt mishandeld.")
    assert "Bel de nachtwacht: 016." in body_of(post.letter())


def test_both_forms_say_the_same_and_html_is_plain_enough_for_every_reader(post: Post) -> None:
    post.say(f"{STORY} Bel 0471 23 45 67. Hij wordt mishandeld.")
    letter = post.letter()
    text, html = body_of(letter), part_of(letter, "html")
    seen = look(html)
    assert seen.tags <= TAGS
    assert seen.styles <= STYLES
    assert not seen.attributes & {"class", "id", "src", "background", "bgcolor", "onclick"}
    assert 'lang="nl"' in html
    assert 'name="color-scheme" content="light dark"' in html
    words = " ".join(seen.text)
    for line in text.split("\n"):
        plain = " ".join(line.split())
        if plain and plain != "--" and not plain.startswith("http"):
            assert plain in words or re.sub(r"^\d\. ", "", plain) in words, plain
    link = next(line for line in text.split("\n") if line.startswith("http"))
    assert f'href="{link}"' in html


def test_every_fixed_line_is_known_again_when_it_comes_back(post: Post) -> None:
    ours = Ours(post.context.words, load_form("signaal", ()))
    post.say(f"{STORY} Bel 0471 23 45 67. Hij wordt mishandeld.")
    text = body_of(post.letter())
    assert ours.is_all(text)
    assert ours.is_all("\n".join(f"> {line}" for line in text.split("\n")))
    assert not ours.is_all(f"{STORY}\nNog iets.\n{text}")
    assert ours.find(STORY) == ""


WORDS = [
    "kind",
    "wachtlijst",
    "Janssens",
    "huis",
    "geen",
    "plaats",
    "moeder",
    "0471234567",
    "Kerkstraat",
    "meer",
    "dan",
    "in",
    "de",
    "12",
]


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    some.lists(
        some.sampled_from(WORDS),
        min_size=12,
        max_size=60,
    ),
    some.text(max_size=60),
)
def test_no_row_of_four_of_her_words_is_in_any_letter(post: Post, words: list[str], subject: str) -> None:
    story = " ".join(words)
    post.say(story, subject=" ".join(f"{subject} {story}".split()), sender=f"w{uuid.uuid4().hex}@x.example.org")
    rows = {" ".join(words[at : at + 4]).casefold() for at in range(len(words) - 3)}
    for letter in post.letters():
        both = [*body_of(letter).split(), *look(part_of(letter, "html")).text]
        told = " ".join([str(letter.message["Subject"]), *both])
        assert not [row for row in rows if row in told.casefold()]


def test_headers_of_a_letter(post: Post) -> None:
    post.say(STORY)
    letter = post.letter()
    message = message_from_bytes(letter.raw, policy=policy.default)
    (thread,) = post.threads()
    assert str(message["From"]) == "Signaal Lommerbeek <lommerbeek@signaal.localhost>"
    assert re.fullmatch(r"lommerbeek\+[a-z2-7]{20}@signaal\.localhost", str(message["Reply-To"]))
    assert re.fullmatch(rf"<ls\.{thread.id.hex}\.[0-9a-f]{{32}}@signaal\.localhost>", str(message["Message-ID"]))
    assert message["In-Reply-To"] == message["References"] == "<abc.1@molenkerke.example.org>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["X-LS-Origin"] == installation_name(post.context)
    assert message["Precedence"] is None
    assert message["Content-Language"] == "nl"
    assert message["Date"].datetime is not None
    assert letter.sender.startswith("b+")
    assert letter.raw.isascii()
    assert max(map(len, letter.raw.split(b"\r\n"))) <= 998


def test_same_letter_gets_the_same_message_id_and_envelope(house: Context) -> None:
    id_ = uuid.uuid4()
    first, second = (make_message(house, id_, "turn", LETTER) for _ in range(2))
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert first.sender == second.sender


def test_reminder_says_that_nobody_asked_for_it(house: Context) -> None:
    assert make_message(house, uuid.uuid4(), "reminder", LETTER).message["Auto-Submitted"] == "auto-generated"


BAD = ("\r\nBcc: x@kwaad.example.net", "\nX: y", "\r", "\0", "\u2028Bcc: x@y.z", "\x85X: y", "\x0bX: y")


@pytest.mark.parametrize("field", ["to", "from", "subject", "in_reply_to", "references", "token"])
def test_nothing_that_comes_in_writes_a_header(house: Context, field: str) -> None:
    names = make_message(house, uuid.uuid4(), "turn", LETTER).message.keys()
    for bad in BAD:
        body = dict(LETTER)
        body[field] = [f"1@x{bad}"] if field == "references" else f"{body[field]}{bad}"
        try:
            mail = make_message(house, uuid.uuid4(), "turn", body)
        except Unsendable:
            continue
        again = message_from_bytes(mail.raw, policy=policy.default)
        assert set(again.keys()) <= set(names)
        assert mail.recipient == "leen@x.example.org"


@pytest.mark.parametrize(
    "to", ["", "x", "a@b, c@d", "a b@c", "<a@b>", "a@b\r\nRCPT TO:<c@d>", "é@x.example.org", "a@é.example.org"]
)
def test_what_is_no_address_is_sent_nowhere(house: Context, to: str) -> None:
    with pytest.raises(Unsendable):
        make_message(house, uuid.uuid4(), "turn", {**LETTER, "to": to})


def test_name_of_a_municipality_with_letters_beyond_ascii(house: Context) -> None:
    body = {**LETTER, "from": 'Signaal Sint-Génesius "Ç", Rode'}
    raw = make_message(house, uuid.uuid4(), "turn", body).raw
    assert raw.isascii()
    assert message_from_bytes(raw, policy=policy.default)["From"].addresses[0].display_name == body["from"]


def test_message_id_of_hers_that_is_none_is_left_out(post: Post) -> None:
    post.say(STORY, message_id="<a b>, <x@y>\tzz")
    message = post.letter().message
    assert message["References"] is None or "\n" not in str(message["References"])


def test_letter_holds_no_address_in_the_clear(post: Post) -> None:
    post.say(STORY)
    with post.context.store.tenant(post.place.id) as session:
        (row,) = session.scalars(select(Letter))
    assert row.body is not None
    assert b"leen@" not in row.body


def test_context_of_another_installation_names_itself_otherwise(house: Context) -> None:
    other = replace(house, keys=house.keys.with_lookup(b"x" * 32))
    assert installation_name(other) != installation_name(house)
