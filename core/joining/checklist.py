"""What a municipality still misses before it can work: a pure function of the facts about it."""

from dataclasses import dataclass
from datetime import datetime

# What there is to do, in order, and how it stands.
STEPS = ("naam", "talen", "huisstijl", "organisaties", "mail", "chat", "berichten", "bewaren", "mensen", "afspraken")
DONE, WAITING, MISSING = "klaar", "wacht", "ontbreekt"
_TWO = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a municipality that joins; no word of a signal is in it.

    `processors`: who can decide about signals, `invited`: who was asked to and did not come yet. `mail_at`, `chat_at`:
    when a trial last arrived, `verified`: whether its sender counted as verified. `bot`: the name of the bot that its
    reporters write to; empty: none. `periods_set`, `schedule_set`: somebody looked at them; without, defaults hold.
    """

    nis: bool = False
    facilities: bool = False
    french: bool = False
    colour: bool = False
    logo: bool = False
    organisations: int = 0
    mail_at: datetime | None = None
    verified: bool | None = None
    bot: str = ""
    chat_at: datetime | None = None
    schedule_set: bool = False
    schedule_on: bool = True
    periods_set: bool = False
    processors: int = 0
    invited: int = 0
    lead: bool = False
    backup: bool = False
    contact: bool = False
    privacy_contact: bool = False
    agreement: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the checklist: how it stands, the step where it is done, and whether working needs it."""

    key: str
    step: str
    state: str
    needed: bool = True

    @property
    def open(self) -> bool:
        """Tell whether there is still something to do."""
        return self.state != DONE


def check(facts: Facts) -> tuple[Item, ...]:
    """Give the whole checklist, in the order of the steps."""
    items = [
        _item("nis", "naam", facts.nis, needed=False),
        *([_item("french", "talen", facts.french)] if facts.facilities else []),
        _item("colour", "huisstijl", facts.colour, needed=False),
        _item("logo", "huisstijl", facts.logo, needed=False),
        _item("organisations", "organisaties", facts.organisations > 0, needed=False),
        _item("mail", "mail", facts.mail_at is not None),
        *([_item("sender", "mail", bool(facts.verified))] if facts.mail_at else []),
        *(
            [_item("chat", "chat", facts.chat_at is not None)]
            if facts.bot
            else [_item("bot", "chat", False, needed=False)]
        ),
        _item("schedule", "berichten", facts.schedule_set and facts.schedule_on),
        _item("periods", "bewaren", facts.periods_set),
        Item("processor", "mensen", _people(facts, 1)),
        Item("second", "mensen", _people(facts, _TWO)),
        _item("lead", "mensen", facts.lead and facts.backup, needed=False),
        _item("contact", "afspraken", facts.contact),
        _item("privacy", "afspraken", facts.privacy_contact),
        _item("agreement", "afspraken", facts.agreement),
    ]
    return tuple(items)


def missing(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Give what is needed and not done."""
    return tuple(item for item in items if item.needed and item.open)


def _item(key: str, step: str, done: bool, *, needed: bool = True) -> Item:  # noqa: FBT001 # what it is about
    return Item(key, step, DONE if done else MISSING, needed)


def _people(facts: Facts, wanted: int) -> str:
    if facts.processors >= wanted:
        return DONE
    return WAITING if facts.processors + facts.invited >= wanted else MISSING
