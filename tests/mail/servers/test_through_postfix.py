"""Through a real Postfix in front and a real Dovecot mailbox beside it: what a worker sends and gets."""

import re
from collections.abc import Generator

import httpx
import pytest

from tests.flows.program import wait_until
from tests.mail.imap.dovecots import new_user
from tests.mail.servers.letters_written import STORY, absence, address_of, envelope_of, reply, text_of, write
from tests.mail.servers.outage import Outage
from tests.mail.servers.postfixes import GONE, SIGNAAL, WORKERS, need_postfix
from tests.mail.servers.street import Street, open_street, signed_in

pytestmark = [pytest.mark.long, pytest.mark.proof, pytest.mark.xdist_group("mail-servers"), pytest.mark.timeout(600)]

DEMO = f"demo@{SIGNAAL}"
OVER_TLS = "zandhove"


@pytest.fixture(scope="module")
def street() -> Generator[Street]:
    need_postfix()
    with open_street(by_smtp=(OVER_TLS,), one_at_a_time=False, demo=True) as opened:
        opened.program.start()
        added = opened.program.call("municipality", "add", OVER_TLS, "--name", "Zandhove")
        assert added.returncode == 0, added.stderr
        yield opened


@pytest.fixture(scope="module")
def panel(street: Street) -> Generator[httpx.Client]:
    with signed_in(street.program) as browser:
        yield browser


@pytest.fixture
def worker() -> str:
    """A worker of whom nobody heard before, with a mailbox in Dovecot."""
    return new_user().replace("example.org", WORKERS)


def open_in_panel(panel: httpx.Client, number: int) -> str:
    listed = panel.get("/beheer?kanaal=mail").text
    row = re.search(rf'<td[^>]*class="nr">{number}</td>.*?href="(/beheer/signaal/[^"]+)"', listed, re.DOTALL)
    assert row, listed
    return panel.get(row[1]).text


def count_signals(street: Street) -> int:
    [(count,)] = street.program.ask("select count(*) from signal where channel = 'mail'")
    return int(count)


def test_a_worker_her_two_replies_and_her_absence(street: Street, panel: httpx.Client, worker: str) -> None:
    before = count_signals(street), len(street.outcomes())
    signed = f"Dag,\r\n\r\n{STORY} Bel gerust op 0471 23 45 67.\r\n\r\nMet vriendelijke groeten,\r\nLeen"
    street.send(write(signed, sender=worker, to=DEMO), DEMO, sender=worker)
    (first,) = street.mailbox(worker, 1)
    number = re.search(r"^\[Signaal (\d+)\] Bedankt", str(first["Subject"]))
    assert number, first["Subject"]
    said = text_of(first)
    assert "1 telefoonnummer" in said
    assert "0471" not in said
    assert [mark in said for mark in ("\n1. ", "\n2. ", "\n3. ", "\n4. ")] == [True, True, True, False]
    assert len(re.findall(r"https?://\S+", said)) == 1
    assert (first["Auto-Submitted"], envelope_of(first)[:2]) == ("auto-replied", "b+")

    answer = "1. Twaalf gezinnen, zeker 12\r\n2) al langer\r\n3: regels"
    street.send(reply(first, answer, sender=worker), address_of(first), sender=worker)
    second = street.mailbox(worker, 2)[1]
    assert str(second["Subject"]) == f"[Signaal {number[1]}] Bedankt voor je antwoord"
    free = "Ze zitten met te veel op een kamer en de kinderen slapen slecht."
    street.send(reply(second, free, sender=worker), address_of(second), sender=worker)
    third = street.mailbox(worker, 3)[2]

    # Her mailbox answers by itself, with and without saying so, to the envelope and to the thread.
    street.send(absence(third, sender=worker, marked=True), envelope_of(third), sender="")
    street.send(absence(third, sender=worker, marked=False), address_of(third), sender=worker)
    wait_until(lambda: len(street.outcomes()) == before[1] + 5, 90, "five mails to be taken")
    assert [outcome for outcome, _reason in street.outcomes()[before[1] :]] == [
        "signal", "answer", "answer", "aside", "aside",
    ]  # fmt: skip
    # One says so in its headers; the other only sounds like it, and a person may still say that it is none.
    assert {reason for _outcome, reason in street.outcomes()[-2:]} == {"mail-auto", "mail-doubtful"}
    assert len(street.mailbox(worker)) == 3
    assert count_signals(street) == before[0] + 1

    page = open_in_panel(panel, int(number[1]))
    for words in ("betaalbare huurwoning", "slapen slecht", "Al langer", ">E-mail<", "Weggelaten: handtekening"):
        assert words in page, words
    assert "0471" not in page
    assert "afwezig van 2" not in page


