"""Lane: a connection to a relay on which whole letters follow each other, with as few trips as the relay lets us.

aiosmtplib makes the connection: its greeting, TLS and password. Then letters go over its transport: the envelope in one
trip where the server offers PIPELINING (RFC 2920), where aiosmtplib waits for the answer to each command.
"""

import asyncio
import re
from dataclasses import dataclass
from typing import cast

import aiosmtplib

_PATIENCE = 30.0  # seconds for each answer
_LONGEST_ANSWER = 65_536
_REPLY = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?")
_BARE = re.compile(rb"\r\n|\r|\n")
_PLAIN = re.compile(r"[ -;=?-~]{1,512}")
_CLOSING, _GO_ON = 421, 354


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered to a command: its code and its words, in one line."""

    code: int
    said: str

    @property
    def good(self) -> bool:
        """Whether it did as it was asked, or wants the rest."""
        return self.code < 400  # noqa: PLR2004 # the first digit of a reply code says so


class Refused(Exception):
    """The server refuses a letter. `at_recipient`: it said so to the recipient; `closing`: it is going away."""

    def __init__(self, answer: Answer, *, at_recipient: bool = False) -> None:
        """Take what it answered."""
        super().__init__(str(answer.code))
        self.answer, self.at_recipient = answer, at_recipient
        self.closing = answer.code == _CLOSING


class Lost(ConnectionError):
    """The connection is gone, or cannot be used any more."""


class Lane(asyncio.Protocol):
    """Sends letters over a connection, one after another."""

    def __init__(self, client: aiosmtplib.SMTP) -> None:
        """Take over the connection of a client that has said its greeting."""
        transport = client.transport
        if transport is None or transport.is_closing():
            raise Lost
        self._transport = cast("asyncio.Transport", transport)
        self._together = client.supports_extension("pipelining")
        self._size = client.supports_extension("size")
        self._heard, self._words = bytearray(), list[str]()
        self._answers: list[Answer] = []
        self._wanted = 0
        self._waiter: asyncio.Future[None] | None = None
        self._lost = self._begun = False
        self._transport.set_protocol(self)

    @property
    def open(self) -> bool:
        """Whether letters can go over it, as far as is known."""
        return not (self._lost or self._transport.is_closing())

    async def send(self, sender: str, recipient: str, content: bytes) -> str:
        """Send one letter, and give what the server said when it took it. Raises Refused, Lost or TimeoutError.

        `content` has lines that end with CRLF; it is 7 bits on every way. After Lost or TimeoutError, or when it is cut
        off half-way, the lane can only be closed.
        """
        if not (_PLAIN.fullmatch(sender) and _PLAIN.fullmatch(recipient)):
            raise Refused(Answer(553, "no address for an envelope"), at_recipient=True)
        size = f" SIZE={len(content)}" if self._size else ""
        commands = [f"MAIL FROM:<{sender}>{size}", f"RCPT TO:<{recipient}>", "DATA"]
        mail, to, data = await self._envelope(commands)
        if data.code == _GO_ON and not (mail.good and to.good):
            # It wants a letter for nobody: it gets none, and says that it takes none (RFC 2920, 3.1).
            await self._ask(b".\r\n")
        for answer in (mail, to, data):
            if not answer.good:
                raise Refused(answer, at_recipient=answer is to)
        if data.code != _GO_ON:
            raise Lost
        (taken,) = await self._ask(_wrap(content))
        self._begun = False
        if not taken.good:
            raise Refused(taken)
        return f"{taken.code} {taken.said}".strip()

    async def quit(self, patience: float) -> None:
        """Say goodbye if the server still listens, and close."""
        try:
            if self.open:
                await self._ask(b"QUIT\r\n", patience=patience)
        except (Lost, TimeoutError):
            pass
        finally:
            self.close()

    def close(self) -> None:
        """Close without a word."""
        self._transport.close()

    async def _envelope(self, commands: list[str]) -> list[Answer]:
        """Say who it is from and for, after dropping an envelope that was begun and came to nothing."""
        again = ["RSET"] if self._begun else []
        self._begun = True
        if self._together:
            answers = await self._ask("".join(f"{one}\r\n" for one in [*again, *commands]).encode(), len(again) + 3)
        else:
            answers: list[Answer] = []
            for one in [*again, *commands]:
                answers += await self._ask(f"{one}\r\n".encode())
                if not answers[-1].good:
                    answers += [answers[-1]] * (len(again) + 3 - len(answers))
                    break
        return answers[-3:]

    async def _ask(self, said: bytes, answers: int = 1, patience: float = _PATIENCE) -> list[Answer]:
        """Say something, and wait for so many answers."""
        if not self.open:
            raise Lost
        self._transport.write(said)
        self._wanted = answers
        if len(self._answers) < answers:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(patience):
                    await self._waiter
            finally:
                self._waiter = None
        self._wanted = 0
        found, self._answers = self._answers[:answers], []
        if len(found) < answers:
            if found and found[-1].code == _CLOSING:
                return found + [found[-1]] * (answers - len(found))
            raise Lost
        return found

    def data_received(self, data: bytes) -> None:
        """Take what the server says, line by line."""
        self._heard += data
        *lines, rest = bytes(self._heard).split(b"\n")
        self._heard = bytearray(rest)
        for line in lines:
            reply = _REPLY.fullmatch(line.rstrip(b"\r"))
            if reply is None:
                self._give_up()
                return
            self._words.append((reply[3] or b"").decode("utf-8", "replace").strip())
            if reply[2] != b"-":
                self._answers.append(Answer(int(reply[1]), " ".join(self._words)))
                self._words = []
        if len(self._heard) + sum(map(len, self._words)) > _LONGEST_ANSWER:
            self._give_up()
        elif len(self._answers) > self._wanted:
            self._give_up()  # nobody asked: it says that it closes, or it is not known what answers what
        elif len(self._answers) == self._wanted:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits that nothing comes any more."""
        del exc
        self._lost = True
        self._wake()

    def _give_up(self) -> None:
        self._lost = True
        self._transport.close()
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _wrap(content: bytes) -> bytes:
    """Give a letter as it goes over the line: with the dots that it needs, and the one that ends it."""
    ends = content.count(b"\r\n")
    if content.count(b"\n") != ends or content.count(b"\r") != ends:
        content = _BARE.sub(b"\r\n", content)
    end = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
    dotted = content.replace(b"\r\n.", b"\r\n..")
    return (b"." if dotted.startswith(b".") else b"") + dotted + end
