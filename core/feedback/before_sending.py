"""Before sending: what the next digest holds and for how many, and one as its reporter will see it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.context import Context
from core.feedback.digest_finding import find_due, next_reporters, read_when
from core.feedback.digest_model import YEAR, Digest
from core.feedback.digest_sheet import Sheet
from core.feedback.editorial import read_editorial
from core.feedback.own_words import read_own
from core.feedback.preview import Previewed, make_handle
from core.feedback.runs import READ
from core.feedback.schedule import Schedule, last_slot, next_turns
from core.feedback.schedules import read_schedule
from core.feedback.sending import BLOCK
from core.intake.rooms import Heard, Notice, Said
from core.municipalities import Place
from core.people.sessions import Present
from core.questionnaire.preview import Message

# So many reporters are looked at for a page, and so many digests are listed on it.
MOST_LOOKED, MOST_LISTED = 1000, 50


@dataclass(frozen=True, slots=True)
class Coming:
    """What the next digest would be if it were sent now.

    `schedule`: when and how often; `slot`: the next for who did not choose a rhythm herself. `digests`: at most
    MOST_LISTED of all `found`, of which `reach` can go out. `whole`: every reporter was looked at, not only the first
    `looked`.
    """

    schedule: Schedule
    slot: datetime
    digests: tuple[Previewed, ...]
    reach: int
    found: int
    looked: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Rooms:
    """How a digest is written in a chat, and in a mail (its subject and text)."""

    chat: Callable[[Said], Message]
    mail: Callable[[Said], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Written:
    """One digest in both channels."""

    chat: Message
    subject: str
    text: str


def read_coming(session: Session, context: Context, present: Present, wanted: str = "") -> tuple[Coming, Digest | None]:
    """Compose the next digests without sending any, and find the one of a handle, where it is among them."""
    present.must(READ)
    at, schedule = context.clock(), read_schedule(session)
    slot = next_turns(schedule, last_slot(schedule, at))[schedule.rhythm]
    when = read_when(session, at, slot)
    found: list[Previewed] = []
    one: Digest | None = None
    after, looked, whole = None, 0, False
    while looked < MOST_LOOKED and not whole:
        reporters = next_reporters(session, after, BLOCK, lock=False)
        looked, whole = looked + len(reporters), len(reporters) < BLOCK
        due = find_due(session, present.place, reporters, when)[1] if reporters else []
        for line in due:
            reaches = not isinstance(line.way, str)
            way = line.way if isinstance(line.way, str) else line.way.kind
            found.append(Previewed(make_handle(line.reader.id), line.digest, way, reaches))
            one = line.digest if found[-1].handle == wanted else one
        after = reporters[-1].id if reporters else None
    reach = sum(line.reaches for line in found)
    return Coming(schedule, slot, tuple(found[:MOST_LISTED]), reach, len(found), looked, whole), one


def write_both(session: Session, context: Context, place: Place, rooms: Rooms, digest: Digest) -> Written:
    """Write a digest as its reporter will see it, with links that lead nowhere."""
    page = f"{context.base_url}/{place.slug}/…"
    links = {"useful-ja": page, "useful-nee": page, "leave": page, "mine": page} | (
        {"pulse": page} if digest.kind == YEAR else {}
    )
    sheet = Sheet(digest, "", read_editorial(session).text, f"{context.base_url}/{place.slug}", links)
    opening = Notice(f"letters.digest.{digest.kind}", {"place": place.name})
    said = Said((opening,), Heard(address="0"), place=place, facts={"sheet": sheet}, own=read_own(session))
    subject, text = rooms.mail(said)
    return Written(rooms.chat(said), subject, text)
