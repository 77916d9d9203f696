"""The page Werk: what got stuck and trying it again, words that wait for a decision, and the sum of what came in."""

from collections.abc import Callable

from fastapi import Response

from admin.dates import say_moment
from admin.desk import Desk, Visit
from admin.ids import read_id, read_number
from admin.remarks import add_remarks, remarks
from core.people.sessions import Present
from core.review.gone import count_gone, list_gone, resume_address
from core.review.held import answer_held, count_old, drop_old, list_held
from core.review.sums import sum_intake
from core.review.words import count_proposed, decide_words, list_proposed
from core.review.work import (
    RetryJob,
    count_delayed,
    count_stuck,
    drop_doubtful,
    drop_letter,
    list_failed_jobs,
    list_failed_letters,
    list_shunted,
    retry_failed_job,
    retry_failed_letter,
    retry_shunted,
)
from core.store.engine import Writing

_DONE = ("opnieuw", "beantwoord", "gevallen", "weggegooid", "hervat", "aanvaard", "weg", "al")
# Two people press the same button: the second reads that it was done. What never was here reads the same.
_ALREADY = "/werk?gedaan=al"


def add_stuck(desk: Desk, retry_job: RetryJob) -> None:
    """Add the routes of Werk."""

    @desk.get("/werk", "work.read")
    def show_work(visit: Visit) -> Response:
        decides = visit.present.may("words.decide")
        done = visit.asked("gedaan")
        return desk.own_page(
            visit,
            "work",
            here="work",
            stuck=count_stuck(visit.session),
            shunted=(shunted := list_shunted(visit.session)),
            doubtful=sum(row.automatic for row in shunted),
            jobs=list_failed_jobs(visit.session),
            letters=list_failed_letters(visit.session),
            delayed=count_delayed(visit.session, desk.context.clock()),
            held=list_held(visit.session),
            old=count_old(visit.session),
            gone=list_gone(visit.session),
            all_gone=count_gone(visit.session),
            words=list_proposed(visit.session) if decides else (),
            proposed=count_proposed(visit.session) if decides else 0,
            sum=sum_intake(visit.session),
            reason=lambda reason: _say_reason(desk, reason),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]  # called by the template
            failure=lambda reason: say_failure(desk, reason),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]  # idem
            moment=say_moment,
            done=done if done in _DONE else "",
            **remarks(visit),
        )

    add_remarks(desk)
    _add_retry(desk, "/werk/invoer/{id}", lambda s, p, id_: retry_shunted(s, p, read_number(id_)))
    _add_retry(
        desk, "/werk/automatisch/{id}", lambda s, p, id_: drop_doubtful(s, p, read_number(id_)) > 0, "weggegooid"
    )
    _add_retry(desk, "/werk/brief/{id}", lambda s, p, id_: retry_failed_letter(s, p, read_id(id_)))
    _add_retry(desk, "/werk/antwoord/{id}", lambda s, p, id_: answer_held(s, p, read_id(id_)), "beantwoord")
    _add_retry(desk, "/werk/laten-vallen/{id}", lambda s, p, id_: drop_letter(s, p, read_id(id_)), "gevallen")
    _add_retry(desk, "/werk/adres/{id}", lambda s, p, id_: resume_address(s, p, read_id(id_)), "hervat")
    _add_retry(desk, "/werk/taak/{id}", lambda s, p, id_: retry_failed_job(s, p, retry_job, read_number(id_)))

    @desk.post("/werk/oude-antwoorden", "work.retry")
    def drop_all_old(visit: Visit) -> Response:
        drop_old(visit.session, visit.present)
        return desk.go("/werk?gedaan=gevallen")

    @desk.post("/werk/automatische-mails", "work.retry")
    def drop_all_doubtful(visit: Visit) -> Response:
        drop_doubtful(visit.session, visit.present)
        return desk.go("/werk?gedaan=weggegooid")

    @desk.post("/werk/woorden/{id}", "words.decide")
    def decide(visit: Visit) -> Response:
        accept = visit.typed("besluit") == "aanvaard"
        if not decide_words(visit.session, visit.present, read_number(visit.path("id")), accept=accept):
            return desk.go(_ALREADY)
        return desk.go(f"/werk?gedaan={'aanvaard' if accept else 'weg'}")


def _add_retry(desk: Desk, path: str, retry: Callable[[Writing, Present, str], bool], done: str = "opnieuw") -> None:
    @desk.post(path, "work.retry")
    def try_again(visit: Visit) -> Response:
        if not retry(visit.session, visit.present, visit.path("id")):
            return desk.go(_ALREADY)
        return desk.go(f"/werk?gedaan={done}")


def _say_reason(desk: Desk, reason: str) -> str:
    """Say why something was set aside, where there are words for it; an error stays the name that it has."""
    words = desk.context.words
    if ".refuse." in reason:
        return words.say("admin.reason.refused", kind=reason.rpartition(".")[2])
    return words.say(f"admin.reason.{reason}") if words.has(f"admin.reason.{reason}") else reason


def say_failure(desk: Desk, reason: str) -> str:
    """Say why a message was not delivered; a mail server's refusal has a code (three digits)."""
    words = desk.context.words
    key = f"admin.failure.{reason}"
    if words.has(key):
        return words.say(key)
    if reason.startswith("smtp-"):
        return words.say("admin.failure.smtp", code=reason.removeprefix("smtp-"))
    return words.say("admin.work.error", error=reason)
