"""The web as a room: a posted form in, nothing to send out, because the page itself is the reply."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from core.dialogue.events import Answered, Confirmed, Corrected, Differed, Event, Hid, Joined, Kept, Skipped
from core.intake.rooms import Heard, Said
from core.words import Words

Written = dict[str, Any]
_KINDS: dict[str, type[Any]] = {
    "answered": Answered,
    "skipped": Skipped,
    "corrected": Corrected,
    "hid": Hid,
    "kept": Kept,
    "confirmed": Confirmed,
    "joined": Joined,
    "differed": Differed,
}


class WebRoom:
    """Reads what the routes wrote with `write_post`; pages are rendered by the routes, so there are no letters."""

    kind = "web"

    def __init__(self, words: Words) -> None:
        """Take the words, as every room does."""
        self._words = words

    def hear(self, body: bytes) -> Heard:
        """Read a post; raises ValueError, TypeError or KeyError when it is something else."""
        post: Written = json.loads(body)
        heard = Heard(
            slug=post["slug"],
            link=post["link"],
            invitation=post.get("invitation", ""),
            call=post.get("call", ""),
            fiche=post.get("fiche", 0),
            version=post.get("version"),
            events=tuple(_read_event(event) for event in post.get("events", ())),
            command=post.get("command", ""),
            argument=post.get("argument", ""),
            text=post.get("answer"),
            question=post.get("question", ""),
            room={"key": post["key"]},
        )
        if bool(heard.events) + bool(heard.command) + bool(heard.question and heard.text) != 1:
            raise ValueError("post: events, a command or an answer")
        return heard

    def tell(self, said: Said) -> list[dict[str, Any]]:  # noqa: ARG002 # the shape of a room
        """Send nothing."""
        return []


@dataclass(frozen=True, slots=True)
class Post:
    """What a form says: events, or a command (which may carry an argument after a space).

    Of one that begins a signal also whose invitation, the code of a call, the number of a public fiche that it adds to,
    and the version that was shown.
    """

    events: tuple[Event, ...] = ()
    command: str = ""
    invitation: str = ""
    call: str = ""
    fiche: int = 0
    version: int | None = None


def write_post(slug: str, link: str, key: str, post: Post) -> bytes:
    """Write a post as bytes for intake; `key` is the form's."""
    name, _, argument = post.command.partition(" ")
    written: Written = {"slug": slug, "link": link, "key": key, "invitation": post.invitation}
    written |= {"call": post.call} if post.call else {}
    written |= {"fiche": post.fiche} if post.fiche else {}
    written |= {"version": post.version} if post.version is not None else {}
    if name:
        written |= {"command": name, "argument": argument}
    else:
        written["events"] = [_write_event(event) for event in post.events]
    return json.dumps(written, ensure_ascii=False).encode("utf-8", errors="replace")


def write_answer(slug: str, token: str, key: str, text: str) -> bytes:
    """Write the answer to a question of ours as bytes for intake; `token` is of its page, `key` the form's."""
    written: Written = {"slug": slug, "link": "", "key": key, "question": token, "answer": text}
    return json.dumps(written, ensure_ascii=False).encode("utf-8", errors="replace")


def _write_event(event: Event) -> dict[str, Any]:
    name = next(name for name, kind in _KINDS.items() if isinstance(event, kind))
    return {"did": name, **asdict(event)}


def _read_event(written: dict[str, Any]) -> Event:
    given: dict[str, Any] = {name: _frozen(value) for name, value in written.items()}
    return _KINDS[given.pop("did")](**given)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # JSON
