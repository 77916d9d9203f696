"""A way to the mail server that can be closed or frozen, as lines on the internet are."""

import contextlib
import socket
import threading

from tests.ports import free_port


class Way:
    """Forwards between a port of its own and the server's, until told otherwise."""

    def __init__(self, port: int) -> None:
        self.port, self._server = free_port(), port
        self._frozen: set[socket.socket] = set()
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def freeze(self) -> None:
        """Forward nothing more on what is open now, and tell nobody. New connections work."""
        self._frozen.update(self._open)

    def cut(self, *, server_only: bool = False) -> None:
        """Close what is open now; `server_only`: as a server does that goes."""
        for number, sock in enumerate(self._open):
            if not server_only or number % 2:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listening.close()
        self.cut()
        for sock in self._open:
            sock.close()

    def _accept(self) -> None:
        while True:
            try:
                here, _address = self._listening.accept()
                there = socket.create_connection(("127.0.0.1", self._server))
            except OSError:
                return
            self._open += [here, there]
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if one not in self._frozen:
                    other.sendall(data)
        for sock in (one, other):
            if one not in self._frozen:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
