"""The step of mail, and how the trial of a way stands: asked for, on its way, here."""

from typing import Any
from urllib.parse import quote

import segno
from fastapi import Response

from admin.dates import say_moment
from admin.desk import Desk, Visit
from admin.start_page import Again, Saved, StepPage, beside
from core.errors import NotFound
from core.joining.trials import CHAT, MAIL, begin_trial, read_trials
from core.mailboxes import read_aliases
from core.own_bots import find_bot
from core.own_mailboxes import list_own

_KINDS = {"mail": MAIL, "chat": CHAT}


def show_trial(desk: Desk, visit: Visit, kind: str) -> dict[str, Any]:
    """Give what a page shows of a trial: where it goes to, and whether it is here."""
    now, tried = desk.context.clock(), read_trials(visit.session).get(kind)
    own = find_bot(visit.session)
    bot = own.username if own else desk.context.telegram_name
    code = tried.code if tried and not tried.over(now) else ""
    slug, domain = visit.present.place.slug, desk.context.settings.mail_domain
    address = f"{slug}+{code}@{domain}" if code else f"{slug}@{domain}"
    subject = quote(desk.context.words.say("start.mail.subject", code=code)) if code else ""
    link = f"https://t.me/{bot}?start={code}" if bot and code else ""
    return {
        "kind": kind,
        "tried": tried,
        "code": code,
        "over": bool(tried and tried.over(now)),
        "address": address,
        "mailto": f"mailto:{address}?subject={subject}&body={subject}" if code else "",
        "link": link,
        "qr": segno.make(link, micro=False).svg_data_uri(omitsize=True) if link else "",
        "moment": say_moment,
    }


def show_stand(desk: Desk, visit: Visit, key: str, base: str) -> Response:
    """Show only how a trial stands, for a page that asks by itself."""
    if key not in _KINDS:
        raise NotFound("trial")
    shown = show_trial(desk, visit, _KINDS[key])
    return desk.page("start_stand", base=base, step=key, fresh=True, skips=False, **beside(key), **shown)


def _show(desk: Desk, visit: Visit) -> dict[str, Any]:
    slug, domain = visit.present.place.slug, desk.context.settings.mail_domain
    aliases = [each if "@" in each else f"{each}@{domain}" for each in read_aliases(visit.present.place.settings)]
    boxes = [own.mailbox.address or own.mailbox.user for own in list_own(visit.session) if own.active]
    return {"own": f"{slug}@{domain}", "others": [*aliases, *boxes], **show_trial(desk, visit, MAIL)}


def _keep(desk: Desk, visit: Visit) -> Again | Saved:
    if visit.typed("doe") == "proef":
        begin_trial(visit.session, visit.present, MAIL, desk.context.clock())
        return Saved("", stay=True)
    return Saved("")


MAIL_STEP = StepPage("mail", _show, _keep)
