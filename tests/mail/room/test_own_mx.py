"""The whole path when we are the MX: a mail over SMTP, checked with a real name server, answered only if genuine."""

from collections.abc import Generator

import pytest

from core.context import Context
from core.intake.converse import converse
from core.municipalities import Place
from mail.door_delivery import lookup_sender
from tests.mail.door.talking import running
from tests.mail.room.naming import Zone, make_signer, serving_names, sign
from tests.mail.room.posting import STORY, WORKER, Post, open_post, write

DOMAIN = WORKER.partition("@")[2]


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


@pytest.mark.parametrize(
    ("case", "genuine"),
    [
        ("spf", True),
        ("spf-elsewhere", False),
        ("dkim", True),
        ("forged", False),
        ("silent", False),
        ("relay", False),
        ("relay-dkim", True),
    ],
)
def test_only_a_genuine_sender_is_answered_and_nobody_is_refused(post: Post, case: str, genuine: bool) -> None:  # noqa: FBT001 # a matrix
    zone, signer, raw = Zone(), make_signer(), write(STORY).replace(b"\n", b"\r\n")
    match case:
        case "spf" | "relay":
            zone.text(DOMAIN, "v=spf1 ip4:127.0.0.1 -all")
        case "spf-elsewhere":
            zone.text(DOMAIN, "v=spf1 ip4:192.0.2.1 -all")
        case "dkim" | "relay-dkim":
            zone.text(f"s1._domainkey.{DOMAIN}", signer.record)
            raw = sign(raw, signer, DOMAIN)
        case "forged":
            claim = f"Authentication-Results: mx.signaal.example; dmarc=pass header.from={DOMAIN}\r\n"
            raw = claim.encode() + raw
        case _:
            zone.silent = True
    relays = "127.0.0.1" if case.startswith("relay") else "192.0.2.9"
    with (
        serving_names(zone) as server,
        running(post.context, mail_trust="self", mail_relays=relays, dns=server) as door,
        door.smtp() as client,
    ):
        assert client.sendmail(WORKER, [f"{post.place.slug}@signaal.localhost"], raw) == {}
    settled = converse(post.context, {"mail": post.room}, "mail", post.door, lookup_sender(post.context, WORKER))
    assert settled is not None
    assert settled.outcome == "signal"
    (signal,) = post.signals()
    assert ("unverified" in signal.flags) is not genuine
    assert [letter.recipient for letter in post.letters()] == ([WORKER] if genuine else [])