def test_a_sender_who_is_not_who_she_says_gets_nothing(street: Street, panel: httpx.Client, worker: str) -> None:
    forged = "Authentication-Results: mx.signaal.example; dmarc=pass header.from=elders.example.net\r\n"
    elsewhere = worker.replace(WORKERS, "elders.example.net")
    raw = write(f"{STORY} Dat zegt iemand van elders.", sender=elsewhere, to=DEMO, headers=forged)
    before = count_signals(street)
    street.send(raw, DEMO, sender=elsewhere)
    wait_until(lambda: count_signals(street) == before + 1, 90, "the signal")
    street.outcomes()
    held = "select state, reason from letter order by seq desc limit 1"
    assert street.program.ask(held) == [("failed", "unverified")]
    assert "Afzender niet bevestigd" in panel.get("/beheer?kanaal=mail").text
    assert f"to=<{elsewhere}>" not in street.postfix.log()


def test_by_smtp_a_mail_comes_over_tls_and_is_answered(street: Street, worker: str) -> None:
    to = f"{OVER_TLS}@{SIGNAAL}"
    street.send(write(STORY, sender=worker, to=to), to, sender=worker)
    (letter,) = street.mailbox(worker, 1)
    assert letter["From"].addresses[0].addr_spec == to
    assert "Verified TLS connection established to localhost" in street.postfix.log()


def test_one_mail_to_two_municipalities_is_one_signal_each(street: Street, worker: str) -> None:
    """Two of them over LMTP in one go, by a Postfix that was not told to send one at a time: that costs only time."""
    added = street.program.call("municipality", "add", "leliegem", "--name", "Leliegem")
    assert added.returncode == 0, added.stderr
    before = count_signals(street)
    to = (DEMO, f"leliegem@{SIGNAAL}", f"{OVER_TLS}@{SIGNAAL}")
    street.send(write(STORY, sender=worker, to=", ".join(to)), *to, sender=worker)
    wait_until(lambda: "452 4.5.3" in street.postfix.log(), 90, "the second address to be put off")
    street.postfix.flush()
    letters = street.mailbox(worker, 3)
    assert sorted(letter["From"].addresses[0].addr_spec for letter in letters) == sorted(to)
    street.outcomes()
    assert count_signals(street) == before + 3


def test_an_address_that_is_not_ours_comes_back_from_postfix(street: Street, worker: str) -> None:
    to = f"nergens@{SIGNAAL}"
    street.send(write(STORY, sender=worker, to=to), to, sender=worker)
    (returned,) = street.mailbox(worker, 1)
    assert returned.get_content_type() == "multipart/report"
    assert "550 5.1.1" in street.postfix.log_of("bounced")[-1]


def test_a_letter_that_comes_back_stops_letters_to_that_address(street: Street) -> None:
    street.send(write(STORY, sender=GONE, to=DEMO), DEMO, sender=GONE)
    came_back = "select count(*) from letter where state = 'failed' and reason = 'bounced'"
    wait_until(lambda: street.program.ask(came_back) == [(1,)], 90, "the letter to come back")
    assert street.program.ask("select count(*) from contact where paused = 'bounce'") == [(1,)]
    street.send(write(f"{STORY} En nog iets.", sender=GONE, to=DEMO), DEMO, sender=GONE)
    wait_until(lambda: street.outcomes()[-1][0] == "signal", 90, "the second signal")
    assert street.program.ask("select count(*) from letter where state in ('queued', 'sending')") == [(0,)]
    assert street.program.ask(came_back) == [(1,)]


def test_while_the_database_is_away_mail_waits_and_each_comes_once(street: Street, worker: str) -> None:
    street.send(write(STORY, sender=worker, to=DEMO), DEMO, sender=worker)  # after this the door knows its addresses
    assert len(street.mailbox(worker, 1)) == 1
    outage = Outage(street, DEMO)
    outage.hold_out(mails=8, seconds=0)
    print(outage.check())
