"""People at the web form: each holds a whole dialogue, by page or on one page, and resends what went unanswered."""

import itertools
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urljoin

from tests.flows.crowd import Crowd, spell
from tests.flows.forms import Form, Page
from tests.flows.retrying import send

STORY = "Ouders vinden geen plaats in de opvang en blijven dan thuis van hun opleiding."
# What is answered, by question; the story gets the key of its dialogue behind it.
ANSWERS: dict[str, tuple[str, ...]] = {
    "sector": ("ocmw",),
    "breadth": ("enkele",),
    "trend": ("langer",),
    "impact": ("Zij stoppen met de opleiding.",),
    "suggestion": ("Meer plaatsen met een soepel uur.",),
    "feedback": ("hier",),
}
# The button that goes on; that of the whole form has no name.
_BUTTONS = ("verstuur", "verder", "")
_NUMBER = re.compile(r"Je signaal heeft nummer\s+(\d+)")
_FORM_KEY = 22  # the first characters of a form's token
_KEPT_FOR = 120.0  # seconds; a post that was kept is taken by the worker
_LONGEST_WALK = 30
_ONE_IN = 4  # dialogues are held on one page


@dataclass(slots=True)
class WebLoad(Crowd):
    """What they were told: `finished` gives the signal's number by story key, `acknowledged` the keys of forms."""

    people: int = 8
    slug: str = "lommerbeek"
    finished: dict[str, int] = field(default_factory=dict[str, int])
    acknowledged: set[str] = field(default_factory=set[str])
    _begun: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def act(self, person: int, *bases: str) -> None:
        """Hold one dialogue, from the first page to the thanks."""
        turn = next(self._begun)
        key = f"proef{spell(turn)}"
        walk = Walk(self, bases[0], key, forwarded=f"10.1.{person}.{turn % 250}")
        number = walk.hold(whole=turn % _ONE_IN == 0)
        with self.lock:
            self.finished[key] = number

    def acknowledge(self, form_key: str) -> None:
        """Note that a post was answered: from now on it may not be lost."""
        with self.lock:
            self.acknowledged.add(form_key)


@dataclass(slots=True)
class Walk:
    """One dialogue through the pages, whose story ends in `key`."""

    load: WebLoad
    base: str
    key: str
    forwarded: str
    at: str = ""

    def hold(self, *, whole: bool) -> int:
        """Go from the first page to the thanks; the signal's number."""
        page = self._get(f"{self.base}/{self.load.slug}/signaal")
        if whole:
            page = self._get(urljoin(self.base, next(link for link in page.links if link.endswith("/heel"))))
        for _page in range(_LONGEST_WALK):
            form, button = self._choose(page)
            if form is None:
                number = _NUMBER.search(page.text)
                assert number, f"no number in: {page.text[:1500]}"
                return int(number[1])
            page = self._post(form, button)
        raise AssertionError(f"no end after {_LONGEST_WALK} pages: {page.text[:1500]}")

    def _choose(self, page: Page) -> tuple[Form | None, tuple[str, str]]:
        for form in page.forms:
            onward = [button for button in form.buttons if button[1] in _BUTTONS]
            if form.method == "post" and onward:
                self._fill(form)
                return form, onward[0]
        return None, ("", "")

    def _fill(self, form: Form) -> None:
        for name, answers in ANSWERS.items():
            if name in form.filled or name in form.choices:
                form.fill(name, *answers)
        if "description" in form.filled:
            form.fill("description", f"{STORY} {self.key}")

    def _get(self, url: str) -> Page:
        reply = send(None, url, headers=self._headers())
        assert reply.status == 200, f"{reply.status} {reply.body[:1500]}"
        self.at = url
        return Page(reply.body)

    def _post(self, form: Form, button: tuple[str, str]) -> Page:
        [token] = form.filled["sleutel"]
        url = urljoin(self.at, form.action)
        headers = {**self._headers(), "Content-Type": "application/x-www-form-urlencoded"}
        reply = send(self.load.tally, url, form.body(*button), headers)
        assert reply.status in {202, 303}, f"{reply.status} {Page(reply.body).text[:1500]}"
        self.load.acknowledge(token[:_FORM_KEY])
        if reply.status == 303:
            return self._get(urljoin(url, reply.headers["location"]))
        # Kept, to be taken by a worker: its page says where to look in a moment.
        links = [link for link in Page(reply.body).links if "/signaal/" in link and "privacy" not in link]
        onward = urljoin(url, links[0])
        end = time.monotonic() + _KEPT_FOR
        time.sleep(0.5)
        while send(None, onward, headers=self._headers()).status != 200 and time.monotonic() < end:
            time.sleep(0.5)
        return self._get(onward)

    def _headers(self) -> dict[str, str]:
        return {"X-Forwarded-For": self.forwarded, "Sec-Fetch-Site": "same-origin"}
