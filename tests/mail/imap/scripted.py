"""A mail server that says what Dovecot does not: other servers' refusals, and fewer abilities than it has."""

import base64
import contextlib
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

PLAIN = "IMAP4rev1 IDLE UIDPLUS MOVE"


@dataclass
class Scripted:
    """What it can do, and what it says to a command instead of OK. `heard`: every command, in capitals.

    `tokens`: what was signed in with, taken out of its base64.
    """

    capabilities: str = PLAIN
    answers: dict[str, str] = field(default_factory=dict[str, str])
    opened: str = "[READ-WRITE] Opened"
    heard: list[str] = field(default_factory=list[str])
    tokens: list[str] = field(default_factory=list[str])
    greeting: str = "* OK Hello"

    def converse(self, there: socket.socket) -> None:
        """Hold one conversation."""
        with there, there.makefile("rb") as lines, contextlib.suppress(OSError):
            there.sendall(f"{self.greeting}\r\n".encode())
            while line := lines.readline().decode():
                tag, _, rest = line.strip().partition(" ")
                words = rest.upper().removeprefix("UID ").split(" ")
                command = words[0]
                self.heard.append(command)
                if command == "IDLE":
                    there.sendall(b"+ idling\r\n")
                    if lines.readline().strip().upper() != b"DONE":
                        return
                if command == "AUTHENTICATE":
                    there.sendall(b"+ \r\n")
                    self.tokens.append(base64.b64decode(lines.readline()).decode())
                if command == "EXAMINE":
                    command = "SELECT"
                said = self.answers.get(command)
                there.sendall(self._data(command))
                there.sendall(f"{tag} {said or self._good(command)}\r\n".encode())
                if command == "LOGOUT":
                    return

    def _data(self, command: str) -> bytes:
        data = {
            "CAPABILITY": f"* CAPABILITY {self.capabilities}\r\n",
            "SELECT": "* 0 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [PERMANENTFLAGS (\\Deleted \\*)]\r\n",
            "SEARCH": "* SEARCH\r\n",
        }
        return b"" if command in self.answers else data.get(command, "").encode()

    def _good(self, command: str) -> str:
        return f"OK {self.opened}" if command == "SELECT" else "OK Done"


@contextmanager
def speaking(script: Scripted) -> Generator[int]:
    """Serve a script on a free port; gives the port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                there, _address = listening.accept()
            except OSError:
                return
            threading.Thread(target=script.converse, args=(there,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
