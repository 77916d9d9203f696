"""Two of our own installations wired to each other: mail between them dies out, with headers or without."""

import re
import secrets
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.context import Context
from core.municipalities import ensure_doors
from core.privacy.keyring import meet_keys
from core.privacy.keys import read_keys
from core.settings import Settings
from core.start import owning
from core.store import embedded
from core.store.engine import Store
from core.words import load_words
from mail.compose_message import Outgoing
from tests.conftest import database_url, make_place, owner_connection, template_name
from tests.mail.room.posting import STORY, Post, body_of, open_post

MOST = 3


@dataclass
class Pair:
    """Two installations: whatever one sends goes to the other."""

    first: Post
    second: Post


@pytest.fixture
def pair(server: embedded.Server, tmp_path: Path) -> Generator[Pair]:
    """Two installations with a database, keys and a domain each."""
    with ExitStack() as stack:
        posts: list[Post] = []
        for name, slug in (("een", "lommerbeek"), ("twee", "zandhove")):
            database = f"test_{secrets.token_hex(6)}_{name}"
            with owner_connection(server.url) as connection:
                connection.execute(f"create database {database} template {template_name(server)}".encode())
            url = database_url(server, database)
            settings = Settings(data=tmp_path / name, mail_domain=f"{name}.example")
            with owning(url) as session:
                ensure_doors(session)
            keys = meet_keys(url, read_keys(None, settings.data))
            store = Store(url, size=6)
            stack.callback(store.close)
            context = Context(settings, store, keys, load_words(), f"https://{name}.example")
            posts.append(stack.enter_context(open_post(context, make_place(url, slug, slug.title()))))
        yield Pair(*posts)


def whole(letter: Outgoing) -> bytes:
    """As it left."""
    return letter.raw


def stripped(letter: Outgoing) -> bytes:
    """Only what no proxy can leave out."""
    message = letter.message
    head = f"From: {message['From']}\r\nTo: {message['To']}\r\nSubject: {message['Subject']}\r\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{body_of(letter)}".encode()


def rewritten(letter: Outgoing) -> bytes:
    """Without headers, without the line to answer above, without the small print, under a subject of its own."""
    text = re.sub(r"(?m)^-----.*$", "", body_of(letter)).partition("-- \n")[0]
    head = f"From: {letter.message['From']}\r\nTo: {letter.message['To']}\r\nSubject: Een bericht\r\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode()


def upset(letter: Outgoing) -> bytes:
    """As rewritten, and each line with a word of the proxy's: nothing in it is known to be ours any more."""
    head, _, text = rewritten(letter).decode().partition("\r\n\r\n")
    text = re.sub(r"(?m)^(.+)$", r"Proxy zegt: een en ander, \1", text)
    return f"{head}\r\n\r\n{text}".encode()


def translated(letter: Outgoing) -> bytes:
    """As rewritten, with no sentence of ours left: each word is another, as a translator would have it."""
    head, _, text = rewritten(letter).decode().partition("\r\n\r\n")
    text = re.sub(r"[^\W\d_]+", lambda word: word[0][::-1] + "en", text)
    return f"{head}\r\n\r\n{text}".encode()


@pytest.mark.parametrize(
    ("proxy", "most"), [(whole, 1), (stripped, 1), (rewritten, 1), (upset, MOST), (translated, MOST)]
)
def test_mail_between_two_installations_dies_out(pair: Pair, proxy: Callable[[Outgoing], bytes], most: int) -> None:
    sent = play(pair, proxy)
    assert 1 <= sent <= most


def play(pair: Pair, proxy: Callable[[Outgoing], bytes]) -> int:
    """Let a mail in the name of the second installation reach the first; count what is sent until nothing is."""
    here, there = pair.first, pair.second
    here.say(STORY, sender=f"zandhove@{there.context.settings.mail_domain}", to="lommerbeek@een.example")
    sent = 0
    for _ in range(30):
        letters = here.letters()
        if not letters and not there.letters():
            return sent
        for letter in letters:
            sent += 1
            there.post(proxy(letter), envelope=letter.sender, to=letter.recipient)
        here, there = there, here
    return sent
