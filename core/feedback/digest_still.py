"""When it was silent for too long: whether an honest "no news yet" is due, and why there is none; pure."""

from datetime import datetime, timedelta

from core.feedback.digest_facts import CLOSED, UNDECIDED, Entry, FicheFact, Mine, Moment, Reader, Town
from core.feedback.digest_own import tell_state
from core.feedback.schedule import MONTHLY
from core.intake.rooms import Notice

SILENCE = timedelta(days=90)
# A turn that lies this close before the end of the silence is used for it, where her next one is too late.
_CLOSE = timedelta(days=35)
_ASKED = "aanvulling-gevraagd"
_OPEN_ACTIONS = frozenset({"gepland", "bezig"})
_DAY = "%d/%m/%Y"
Thing = tuple[str, tuple[int, ...], tuple[Notice, ...]]


def is_open(reader: Reader, town: Town) -> bool:
    """Tell whether something is still to come of one of her signals."""
    return any(mine.status in UNDECIDED or _open_fiches(mine, town) for mine in reader.signals)


def silence_ends(reader: Reader) -> datetime:
    """Give the moment until which she must have heard again: 90 days after she last did."""
    sent = max(mine.received_at for mine in reader.signals)
    return max(sent, reader.heard or sent) + SILENCE


def is_due(reader: Reader, town: Town, moment: Moment) -> bool:
    """Tell whether this is the last slot before it was silent for too long; in her own rhythm, if that is in time."""
    if not reader.signals or not is_open(reader, town):
        return False
    ends = silence_ends(reader)
    if moment.following > ends:
        return True
    return moment.turn and moment.next_turn > ends and ends - moment.at <= _CLOSE and reader.rhythm == MONTHLY


def tell_still(reader: Reader, town: Town) -> list[Thing]:
    """Say of everything that is open why there is no news: title, her signals in it, and the reason."""
    things: list[Thing] = []
    waiting = [mine for mine in reader.signals if mine.status in UNDECIDED]
    for asked in (True, False):
        numbers = tuple(dict.fromkeys(mine.known_as for mine in waiting if (mine.status == _ASKED) == asked))
        if numbers:
            things.append(("", numbers, (Notice("digest.still.asked" if asked else "digest.still.undecided"),)))
    numbers_of: dict[FicheFact, list[int]] = {}
    for mine in reader.signals:
        for fiche in _open_fiches(mine, town):
            numbers_of.setdefault(fiche, []).append(mine.known_as)
    for fiche, numbers in numbers_of.items():
        lines = (Notice("digest.still"), *_why(fiche, town.entries.get(fiche.id, ())))
        things.append((fiche.title, tuple(dict.fromkeys(numbers)), lines))
    return things


def _why(fiche: FicheFact, entries: tuple[Entry, ...]) -> tuple[Notice, ...]:
    if fiche.status != "in-actie":
        return (tell_state(fiche, entries) if fiche.status == "geparkeerd" else Notice(f"digest.why.{fiche.status}"),)
    due = [doing for doing in fiche.doings if doing.state in _OPEN_ACTIONS and doing.due_on is not None]
    if not due:
        return (Notice("digest.why.in-actie"),)
    first = min(due, key=lambda doing: (str(doing.due_on), doing.id))
    day = first.due_on.strftime(_DAY) if first.due_on else ""
    return (Notice("digest.why.in-actie-due", {"title": first.title, "day": day}),)


def _open_fiches(mine: Mine, town: Town) -> list[FicheFact]:
    held = (town.fiches[id_] for id_ in mine.fiches if id_ in town.fiches)
    return [fiche for fiche in held if fiche.status != CLOSED]
