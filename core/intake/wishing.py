"""Wishes in a chat: what holds, in one message with a button for each other choice; the same as on the page."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.feedback.wishes import Held, begin_again, read_wishes, set_wishes, stop_all, today_of
from core.intake.own import is_own
from core.intake.rooms import Notice
from core.intake.seat import Met
from core.store.tables import Signal
from core.store.tables.digest import RHYTHMS
from core.words import DUTCH, Words, load_words

# The command that shows the choices, and how those of its buttons begin.
SHOW, WISH = "hoe", "wens-"
PAUSE, AGAIN, STOP = "wens-pauze", "wens-hervat", "wens-stop"
_MONTH = timedelta(days=30)
_CHOICES: Mapping[str, tuple[str, str]] = MappingProxyType({
    **{f"{WISH}{rhythm}": ("rhythm", rhythm) for rhythm in RHYTHMS},
    f"{WISH}alles": ("scope", "alles"),
    f"{WISH}eigen": ("scope", "eigen"),
    f"{WISH}mail": ("channel", "mail"),
    f"{WISH}telegram": ("channel", "telegram"),
})  # fmt: skip


def take_wish(session: Session, context: Context, met: Met, command: str) -> tuple[Notice, ...]:
    """Do what a button or command says, and tell what holds then; safe to repeat."""
    today = today_of(context)
    if not has_signals(session, met):  # who only looks is not kept, so there is nothing to wish
        return (Notice("notice.no-signals"),)
    held = read_wishes(session, met.place, met.reporter.id, today)
    if not held.ways:
        return (Notice("wishes.no-address"),)
    name, value = _CHOICES.get(command, ("", ""))
    if command == STOP:
        stop_all(session, met.reporter.id)
    elif command == AGAIN:
        begin_again(session, met.reporter.id)
    elif command == PAUSE:
        until = (today + _MONTH).isoformat()
        set_wishes(session, met.place, met.reporter.id, {"until": until}, today)
    elif name and (name != "channel" or value in held.ways):
        set_wishes(session, met.place, met.reporter.id, {name: value}, today)
    held = read_wishes(session, met.place, met.reporter.id, today)
    return (_tell(context.words if held.language == DUTCH else load_words(held.language), held),)


def offer_stop(session: Session, met: Met) -> tuple[Notice, ...]:
    """Offer to stop letters, to who asks to stop where no dialogue is open."""
    return (Notice("wishes.stop-how", {}, ((STOP, "wishes.stop"),)),) if has_signals(session, met) else ()


def has_signals(session: Session, met: Met) -> bool:
    """Tell whether someone who was met has signals."""
    return session.scalar(select(Signal.id).where(is_own(met.reporter.id)).limit(1)) is not None


def say_wishes(words: Words, held: Held) -> str:
    """Say in one line what holds."""
    if held.silent:
        return words.say("wishes.now.stopped")
    if held.paused_until:
        return words.say("wishes.now.paused", day=f"{held.paused_until:%d/%m/%Y}")
    rhythm, scope = words.say(f"wishes.in.{held.rhythm}"), words.say(f"wishes.in.{held.scope}")
    return words.say("wishes.now", rhythm=rhythm, scope=scope)


def _tell(words: Words, held: Held) -> Notice:
    asks = "" if held.silent else words.say("wishes.ask")
    return Notice("wishes.chat", {"now": say_wishes(words, held), "ask": asks}, tuple(_buttons(held)))


def _buttons(held: Held) -> Iterable[tuple[str, str]]:
    if held.silent:
        yield AGAIN, "wishes.again"
        return
    if held.paused_until:
        yield AGAIN, "wishes.again"
    for command, (name, value) in _CHOICES.items():
        if value != getattr(held, name) and (name != "channel" or value in held.ways):
            yield command, f"wishes.button.{value}"
    if not held.paused_until:
        yield PAUSE, "wishes.button.pause"
    yield STOP, "wishes.stop"
