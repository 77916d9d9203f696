"""A mailbox is read: new mail by IDLE, moved when durable, repeats known, large mails left, the right municipality."""

import time

import pytest
from sqlalchemy import text

from core.context import Context
from core.municipalities import Place
from core.store.engine import make_engine
from mail.imap_watch import Rhythm
from tests.mail.door.talking import running, taken
from tests.mail.imap.dovecots import Dovecot, mail, new_user
from tests.mail.imap.watching import until, watching, with_settings

TO = "lommerbeek@signaal.localhost"


@pytest.fixture
def user() -> str:
    return new_user()


def plain(context: Context, server: Dovecot, user: str, query: str = "", **changes: object) -> Context:
    return with_settings(context, imap_url=f"imap://{user}@127.0.0.1:{server.imap}/INBOX{query}", **changes)


def test_new_mail_is_taken_as_it_comes_and_moved(
    context: Context, place: Place, shared_dovecot: Dovecot, user: str
) -> None:
    shared_dovecot.deliver(user, mail(TO, "eerst"))
    slow = Rhythm(look=0.5, renew=600, soon=0.2)  # only IDLE can tell in time
    with watching(plain(context, shared_dovecot, user), slow) as watch:
        until(lambda: len(taken(context)) == 1)
        time.sleep(1.5)  # so that it waits already
        shared_dovecot.deliver(user, mail(TO, "daarna"))
        until(lambda: len(taken(context)) == 2)
        until(lambda: len(shared_dovecot.look(user, "Verwerkt")) == 2)
        assert watch.connects == 1
    head, raw, _repeats = taken(context)[1]
    assert (head["to"], head["slug"], head["door"], head["from"]) == (TO, "lommerbeek", "imap", "an@example.org")
    assert mail(TO, "daarna") in raw
    assert shared_dovecot.look(user) == []


def test_tls_with_a_ca_of_our_own(
    context: Context, place: Place, shared_dovecot: Dovecot, user: str, certificate: tuple[object, object]
) -> None:
    shared_dovecot.deliver(user, mail(TO, "tls"))
    url = f"imaps://{user}@localhost:{shared_dovecot.imaps}"
    with watching(with_settings(context, imap_url=url, imap_ca=certificate[0])):
        until(lambda: taken(context))


def test_a_mail_that_came_by_smtp_is_a_repeat(
    context: Context, place: Place, shared_dovecot: Dovecot, user: str
) -> None:
    raw = mail(TO, "tweemaal")
    with running(context) as door, door.smtp() as smtp:
        smtp.sendmail("an@example.org", [TO], raw)
    shared_dovecot.deliver(user, raw)
    with watching(plain(context, shared_dovecot, user)):
        until(lambda: shared_dovecot.look(user, "Verwerkt"))
    assert [repeats for _head, _raw, repeats in taken(context)] == [1]


def test_another_numbering_gives_repeats_only(
    context: Context, place: Place, shared_dovecot: Dovecot, user: str
) -> None:
    there = plain(context, shared_dovecot, user, imap_done="")
    for number in range(3):
        shared_dovecot.deliver(user, mail(TO, f"nummer-{number}"))
    with watching(there) as watch:
        until(lambda: watch.taken == 3)
    validity = _validity(shared_dovecot, user)
    for file in (shared_dovecot.root / "mail" / user).glob("dovecot*"):
        file.unlink()
    for file in (shared_dovecot.root / "mail" / user / "cur").iterdir():
        file.rename(file.with_name(f"{file.name.partition(':')[0]}:2,"))  # marks are lost as well
    time.sleep(1.1)  # Dovecot numbers by the second
    assert _validity(shared_dovecot, user) != validity
    with watching(there) as watch:
        until(lambda: watch.taken == 3)
        time.sleep(2.5)
        assert watch.taken == 3
    assert [repeats for _head, _raw, repeats in taken(context)] == [1, 1, 1]


def test_without_a_folder_taken_mails_are_marked(
    context: Context, place: Place, shared_dovecot: Dovecot, user: str
) -> None:
    there = plain(context, shared_dovecot, user, imap_done="")
    shared_dovecot.deliver(user, mail(TO, "blijft"))
    with watching(there) as watch:
        until(lambda: watch.taken == 1)
    with watching(there) as watch:
        until(lambda: watch.loops > 4)
        assert watch.taken == 0
    assert len(shared_dovecot.look(user)) == 1
    with shared_dovecot.signed_in(user) as client:
        client.select_folder("INBOX")
        assert client.get_flags([1])[1] == (b"SignaalVerwerkt",)  # and not as read


