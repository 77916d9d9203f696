"""The gate before public pages that are still to be made: who asks for more of them than people do is told to wait."""

from collections.abc import Mapping
from typing import Any

from core.context import Context
from core.html.assets import Send
from core.html.headers import secure
from core.html.origin import client_address, read_trusted
from core.html.pages import open_pages
from core.html.rate import Buckets

# Pages that are kept already cost nothing and are not counted, so that a whole office behind one address stays below.
_BURST, _PER_SECOND = 120.0, 2.0
_SLOW_DOWN, _WAIT = 429, b"30"  # seconds


class Gate:
    """How many pages one client may have made: 120 at once, then 120 a minute."""

    def __init__(self, context: Context, buckets: Buckets | None = None) -> None:
        """Take what the settings say of proxies, and make the page that asks for patience."""
        self._trusted = read_trusted(context.settings.trusted_proxies)
        self._buckets = Buckets(_BURST, _PER_SECOND) if buckets is None else buckets
        words = context.words
        title, message = words.say("page.slow-down"), words.say("page.slow-down-asking")
        page = open_pages(words).render("core/error.html", title=title, message=message, request="")
        self._page = page.encode()
        own = [
            (b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(self._page)).encode()),
            (b"retry-after", _WAIT),
        ]  # fmt: skip
        self._headers = secure(own, https=context.base_url.startswith("https://"))

    def admits(self, scope: Mapping[str, Any], asked: Mapping[bytes, bytes]) -> bool:
        """Tell whether one more page may be made for who asks this."""
        return self._buckets.take(client_address((scope.get("client") or ("", 0))[0], asked, self._trusted))

    async def refuse(self, send: Send, *, head: bool) -> None:
        """Ask for patience."""
        await send({"type": "http.response.start", "status": _SLOW_DOWN, "headers": self._headers})
        await send({"type": "http.response.body", "body": b"" if head else self._page})
