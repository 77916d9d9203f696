"""Facts: what the documents of a municipality say about it, from its settings; empty for what it did not set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.classify.card import Card, read_card
from core.classify.shelf import OFF
from core.classify.versions import read_manifest
from core.context import Context
from core.html.colours import judge_colour
from core.intake.pages import read_place
from core.municipal_defaults import DEFAULTS
from core.municipalities import Place
from core.own_bots import find_bot
from core.own_mailboxes import list_own
from core.review.terms import list_processors

# What a document asks for that only people know, and the setting of the municipality that holds it.
OWN: Mapping[str, str] = {"contact": "public_contact", "dpo": "privacy_contact", "seat": "seat", "host": "host"}
# The colour of Signaal itself (core/html/static/signaal.css).
_OWN_COLOUR = "0d5f63"
_HERE = ZoneInfo("Europe/Brussels")
# A domain or address that nobody outside this machine can reach: no poster for others names it.
_NOWHERE = (".localhost", ".invalid", ".test")
_NOBODY = ("http://127.", "http://localhost", "http://[::1]", "http://0.0.0.0")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known. `retention`: days by category. `reached`: its pages have an address that others can reach.

    `lead` and `backup` are the addresses of who leads the processors and who stands in. `card`: that of its model;
    None where there is none to describe. `model_on`: whether it proposes anything here.
    """

    slug: str
    name: str
    service: str
    page: str
    retention: dict[str, int]
    today: date
    card: Card | None
    model_on: bool
    reached: bool = True
    working_days: int = 10
    answer_days: int = 10
    silent_days: int = 90
    contact: str = ""
    dpo: str = ""
    seat: str = ""
    host: str = ""
    mail: str = ""
    telegram: str = ""
    lead: str = ""
    backup: str = ""
    languages: tuple[str, ...] = ()
    privacy_text: str = ""
    emptied: bool = True
    colour: str = _OWN_COLOUR

    @property
    def form(self) -> str:
        """The address of its form."""
        return f"{self.page}/signaal"

    @property
    def mailto(self) -> str:
        """What a camera opens a letter with; empty without an address."""
        return f"mailto:{self.mail}?subject={quote('Signaal')}" if self.mail else ""


def read_facts(context: Context, place: Place, session: Session | None = None) -> Facts:
    """Read them. With a session bound to the municipality also who leads, and a mailbox and bot of its own."""
    settings, say = context.settings, place.setting
    own = {name: str(say(setting)).strip() for name, setting in OWN.items()}
    manifest = read_manifest(settings.model, settings.data, place.slug)
    staff = {str(id_): email for id_, email in list_processors(session)} if session else {}
    return Facts(
        slug=place.slug,
        name=place.name,
        service=say("service"),
        page=f"{context.base_url}/{place.slug}",
        retention={**DEFAULTS["retention"], **say("retention")},
        today=context.clock().astimezone(_HERE).date(),
        card=read_card(manifest, context.words) if manifest else None,
        model_on=manifest is not None and settings.model != OFF and bool(say("model")),
        reached=_reached(context),
        working_days=say("working_days"),
        answer_days=say("answer_days"),
        silent_days=say("silent_days"),
        # Who answers for the model answers for the rest, where nobody else was named.
        **{**own, "contact": own["contact"] or str(say("contact")).strip()},
        mail=_address(place, settings.mail_domain, session, reached=_reached(context)),
        telegram=_bot(context, place, session),
        lead=staff.get(str(say("lead")), ""),
        backup=staff.get(str(say("backup")), ""),
        languages=tuple(say("languages")),
        privacy_text=say("privacy_text"),
        emptied=say("retention_signals") == "anonymise",
        colour=judge_colour(say("colour") or _OWN_COLOUR).nearest,
    )


def read_facts_of(context: Context, slug: str) -> tuple[Place, Facts]:
    """Read a municipality by its slug, and its facts; NotFound when there is none."""
    place = read_place(context, slug)
    with context.store.tenant(place.id) as session:
        return place, read_facts(context, place, session)


def _bot(context: Context, place: Place, session: Session | None) -> str:
    """Say where its chats begin: with a bot of its own, else the one that all share."""
    own = find_bot(session) if session else None
    name = own.username if own else context.telegram_name
    return f"https://t.me/{name}?start={place.slug}" if name else ""


def _reached(context: Context) -> bool:
    return not context.base_url.startswith(_NOBODY)


def _address(place: Place, domain: str, session: Session | None, *, reached: bool) -> str:
    """Say where people write to: a mailbox of its own, a whole address it set, else the shared domain's.

    An address for this machine alone is given only where all its pages are so, which the page of the kit says.
    """
    own = next((listed.mailbox.name for listed in list_own(session) if listed.active), "") if session else ""
    aliases = [alias for alias in place.setting("mail_aliases") if "@" in alias]
    shared = "" if reached and domain.endswith(_NOWHERE) else f"{place.slug}@{domain}"
    return (own if "@" in own else "") or (aliases[0] if aliases else shared)
