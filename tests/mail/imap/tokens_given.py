"""A server that gives tokens and tells a mail server whether they are good, as Microsoft and Google do."""

import json
import secrets
import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl


@dataclass
class TokenServer:
    """What it gives: to whom, for how long, or which refusal. `asked` holds the forms it got at /token."""

    user: str = ""
    lives: float = 3600.0
    said_lives: float | None = None
    refuses: dict[str, str] = field(default_factory=dict[str, str])
    tokens: dict[str, float] = field(default_factory=dict[str, float])
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    url: str = ""

    def start(self, certificate: tuple[Path, Path] | None = None) -> ThreadingHTTPServer:
        """Start; `certificate`: speak TLS."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        if certificate:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(*certificate)
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if path.endswith("/.well-known/openid-configuration"):
            base = f"{self.url}/tenant"
            return 200, {
                "issuer": f"{base}/v2.0",
                "token_endpoint": f"{base}/token",
                "authorization_endpoint": f"{base}/authorize",
            }
        if path == "/introspect":
            good = self.tokens.get(form.get("token", ""), 0) > time.monotonic()
            return 200, {"active": True, "username": self.user} if good else {"active": False}
        self.asked.append(form)
        if self.refuses:
            return 400, dict(self.refuses)
        token = secrets.token_urlsafe(24)
        self.tokens[token] = time.monotonic() + self.lives
        return 200, {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(self.lives if self.said_lives is None else self.said_lives),
        }


def _handler(tokens: TokenServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self._say(*tokens.answer(self.path, dict(parse_qsl(self.rfile.read(length).decode()))))

        def do_GET(self) -> None:
            self._say(*tokens.answer(self.path, {}))

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 # http.server's name
            pass

        def _say(self, status: int, about: dict[str, Any]) -> None:
            body = json.dumps(about).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
