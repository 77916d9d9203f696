"""The page Mail: the addresses and mailboxes of a municipality, set, tried, switched off and removed."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Response

from admin.dates import say_moment
from admin.desk import Desk, Errand, Visit
from admin.ids import read_number
from admin.mailbox_form import Typed, empty_form, filled_form, kind_of, read_form
from core.doctor import Finding, MailChecks
from core.errors import KeyMismatch, Refused
from core.mail_languages import read_languages, set_languages
from core.mailbox_settings import SIGN_INS
from core.mailboxes import add_alias, list_mailboxes, read_aliases, remove_alias
from core.own_mailboxes import (
    GOOD,
    add_mailbox,
    change_mailbox,
    find_own,
    list_own,
    open_own,
    remove_mailbox,
    switch_mailbox,
)
from core.words import OTHERS

_SETS = "mail.set"
_DONE = ("adres", "adres-weg", "bewaard", "aan", "uit", "weg", "talen")
_MANY = "many"
# Each state is noted every minute: an older one says that nobody watches.
_STALE = timedelta(minutes=5)
# Values that are no words: shown apart, for who looks them up.
_TECHNICAL = frozenset({"error", "said", "record", "selector"})


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as the page shows it."""

    state: str
    about: str
    text: str
    said: str


def add_mailboxes(desk: Desk, checks: MailChecks | None) -> None:
    """Add the routes of the page; `checks` None: nothing can be tried from here."""
    _add_addresses(desk, checks)
    _add_languages(desk)
    if checks is not None:
        _add_checks(desk, checks)
    _add_settings(desk)
    _add_acts(desk)


def _add_addresses(desk: Desk, checks: MailChecks | None) -> None:
    @desk.get("/mail", _SETS)
    def show(visit: Visit) -> Response:
        return _show(desk, visit, tries=checks is not None)

    @desk.post("/mail/adres", _SETS)
    def add(visit: Visit) -> Response:
        typed = visit.typed("alias")
        with desk.context.store.door() as session:
            known = list_mailboxes(session)
        try:
            add_alias(visit.session, visit.present, typed, desk.context.settings.mail_domain, known)
        except Refused as refused:
            return _show(desk, visit, status=422, tries=checks is not None, alias=typed, wrong=str(refused))
        return desk.go("/mail?gedaan=adres")

    @desk.post("/mail/adres/weg", _SETS)
    def remove(visit: Visit) -> Response:
        remove_alias(visit.session, visit.present, visit.typed("alias"))
        return desk.go("/mail?gedaan=adres-weg")


def _add_languages(desk: Desk) -> None:
    @desk.post("/mail/talen", _SETS)
    def set_them(visit: Visit) -> Response:
        set_languages(visit.session, visit.present, visit.knock.fields.many("taal"))
        return desk.go("/mail?gedaan=talen")


def _add_settings(desk: Desk) -> None:
    @desk.get("/mail/nieuw", _SETS)
    def begin(visit: Visit) -> Response:
        return _show_form(desk, visit, empty_form(kind_of(visit.asked("soort"))))

    @desk.post("/mail/nieuw", _SETS)
    def add(visit: Visit) -> Response:
        mailbox, secret, typed = read_form(visit, kind_of(visit.typed("soort")))
        if typed.wrong:
            return _show_form(desk, visit, typed, status=422)
        try:
            add_mailbox(visit.session, desk.context.keys, visit.present, mailbox, secret)
        except Refused:
            return _show_form(desk, visit, Typed(typed.kind, typed.values, (_MANY,)), status=422)
        return desk.go("/mail?gedaan=bewaard")

    @desk.get("/mail/{door}", _SETS)
    def show(visit: Visit) -> Response:
        own = find_own(visit.session, read_number(visit.path("door")))
        return _show_form(desk, visit, filled_form(own.mailbox), door=own.id)

    @desk.post("/mail/{door}", _SETS)
    def change(visit: Visit) -> Response:
        own = find_own(visit.session, read_number(visit.path("door")))
        mailbox, secret, typed = read_form(visit, own.mailbox.sign_in)
        if typed.wrong:
            return _show_form(desk, visit, typed, status=422, door=own.id)
        change_mailbox(visit.session, desk.context.keys, visit.present, own.id, mailbox, secret)
        return desk.go("/mail?gedaan=bewaard")


