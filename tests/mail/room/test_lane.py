"""The lane to a relay: what it says in one trip, with and without PIPELINING, and what it makes of strange answers."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiosmtplib
import pytest

from mail.lane import Lane, Lost, Refused

LETTER = b"Subject: x\r\n\r\n.een\r\ntwee\nslot"


class Server:
    """Answers what a test tells it to; `heard` is what came before each of its answers."""

    def __init__(self, *answers: str, extensions: str = "250-PIPELINING\r\n") -> None:
        self.answers = [answer.replace("|", "\r\n") for answer in answers]
        self.extensions = extensions
        self.heard: list[bytes] = []
        self.done = asyncio.Event()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hier\r\n")
        await reader.readline()
        writer.write(f"250-hier\r\n{self.extensions}250 SIZE\r\n".encode())
        for answer in self.answers:
            self.heard.append(await reader.read(10_000))
            writer.write(answer.encode() + b"\r\n")
        if not self.answers:
            await reader.read()
        writer.close()
        await writer.wait_closed()
        self.done.set()


@asynccontextmanager
async def lane_to(server: Server) -> AsyncGenerator[Lane]:
    serving = await asyncio.start_server(server.talk, "127.0.0.1", 0)
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=serving.sockets[0].getsockname()[1], start_tls=False)
    await client.connect()
    await client.ehlo()
    lane = Lane(client)
    try:
        yield lane
    finally:
        lane.close()
        await server.done.wait()
        serving.close()
        await serving.wait_closed()
        await asyncio.sleep(0)  # a transport that was closed closes its socket then


async def test_an_envelope_is_one_trip_and_a_letter_another() -> None:
    server = Server("250 a|250-b|250 c|354 d", "250 2.0.0 Ok: queued as 4X", "250 a|250 b|354 c", "250 e")
    async with lane_to(server) as lane:
        assert await lane.send("a@b.example", "c@d.example", LETTER) == "250 2.0.0 Ok: queued as 4X"
        assert await lane.send("a@b.example", "c@d.example", LETTER) == "250 e"
    assert server.heard[0] == b"MAIL FROM:<a@b.example> SIZE=29\r\nRCPT TO:<c@d.example>\r\nDATA\r\n"
    assert server.heard[1] == b"Subject: x\r\n\r\n..een\r\ntwee\r\nslot\r\n.\r\n"


async def test_without_pipelining_each_command_waits_for_its_answer() -> None:
    server = Server("250 a", "550 5.1.1 weg", "250 rset", "250 a", "250 b", "354 c", "250 d", extensions="")
    async with lane_to(server) as lane:
        with pytest.raises(Refused, match="550") as refused:
            await lane.send("a@b.example", "c@d.example", LETTER)
        assert refused.value.at_recipient
        assert await lane.send("a@b.example", "e@d.example", LETTER) == "250 d"
    assert [line.split(b" ")[0].strip() for line in server.heard[:3]] == [b"MAIL", b"RCPT", b"RSET"]


async def test_a_refusal_in_one_trip_is_whose_it_is_and_the_next_letter_begins_anew() -> None:
    server = Server("250 a|550 5.1.1 weg|554 5.5.1 niemand", "250 r|250 a|250 b|354 c", "250 d")
    async with lane_to(server) as lane:
        with pytest.raises(Refused) as refused:
            await lane.send("a@b.example", "c@d.example", LETTER)
        assert (refused.value.answer.said, refused.value.at_recipient) == ("5.1.1 weg", True)
        await lane.send("a@b.example", "e@d.example", LETTER)
    assert server.heard[1].startswith(b"RSET\r\nMAIL FROM:")


async def test_a_server_that_wants_a_letter_for_nobody_gets_none() -> None:
    server = Server("250 a|450 4.2.0 nu niet|354 toch", "554 5.5.1 niemand", "250 r|250 a|250 b|354 c", "250 d")
    async with lane_to(server) as lane:
        with pytest.raises(Refused, match="450"):
            await lane.send("a@b.example", "c@d.example", LETTER)
        await lane.send("a@b.example", "e@d.example", LETTER)
    assert server.heard[1] == b".\r\n"


@pytest.mark.parametrize(
    "answers", [("421 4.3.2 dicht",), ("250 a|421 4.3.2 dicht",), ("250 a|250 b|354 c", "421 dicht")]
)
async def test_a_server_that_closes_says_so_for_all(answers: tuple[str, ...]) -> None:
    async with lane_to(Server(*answers)) as lane:
        with pytest.raises(Refused) as refused:
            await lane.send("a@b.example", "c@d.example", LETTER)
        assert refused.value.closing


@pytest.mark.parametrize("answers", [("250 a",), ("250 a|250 b|250 c",), ("wat?",), ("250 a|250 b|354 c", "25")])
async def test_what_is_no_answer_loses_the_connection(answers: tuple[str, ...]) -> None:
    async with lane_to(Server(*answers)) as lane:
        with pytest.raises(Lost):
            await lane.send("a@b.example", "c@d.example", LETTER)


async def test_what_nobody_asked_for_is_no_answer_to_the_next_letter() -> None:
    """The letter was taken: it must not be sent again over the connection that is made anew."""
    async with lane_to(Server("250 a|250 b|354 c", "250 d|421 4.4.2 te lang stil")) as lane:
        assert await lane.send("a@b.example", "c@d.example", LETTER) == "250 d"
        assert not lane.open
        with pytest.raises(Lost):
            await lane.send("a@b.example", "c@d.example", LETTER)


async def test_no_address_writes_a_command() -> None:
    async with lane_to(Server()) as lane:
        with pytest.raises(Refused, match="553"):
            await lane.send("a@b.example", "c@d.example>\r\nRCPT TO:<e@f.example", LETTER)
