"""A stand-in for Telegram: the npm server that others wrote, behind a proxy of ours that records, repairs and fails."""

import asyncio
import http.client
import http.server
import json
import socket
import subprocess
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
TOKEN = "123456:AAH-token-of-the-stand-in-only"
_START = (
    "const T=require('telegram-test-api');const S=T.default||T;"
    "new S({port:+process.argv[1],host:'127.0.0.1',storeTimeout:3600}).start();"
)
# Methods that the stand-in lacks, and that answer true at Telegram.
_LACKING = {"setMyCommands", "leaveChat"}
_TRUE = {"setWebhook", "deleteWebhook", "answerCallbackQuery", "deleteMessage", "editMessageText",
         "editMessageReplyMarkup"}  # fmt: skip


@dataclass(frozen=True)
class Called:
    """A call that the bot made and that the stand-in took."""

    method: str
    values: dict[str, Any]
    result: Any
    at: float

    @property
    def message(self) -> int:
        """The number of the message that was sent or edited."""
        return int(self.values.get("message_id") or self.result["message_id"])

    @property
    def buttons(self) -> dict[str, str]:
        """The data of each button by its label."""
        rows = self.values.get("reply_markup", {}).get("inline_keyboard", [])
        return {button["text"]: button["callback_data"] for row in rows for button in row}


@dataclass
class Fault:
    """What goes wrong with the next calls of a method: a status, or a connection that is dropped."""

    method: str
    status: int = 0
    retry_after: int = 0
    drop: str = ""  # "before" or "after" the stand-in took the call
    count: int = 1


@dataclass
class Telegram:
    """The stand-in as tests see it."""

    port: int
    proxy: "_Proxy"
    process: "subprocess.Popen[bytes]"
    calls: list[Called] = field(default_factory=list[Called])
    tried: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])
    faults: list[Fault] = field(default_factory=list[Fault])
    hook: str = ""
    secret: str = ""
    hooked: list[tuple[bytes, int]] = field(default_factory=list[tuple[bytes, int]])
    updates: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    held_back: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    shuffle: Callable[[list[dict[str, Any]]], list[dict[str, Any]]] | None = None

    @property
    def url(self) -> str:
        """The address that stands for api.telegram.org."""
        return f"http://127.0.0.1:{self.proxy.server_port}"

    def post(self, path: str, value: Any) -> Any:
        """Post to the stand-in itself, as the app of a person."""
        return json.loads(_ask("POST", f"http://127.0.0.1:{self.port}{path}", json.dumps(value).encode())[1] or b"{}")

    def post_hook(self, update: Any, secret: str | None = None) -> int:
        """Post an update to the bot's webhook; gives the status."""
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        headers = {"Content-Type": "application/json"}
        token = self.secret if secret is None else secret
        if token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = token
        return _ask("POST", self.hook, body, headers)[0]

    def number_of(self, text: str) -> int:
        """The number of the message with this text, as the bot saw it."""
        seen = [*self.updates, *(json.loads(body) for body, _status in self.hooked)]
        messages = [update["message"] for update in seen if "message" in update]
        return next(int(message["message_id"]) for message in messages if message.get("text") == text)

    async def until(self, method: str, times: int = 1, within: float = 90.0) -> Called:
        """Wait until a method was called so many times; gives the last of these calls."""
        latest = time.monotonic() + within
        while time.monotonic() < latest:
            made = [call for call in self.calls if call.method == method]
            if len(made) >= times:
                return made[times - 1]
            await asyncio.sleep(0.01)
        raise AssertionError(f"{method} was not called {times} times: {[call.method for call in self.calls]}")

    def stop(self) -> None:
        """Stop the proxy and the stand-in."""
        self.proxy.shutdown()
        self.proxy.server_close()
        self.process.terminate()
        self.process.wait(60)

    def sent_to(self, chat: int) -> list[Called]:
        """The messages that a chat got, in order."""
        return [call for call in self.calls if call.method == "sendMessage" and int(call.values["chat_id"]) == chat]


def start_telegram() -> Telegram:
    """Start the stand-in and its proxy; raises RuntimeError that says what is missing."""
    if not (ROOT / "node_modules/telegram-test-api").is_dir():
        raise RuntimeError("node_modules/telegram-test-api is missing: run `npm ci --ignore-scripts` first")
    port = free_port()
    process = subprocess.Popen(["node", "-e", _START, str(port)], cwd=ROOT, stdout=-3, stderr=-3)
    latest = time.monotonic() + 60
    while time.monotonic() < latest:
        try:
            _ask("GET", f"http://127.0.0.1:{port}/", None)
            break
        except OSError:
            time.sleep(0.05)
    else:
        process.kill()
        raise RuntimeError("the stand-in for Telegram did not start")
    proxy = _Proxy(("127.0.0.1", 0), _Handler)
    telegram = Telegram(port, proxy, process)
    proxy.telegram = telegram
    threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return telegram


