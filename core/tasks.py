"""What can be deferred: the tasks of an installation by name, each for one municipality."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

import structlog

from core.agenda.letters import send_invitations
from core.context import Context
from core.feedback.digest_due import SEND, SEND_NOW
from core.feedback.reminders import remind
from core.feedback.runs import send_digests
from core.feedback.sending import send_now
from core.feedback.telling import tell
from core.feedback.writing import Post
from core.insight.clustering import Clustering
from core.intake.rooms import Room
from core.municipalities import Place, read_municipality
from core.people.chain import seal_audit
from core.privacy.retention import AsksFirst, run_retention
from core.publish.published import publish
from core.review.alarm import raise_alarm
from core.review.closing import finish_closings
from core.work import Task

log = structlog.get_logger()


def make_tasks(context: Context, rooms: Mapping[str, Room]) -> dict[str, Task]:
    """Make the tasks; each takes the id of a municipality and may be done twice."""

    def place_of(municipality: int) -> Place:
        with context.store.tenant(municipality) as session:
            return read_municipality(session, municipality)

    def retain(municipality: int) -> None:
        try:
            run_retention(context, place_of(municipality), dry=False, force=False)
        except AsksFirst as asks:
            # What was promised to people is done; the rest waits for `signaal retain --apply --force`, not for a retry.
            due = sum(line.due for line in asks.plan.asks)
            log.warning("retention waits for a person", municipality=municipality, count=due)

    def send_reminders(municipality: int) -> None:
        remind(context, place_of(municipality), rooms)

    def tell_reporters(municipality: int) -> None:
        place = place_of(municipality)
        post = Post(context, place, rooms)
        tell(post)
        send_invitations(post)
        finish_closings(context, place)

    def seal(municipality: int) -> None:
        with context.store.tenant(municipality) as session:
            seal_audit(session, context, municipality)

    def alarm(municipality: int) -> None:
        raise_alarm(context, place_of(municipality), rooms)

    def send_in_slot(municipality: int, slot: str = "") -> None:
        send_digests(Post(context, place_of(municipality), rooms), datetime.fromisoformat(slot) if slot else None)

    def send_at_once(municipality: int) -> None:
        send_now(Post(context, place_of(municipality), rooms))

    return {
        SEND: send_in_slot,
        SEND_NOW: send_at_once,
        "review.alarm": alarm,
        "people.seal": seal,
        "privacy.retain": retain,
        "feedback.remind": send_reminders,
        "feedback.tell": tell_reporters,
        "publish.renew": partial(publish, context),
        "insight.cluster": Clustering(context).renew,
    }