def test_a_folder_that_cannot_be_made_means_marks(
    context: Context, place: Place, shared_dovecot: Dovecot, user: str
) -> None:
    shared_dovecot.deliver(user, mail(TO, "blijft"))
    with watching(plain(context, shared_dovecot, user, imap_done="../weg")) as watch:
        until(lambda: watch.taken == 1)
        until(lambda: watch.loops > 6)
        assert (watch.taken, watch.connects) == (1, 1)
    assert len(shared_dovecot.look(user)) == 1


def test_mail_stays_while_the_database_is_away(
    context: Context, place: Place, url: str, shared_dovecot: Dovecot, user: str
) -> None:
    engine = make_engine(url, size=1, role=None)
    with engine.begin() as owner:
        owner.execute(text("revoke insert on intake from signaal_door"))
    shared_dovecot.deliver(user, mail(TO, "wacht"))
    with watching(plain(context, shared_dovecot, user)) as watch:
        until(lambda: watch.connects > 2)
        assert len(shared_dovecot.look(user)) == 1
        assert not shared_dovecot.look(user, "Verwerkt")
        with engine.begin() as owner:
            owner.execute(text("grant insert on intake to signaal_door"))
        until(lambda: shared_dovecot.look(user, "Verwerkt"))
    engine.dispose()
    assert len(taken(context)) == 1


def test_a_mail_that_is_too_large_stays_and_holds_nobody_up(
    context: Context, place: Place, shared_dovecot: Dovecot, user: str
) -> None:
    shared_dovecot.deliver(user, mail(TO, "groot", "regel\r\n" * 20_000))
    for number in range(25):
        shared_dovecot.deliver(user, mail(TO, f"klein-{number}"))
    with watching(plain(context, shared_dovecot, user, mail_max_bytes=65536)) as watch:
        until(lambda: watch.taken == 25)
        until(lambda: len(shared_dovecot.look(user)) == 1)
    assert b"Subject: groot" in shared_dovecot.look(user)[0]


def test_a_shared_mailbox_finds_whose_a_mail_is(
    context: Context, place: Place, other_place: Place, shared_dovecot: Dovecot, user: str
) -> None:
    token = "a" * 20
    sent = [
        f"Zandhove <Zandhove+{token}@signaal.localhost>",
        "elders@example.org",
        "lommerbeek@signaal.localhost, zandhove@signaal.localhost",
    ]
    for number, to in enumerate(sent):
        shared_dovecot.deliver(user, mail(to, f"aan-{number}"))
    with watching(plain(context, shared_dovecot, user)) as watch:
        until(lambda: watch.taken == 3)
    found = {(head["slug"], head["to"]) for head, _raw, _repeats in taken(context)}
    assert found == {
        ("zandhove", f"zandhove+{token}@signaal.localhost"),
        ("", user),
        ("lommerbeek", "lommerbeek@signaal.localhost"),
        ("zandhove", "zandhove@signaal.localhost"),
    }


def test_a_mailbox_of_one_municipality_is_for_her_alone(
    context: Context, place: Place, other_place: Place, shared_dovecot: Dovecot, user: str
) -> None:
    for to in ("elders@example.org", "lommerbeek@signaal.localhost"):
        shared_dovecot.deliver(user, mail(to, to))
    with watching(plain(context, shared_dovecot, user, "?municipality=zandhove")) as watch:
        until(lambda: watch.taken == 2)
    assert {head["slug"] for head, _raw, _repeats in taken(context)} == {"zandhove"}


def test_waiting_runs_in_no_circle(context: Context, place: Place, shared_dovecot: Dovecot, user: str) -> None:
    """What waiting costs is measured by bench/mailbox.py; here only that it waits."""
    with watching(plain(context, shared_dovecot, user), Rhythm(look=0.5)) as watch:
        until(lambda: watch.loops > 2)
        loops, began = watch.loops, time.monotonic()
        time.sleep(3)
        assert watch.loops - loops < 6 * (time.monotonic() - began)


def _validity(server: Dovecot, user: str) -> int:
    with server.signed_in(user) as client:
        return client.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"]
