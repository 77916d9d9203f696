"""Minutes: what was on the table of a meeting, who came, and what was counted, decided and said of each fiche."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.agenda.guests import COLLEAGUE, Presence, add_up, list_guests
from core.agenda.notes import Note, list_notes
from core.agenda.reading import Item, read_item
from core.agenda.table import OnTable, read_table
from core.people.sessions import Present
from core.store.tables.agenda import DECISION


@dataclass(frozen=True, slots=True)
class Came:
    """With how many an organisation came; without a name: the municipality's own people."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said of a fiche."""

    fiche: OnTable
    decisions: tuple[Note, ...]
    remarks: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of a meeting; no name of anyone who came, of a reporter least of all."""

    item: Item
    presence: Presence
    came: tuple[Came, ...]
    talks: tuple[Talk, ...]
    remarks: tuple[Note, ...]


def read_minutes(session: Session, present: Present, number: int) -> Minutes:
    """Read the minutes of an item. Raises NotFound."""
    item = read_item(session, present, number)
    guests = list_guests(session, present, item.id)
    notes: defaultdict[int | None, list[Note]] = defaultdict(list)
    for note in list_notes(session, present, item.id):
        notes[note.agenda_fiche_id].append(note)
    own = sum(guest.came for guest in guests if guest.kind == COLLEAGUE)
    came = [Came(guest.name, guest.came) for guest in guests if guest.came and guest.kind != COLLEAGUE]
    return Minutes(
        item,
        add_up(guests, item.others, item.signallers),
        (*came, *((Came("", own),) if own else ())),
        tuple(
            Talk(
                fiche,
                tuple(note for note in notes[fiche.id] if note.kind == DECISION),
                tuple(note for note in notes[fiche.id] if note.kind != DECISION),
            )
            for fiche in read_table(session, present, item.id)
        ),
        tuple(notes[None]),
    )