def _add_acts(desk: Desk) -> None:
    @desk.post("/mail/{door}/zet", _SETS)
    def switch(visit: Visit) -> Response:
        active = visit.typed("stand") == "aan"
        switch_mailbox(visit.session, visit.present, read_number(visit.path("door")), active=active)
        return desk.go(f"/mail?gedaan={'aan' if active else 'uit'}")

    @desk.get("/mail/{door}/weg", _SETS)
    def ask(visit: Visit) -> Response:
        own = find_own(visit.session, read_number(visit.path("door")))
        return desk.own_page(visit, "mailbox_remove", here="mail", own=own)

    @desk.post("/mail/{door}/weg", _SETS)
    def remove(visit: Visit) -> Response:
        remove_mailbox(visit.session, visit.present, read_number(visit.path("door")))
        return desk.go("/mail?gedaan=weg")


def _add_checks(desk: Desk, checks: MailChecks) -> None:
    @desk.post("/mail/test", _SETS)
    def try_shared(visit: Visit) -> Errand:
        slug = visit.present.place.slug
        return Errand(
            lambda: checks.check_shared(slug),
            lambda again, findings: _show_findings(
                desk, again, desk.context.words.say("admin.mailbox.shared"), findings
            ),
        )

    @desk.post("/mail/{door}/test", _SETS)
    def try_mailbox(visit: Visit) -> Response | Errand:
        present, door = visit.present, read_number(visit.path("door"))
        name = find_own(visit.session, door).mailbox.name
        try:
            mailbox, secret = open_own(visit.session, desk.context.keys, present.place.id, door)
        except KeyMismatch:
            return _show_findings(desk, visit, name, [Finding("mailbox", "bad", "", code="sealed")])
        return Errand(
            lambda: checks.check_mailbox(door, present.place.slug, mailbox, secret),
            lambda again, findings: _show_findings(desk, again, name, findings),
        )


def _show(desk: Desk, visit: Visit, *, status: int = 200, tries: bool, alias: str = "", wrong: str = "") -> Response:
    place, domain, done = visit.present.place, desk.context.settings.mail_domain, visit.asked("gedaan")
    return desk.own_page(
        visit,
        "mailboxes",
        status=status,
        here="mail",
        own=f"{place.slug}@{domain}",
        domain=domain,
        aliases=[(each, each if "@" in each else f"{each}@{domain}") for each in read_aliases(place.settings)],
        mailboxes=list_own(visit.session),
        kinds=SIGN_INS,
        languages=[(language, desk.context.words.say(f"admin.languages.{language}")) for language in OTHERS],
        spoken=read_languages(visit.session, visit.present),
        good=GOOD,
        stale=desk.context.clock() - _STALE,
        tries=tries,
        moment=say_moment,
        alias=alias,
        wrong=wrong,
        done=done if done in _DONE else "",
    )


def _show_form(desk: Desk, visit: Visit, typed: Typed, *, status: int = 200, door: int = 0) -> Response:
    return desk.own_page(visit, "mailbox", status=status, here="mail", typed=typed, door=door, kinds=SIGN_INS)


def _show_findings(desk: Desk, visit: Visit, name: str, findings: list[Finding]) -> Response:
    """Show what a test found, in the words of the page; what a machine said itself stands beside it."""
    words = desk.context.words
    found = [
        Found(
            state=finding.state,
            about=words.say(f"admin.check.{finding.check.partition(' ')[0]}"),
            text=words.say(f"admin.found.{finding.code}", **finding.values),
            said=" ".join(value for key, value in finding.values.items() if key in _TECHNICAL),
        )
        for finding in findings
    ]
    return desk.own_page(visit, "mailbox_test", here="mail", tested=name, found=found)
