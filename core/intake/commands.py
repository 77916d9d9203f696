"""Commands that a reporter can give in any channel: mijn, status, privacy, wis, help, and withdrawing a signal."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.feedback.improving import COMMAND as IMPROVEMENT
from core.feedback.improving import answer_told
from core.feedback.useful import note_useful
from core.feedback.way import Stand
from core.feedback.way_reading import read_stands
from core.intake.adding import add_to_own
from core.intake.confirm import confirm
from core.intake.draft import list_pages
from core.intake.own import is_own
from core.intake.rooms import Notice
from core.intake.seat import Met
from core.intake.wishing import SHOW, WISH, take_wish
from core.privacy.erase import forget_chat, withdraw
from core.store.tables import Signal
from core.words import Words

COMMANDS = ("start", "nieuw", "mijn", "status", "hoe", "privacy", "wis", "stop", "help")
# Of a number in a button; more is none that there will be.
_MOST_DIGITS = 15
EDITABLE = frozenset({"nieuw", "in-nazicht", "aanvulling-gevraagd"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command answers; `resumes`: say the open question again; `erased`: the chat is forgotten.

    `spoken`: it is said in the language of her letters, as their buttons are.
    """

    notices: tuple[Notice, ...]
    resumes: bool = False
    erased: bool = False
    spoken: bool = False


def run_command(  # noqa: C901, PLR0911, PLR0912 # one case and one return a command
    session: Session, context: Context, met: Met, name: str, argument: str
) -> Reply:
    """Run a command for someone who was met; an unknown one gets the help text."""
    match name:
        case "nieuw":
            later = (Notice("notice.words-not-kept"),) if argument else ()
            return Reply((*later, confirm("nieuw", "notice.new-or-continue")))
        case "doorgaan":
            return Reply(())
        case "niets":
            return Reply((Notice("notice.left-alone"),), resumes=True)
        case "mijn":
            return Reply(list_signals(session, context, met, most=10), resumes=False)
        case "status":
            return Reply(list_signals(session, context, met, most=1), resumes=True)
        case "privacy":
            text = met.place.setting("privacy_text")
            link = f"{context.base_url}/{met.place.slug}/signaal/privacy"
            return Reply(
                (Notice("notice.privacy", {"place": met.place.name, "link": link, "own": text}),), resumes=True
            )
        case "wis":
            return Reply((confirm("wis", "notice.erase-sure"),))
        case "wis-ja":
            pages = list_pages(session, context, met)
            forget_chat(session, met.contact.door_id, met.contact.lookup, met.reporter.id, pages)
            return Reply((Notice("notice.erased"),), erased=True)
        case "trek-in":
            return Reply((_ask_withdraw(session, met, argument),))
        case "trek-in-ja":
            return Reply((_withdraw(session, met, argument),))
        case "vul-aan":
            return Reply(add_to_own(session, context, met, argument))
        case "nuttig":
            return Reply((_note_useful(session, context, met, argument),), spoken=True)
        case _ if name.startswith(IMPROVEMENT):
            return Reply((_note_improvement(session, context, met, name.removeprefix(IMPROVEMENT)),), spoken=True)
        case "hoe" | "minder":
            return Reply(take_wish(session, context, met, SHOW), spoken=True)
        case _ if name.startswith(WISH):
            return Reply(take_wish(session, context, met, name), spoken=True)
        case _:
            return Reply((Notice("notice.help"),), resumes=True)


def _note_useful(session: Session, context: Context, met: Met, argument: str) -> Notice:
    """Note whether a digest was useful: `argument` is yes or no and its id."""
    answer, _, mark = argument.partition(" ")
    try:
        known = note_useful(session, context, uuid.UUID(mark.partition("-")[0]), answer, met.reporter.id)
    except ValueError:
        known = False
    return Notice("letters.useful-thanks" if known else "letters.useful-gone")


def _note_improvement(session: Session, context: Context, met: Met, said: str) -> Notice:
    """Note whether it got better since a fiche was closed: `said` is the answer and the number of what was told."""
    answer, _, told = said.partition("-")
    digits = told.isascii() and told.isdigit() and len(told) <= _MOST_DIGITS
    known = digits and answer_told(session, context, int(told), answer, met.reporter.id)
    return Notice("improve.thanks" if known else "letters.useful-gone")


def list_signals(session: Session, context: Context, met: Met, most: int) -> tuple[Notice, ...]:
    """Tell of the newest signals of someone who was met, each with its number, date and state."""
    newest = select(Signal).where(is_own(met.reporter.id)).order_by(Signal.number.desc()).limit(most)
    signals = list(session.scalars(newest))
    if not signals:
        return (Notice("notice.no-signals"),)
    stands = read_stands(session, met.place, [signal.id for signal in signals], context.clock())
    return tuple(_tell_signal(context.words, signal, stands.get(signal.id, ())) for signal in signals)


def _tell_signal(words: Words, signal: Signal, stands: Sequence[Stand]) -> Notice:
    """Tell in one line how a signal stands; of one in a fiche, how that stands, the one that is open first."""
    values: dict[str, object] = {"number": signal.number, "date": f"{signal.received_at:%d/%m/%Y}"}
    if stands and signal.status not in EDITABLE:
        stand = min(stands, key=lambda one: one.closed)
        said = " ".join(words.say(stand.state.key, **stand.state.values).split())
        return Notice("way.chat", values | {"title": stand.title, "state": said})
    values |= {
        name: words.say(f"{key}.{signal.status}") for name, key in (("status", "status"), ("explained", "explained"))
    }
    buttons = ((f"trek-in {signal.number}", "button.withdraw"),) if signal.status in EDITABLE else ()
    return Notice("notice.signal", values, buttons)


def _ask_withdraw(session: Session, met: Met, argument: str) -> Notice:
    signal = _find_editable(session, met, argument)
    if isinstance(signal, Notice):
        return signal
    return confirm("trek-in", "notice.withdraw-sure", {"number": signal.number}, str(signal.number))


def _withdraw(session: Session, met: Met, argument: str) -> Notice:
    signal = _find_editable(session, met, argument)
    if isinstance(signal, Notice):
        return signal
    withdraw(session, signal)
    return Notice("notice.withdrawn", {"number": signal.number})


def _find_editable(session: Session, met: Met, argument: str) -> Signal | Notice:
    """Find a signal of someone who was met by its number, locked; or say why it cannot be withdrawn."""
    signal = None
    if argument.isdigit() and len(argument) < 10:  # noqa: PLR2004 # beyond any number there will be
        own = select(Signal).where(is_own(met.reporter.id), Signal.number == int(argument))
        signal = session.scalar(own.with_for_update())
    if signal is None:
        return Notice("notice.no-such-signal")
    if signal.status not in EDITABLE:
        return Notice("notice.withdraw-too-late", {"number": signal.number})
    return signal
