"""What hostile and broken peers do to the door: nothing is smuggled in, nothing grows, and others are served."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable

import pytest

from core.context import Context
from core.municipalities import Place
from mail.door_visits import Limits
from tests.mail.door.talking import MAIL, TO, Peer, Running, running, taken

SECOND = b"MAIL FROM:<evil@example.org>\r\nRCPT TO:<%s>\r\nDATA\r\nSubject: smuggled\r\n\r\nwords\r\n" % TO.encode()
QUICK = Limits(idle=0.6, relay_idle=0.6)
_PATIENCE = 60.0  # seconds, less than the usual limits


def until_cut(say: Callable[[], object]) -> None:
    """Say something again and again until the line is cut; the usual limits would let it go on for minutes."""
    latest = time.monotonic() + _PATIENCE
    with contextlib.suppress(ConnectionError):
        while True:
            say()
            assert time.monotonic() < latest, "nobody cut it"


def until_said(peer: Peer, content: bytes, words: bytes) -> None:
    """Send a mail until the door says this of it: what it takes in and lets go of shows a moment later."""
    latest = time.monotonic() + _PATIENCE
    while (said := peer.send(content))[: len(words)] != words:
        assert time.monotonic() < latest, said


def let_in(door: Running) -> Peer:
    """Connect until there is room: who left is counted out a moment later."""
    latest = time.monotonic() + _PATIENCE
    while True:
        peer = Peer(door.ports["smtp"])
        said = peer.reply()
        if said[:3] == b"220":
            peer.ask(b"EHLO mx.example.org")
            return peer
        peer.close()
        assert time.monotonic() < latest, said


def last_words(peer: Peer) -> bytes:
    """Read what the door says until the line ends; the last reply."""
    last = b""
    while reply := peer.reply():
        last = reply
    return last


@pytest.mark.parametrize(
    "end",
    [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n", b"\r\n.\r", b"\r.\r\n", b"\r\n.\x00\r\n", b"\n.\r", b"\r\n\x00.\r\n"],
)
def test_no_other_line_end_ends_a_mail(context: Context, place: Place, end: bytes) -> None:
    with running(context) as door, door.peer() as peer:
        peer.begin()
        peer.say(MAIL + b"line" + end + SECOND + b".\r\n")
        assert peer.reply() == b"250 2.0.0 Taken"
        assert peer.ask(b"NOOP")[:3] == b"250"
    [(head, raw, _repeats)] = taken(context)
    assert head["from"] == "an.peeters@example.org"
    assert raw == MAIL + b"line" + end.replace(b"\r\n.", b"\r\n") + SECOND


def test_a_mail_without_line_ends_is_cut_off_over_the_limit(context: Context, place: Place) -> None:
    with running(context, mail_max_bytes=1_000_000) as door:
        with door.peer() as peer:
            peer.begin()
            sent = 0

            def say() -> None:
                nonlocal sent
                peer.say(b"x" * 65_536)
                sent += 65_536

            until_cut(say)
            assert sent < 30_000_000  # what the kernel holds for both ends
        with door.peer() as peer:
            assert peer.send() == b"250 2.0.0 Taken"
    assert [raw for _head, raw, _repeats in taken(context)] == [MAIL]


def test_a_mail_that_is_just_too_large_is_refused_and_the_next_one_taken(context: Context, place: Place) -> None:
    with running(context, mail_max_bytes=1_000_000) as door, door.peer() as peer:
        for line in (b"x" * 70 + b"\r\n", b"x"):
            filler = line * (1_000_001 // len(line))
            assert peer.send(MAIL + filler + b"\r\n") == b"552 5.3.4 The mail is too large"
        assert peer.send(MAIL + b"x" * (1_000_000 - len(MAIL) - 2) + b"\r\n") == b"250 2.0.0 Taken"
    assert [len(raw) for _head, raw, _repeats in taken(context)] == [1_000_000]


def test_a_large_mail_to_many_is_refused(context: Context, place: Place) -> None:
    with running(context, mail_max_bytes=1_000_000) as door, door.peer() as peer:
        peer.ask(b"MAIL FROM:<>")
        for number in range(10):
            peer.ask(b"RCPT TO:<lommerbeek+%d@signaal.localhost>" % number)
        peer.ask(b"DATA")
        assert peer.ask(MAIL + b"x" * 900_000 + b"\r\n.")[:9] == b"552 5.3.4"
    assert taken(context) == []


def test_unfinished_mails_hold_no_more_memory_than_all_may(context: Context, place: Place) -> None:
    with running(context, limits=Limits(held=300_000)) as door, door.peer() as one, door.peer() as other:
        one.begin()
        one.say(b"x" * 280_000)
        until_said(other, MAIL + b"x" * 200_000 + b"\r\n", b"452 4.3.1")
        assert other.send() == b"250 2.0.0 Taken"
        one.close()
        until_said(other, MAIL + b"x" * 200_000 + b"\r\n", b"250 2.0.0 Taken")


def test_a_disk_that_is_nearly_full_puts_mail_off(context: Context, place: Place) -> None:
    with running(context, limits=Limits(least_free=1 << 62)) as door, door.peer() as peer:
        assert peer.ask(b"MAIL FROM:<>") == b"452 4.3.1 Not enough room right now, try again later"


@pytest.mark.parametrize("command", [b"NOOP", b"RSET", b"", b"VRFY x", b"HELO x", b"MAIL FROM:", b"\xff", b"x" * 2000])
def test_a_flood_of_commands_ends(context: Context, place: Place, command: bytes) -> None:
    with running(context) as door, door.peer() as peer:
        replies = 0
        while reply := peer.ask(command):
            replies += 1
            if reply[:3] == b"421":
                break
        assert reply == b"421 4.7.0 Too many commands"
        assert replies < 205
        assert peer.reply() == b""


def test_a_flood_of_unknown_addresses_or_commands_ends(context: Context, place: Place) -> None:
    with running(context) as door:
        with door.peer() as peer:
            peer.ask(b"MAIL FROM:<>")
            peer.say(b"".join(b"RCPT TO:<nobody%d@signaal.localhost>\r\n" % number for number in range(400)))
            assert last_words(peer) == b"421 4.7.0 Too many commands"
        with door.peer() as peer:
            peer.say(b"".join(b"NONSENSE%d\r\n" % number for number in range(400)))
            assert last_words(peer)[:9] == b"502 5.5.1"


def test_mails_one_after_another_are_no_flood(context: Context, place: Place) -> None:
    with running(context) as door, door.peer() as peer:
        for number in range(80):
            assert peer.send(MAIL.replace(b"1@ex", b"%d@ex" % number)) == b"250 2.0.0 Taken"


def test_a_silent_peer_is_told_and_cut(context: Context, place: Place) -> None:
    with running(context, limits=QUICK) as door, door.peer() as peer:
        assert last_words(peer) == b"421 4.4.2 Waited too long"


def test_a_command_without_an_end_is_cut(context: Context, place: Place) -> None:
    with running(context, limits=QUICK) as door, door.peer() as peer:
        until_cut(lambda: (peer.say(b"x" * 10_000), time.sleep(0.01)))


def test_a_dripping_mail_is_cut_and_one_that_flows_is_not(context: Context, place: Place) -> None:
    with running(context, limits=Limits(relay_idle=3.0, step=20_000)) as door:
        with door.peer() as peer:
            peer.begin()
            until_cut(lambda: (peer.say(b"x"), time.sleep(0.05)))
        with door.peer() as peer:
            peer.begin()
            peer.say(MAIL)
            for _turn in range(40):  # longer than one step may take
                peer.say(b"x" * 40_000 + b"\r\n")
                time.sleep(0.1)
            assert peer.ask(b".") == b"250 2.0.0 Taken"


def test_no_conversation_lasts_for_ever(context: Context, place: Place) -> None:
    with running(context, limits=Limits(session=1.0)) as door, door.peer() as peer:
        heard: list[bytes] = []
        until_cut(lambda: _ask_slowly(peer, heard))
        assert b"421 4.4.2 This has taken too long" in heard


def _ask_slowly(peer: Peer, heard: list[bytes]) -> None:
    peer.say(b"NOOP\r\n")
    heard.append(peer.reply())
    time.sleep(0.1)


def test_a_peer_that_does_not_listen_is_cut(context: Context, place: Place) -> None:
    with running(context, limits=QUICK) as door, door.peer() as peer:
        until_cut(lambda: peer.say(b"NOOP\r\n" * 1000))


def test_one_address_has_only_so_many_conversations(context: Context, place: Place) -> None:
    with running(context, limits=Limits(each=3), mail_relays="") as door:
        inside = [door.peer() for _turn in range(3)]
        with Peer(door.ports["smtp"]) as outside:
            assert outside.reply() == b"421 4.7.0 Too many connections, try again later"
            assert outside.reply() == b""
        inside[0].close()
        with let_in(door) as again:
            assert again.send() == b"250 2.0.0 Taken"
        for peer in inside[1:]:
            peer.close()


def test_all_strangers_together_leave_room_for_our_own_mail_server(context: Context, place: Place) -> None:
    limits = Limits(each=9, everyone=2, relay=2)
    with running(context, limits=limits, mail_relays="127.0.0.2") as door:
        strangers = [door.peer() for _turn in range(2)]
        with Peer(door.ports["smtp"]) as outside:
            assert outside.reply()[:3] == b"421"
        ours = [socket.create_connection(("127.0.0.1", door.ports["smtp"]), 10, ("127.0.0.2", 0)) for _turn in range(3)]
        assert [relay.recv(3) for relay in ours] == [b"220", b"220", b"421"]
        for end in (*strangers, *ours):
            end.close()


def test_a_crowd_of_idle_connections_does_not_keep_others_out(context: Context, place: Place) -> None:
    with running(context, limits=Limits(relay=30)) as door:
        crowd = [socket.create_connection(("127.0.0.1", door.ports["smtp"]), 10) for _turn in range(300)]
        said = [one.recv(3) for one in crowd]
        assert said.count(b"220") == 30
        assert said.count(b"421") == 270
        for one in crowd:
            one.close()
        with let_in(door) as peer:
            assert peer.send() == b"250 2.0.0 Taken"


@pytest.mark.parametrize("half", [b"", MAIL, MAIL + b".\r"])
def test_a_mail_that_breaks_off_is_no_mail(context: Context, place: Place, half: bytes) -> None:
    with running(context, limits=Limits(relay=1)) as door:
        with door.peer() as peer:
            peer.begin()
            peer.say(half)
            peer.socket.shutdown(socket.SHUT_WR)
            assert peer.reply() == b""
        with let_in(door) as peer:  # the one place is free again
            assert peer.ask(b"NOOP")[:3] == b"250"
    assert taken(context) == []


def test_stopping_ends_the_idle_and_the_stuck(context: Context, place: Place) -> None:
    """Within `leave`, which is short enough for who stops the program to wait for."""
    assert Limits().leave <= 3
    with contextlib.ExitStack() as peers:
        with running(context, limits=Limits(leave=4.0)) as door:
            idle, stuck, sending = (peers.enter_context(door.peer()) for _turn in range(3))
            stuck.begin()
            sending.begin()
            sending.say(MAIL)
            threading.Timer(0.4, sending.say, (b".\r\n",)).start()
        assert last_words(idle) == b"421 4.3.2 Closing, try again later"
        assert last_words(stuck) in {b"421 4.3.2 Closing, try again later", b""}
        assert sending.reply() == b"250 2.0.0 Taken"
    assert len(taken(context)) == 1


def test_an_address_that_is_taken_is_named(context: Context, place: Place) -> None:
    from core.errors import SettingsError

    def again(door: Running) -> None:
        with running(context, smtp_listen=f"127.0.0.1:{door.ports['smtp']}"):
            pass

    with running(context) as door, pytest.raises(SettingsError, match="SIGNAAL_SMTP_LISTEN: cannot listen on 127"):
        again(door)