class Person:
    """Someone with the app: types, taps, and sees what the bot says."""

    def __init__(self, telegram: Telegram, chat: int) -> None:
        self.telegram, self.chat, self._seen = telegram, chat, 0

    def common(self) -> dict[str, Any]:
        """What every update of this person holds; her name is in it, as Telegram sends it."""
        named = {"id": self.chat, "first_name": "Wilhelmina", "last_name": "Vandenabeele", "username": "wvandenabeele"}
        return {
            "botToken": TOKEN,
            "date": int(time.time()),
            "from": {**named, "is_bot": False, "language_code": "nl"},
            "chat": {**named, "type": "private"},
        }

    async def send(self, **message: Any) -> None:
        """Send a message of any kind."""
        await asyncio.to_thread(self.telegram.post, "/sendMessage", {**self.common(), **message})

    async def type(self, text: str) -> str:
        """Type a text and give the bot's answer."""
        await self.send(text=text)
        return await self.hear()

    async def tap(self, label: str) -> str:
        """Tap the newest button with this label and give the bot's answer."""
        self.tap_quietly(label)
        return await self.hear()

    def tap_quietly(self, label: str) -> None:
        """Tap the newest button with this label."""
        for call in reversed(self.telegram.calls):
            of_chat = call.method != "setMyCommands" and int(call.values.get("chat_id", 0)) == self.chat
            if of_chat and label in call.buttons:
                self.tap_data(call.buttons[label], call.message, self._shown(call.message))
                return
        raise AssertionError(f"no button {label!r} among {[c.buttons for c in self.telegram.calls]}")

    def _shown(self, number: int) -> str:
        said = [call for call in self.telegram.calls if call.method in {"sendMessage", "editMessageText"}]
        return next(str(call.values["text"]) for call in reversed(said) if call.message == number)

    def tap_data(self, data: str, number: int, shown: str = "") -> None:
        """Tap a button that carries this."""
        common = self.common()
        message = {"message_id": number, "date": common["date"], "chat": common["chat"], "text": shown}
        self.telegram.post("/sendCallback", {**common, "message": message, "data": data})

    async def hear(self, within: float = 90.0) -> str:
        """Wait for the next message to this chat."""
        latest = time.monotonic() + within
        while time.monotonic() < latest:
            sent = self.telegram.sent_to(self.chat)
            if len(sent) > self._seen:
                self._seen += 1
                return str(sent[self._seen - 1].values["text"])
            await asyncio.sleep(0.01)
        raise AssertionError(f"nothing was said to {self.chat} within {within} s")

    def heard(self) -> list[str]:
        """Every message so far."""
        return [str(call.values["text"]) for call in self.telegram.sent_to(self.chat)]

    async def hears_nothing(self, during: float = 1.0) -> None:
        """Check that no message comes."""
        await asyncio.sleep(during)
        assert self.heard()[self._seen :] == []


def _ask(method: str, url: str, body: bytes | None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    target = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
    try:
        path = target.path + (f"?{target.query}" if target.query else "")
        connection.request(method, path, body, headers or {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class _Proxy(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    telegram: Telegram

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a bot that stops drops its connections."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without this, a small answer waits for the acknowledgement of its own headers.
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 # the base class names it so
        """Say nothing."""

    def do_POST(self) -> None:
        telegram = cast("_Proxy", self.server).telegram
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/hook":
            # The stand-in's process ends when its hook answers anything but 200.
            telegram.hooked.append((body, _deliver(telegram, body)))
            self._reply(200, {})
            return
        method = self.path.rsplit("/", 1)[-1]
        values = _values(body, self.headers.get("Content-Type", ""))
        telegram.tried.append((method, time.monotonic()))
        fault = next((f for f in telegram.faults if f.method == method and f.count > 0), None)
        if fault:
            fault.count -= 1
        if fault and fault.status:
            parameters = {"parameters": {"retry_after": fault.retry_after}} if fault.retry_after else {}
            self._reply(fault.status, {"ok": False, "description": "a fault", **parameters})
            return
        if fault and fault.drop == "before":
            self._drop()
            return
        if method == "setWebhook":
            telegram.hook, telegram.secret = values["url"], values.get("secret_token", "")
            values = {**values, "url": f"{telegram.url}/hook"}
        status, answer = self._forward(telegram, method, values)
        telegram.calls.append(Called(method, values, answer.get("result"), time.monotonic()))
        if fault and fault.drop == "after":
            self._drop()
            return
        self._reply(status, answer)

    def _forward(self, telegram: Telegram, method: str, values: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if method in _LACKING:
            return 200, {"ok": True, "result": True}
        url = f"http://127.0.0.1:{telegram.port}{self.path}"
        if method == "getUpdates":
            return 200, {"ok": True, "result": _updates(telegram, url, values)}
        status, raw = _ask("POST", url, json.dumps(values).encode())
        answer: dict[str, Any] = json.loads(raw)
        if not answer.get("ok"):
            code = int(answer.get("error_code", status))
            return code, {"ok": False, "description": answer.get("description", "Bad Request")}
        return status, answer | ({"result": True} if method in _TRUE else {})

    def _reply(self, status: int, value: Any) -> None:
        raw = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


def _deliver(telegram: Telegram, update: bytes) -> int:
    """Post an update as Telegram does, which tries again when the bot could not take it; gives the last status."""
    latest = time.monotonic() + 30
    while (status := telegram.post_hook(update)) >= 500 and time.monotonic() < latest:  # a status
        time.sleep(0.2)
    return status


def _updates(telegram: Telegram, url: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Give updates as Telegram does: again until the offset passes them, and waiting a while when there are none."""
    offset = int(values.get("offset") or 0)
    telegram.held_back = [update for update in telegram.held_back if update["update_id"] >= offset]
    latest = time.monotonic() + min(float(values.get("timeout") or 0), 1.0)
    while True:
        fresh = json.loads(_ask("POST", url, b"{}")[1])["result"]
        telegram.updates += fresh
        telegram.held_back += fresh
        if telegram.held_back or time.monotonic() > latest:
            return telegram.shuffle(telegram.held_back) if telegram.shuffle else telegram.held_back
        time.sleep(0.01)


def _values(body: bytes, kind: str) -> dict[str, Any]:
    if kind.startswith("application/json"):
        return json.loads(body or b"{}")
    read = {name: values[0] for name, values in urllib.parse.parse_qs(body.decode()).items()}
    return {name: json.loads(value) if value[:1] in {"{", "["} else value for name, value in read.items()}
