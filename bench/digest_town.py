"""A municipality with many reporters, each with a signal in a fiche of which there is news: for bench.digest."""

import uuid
from datetime import datetime

import psycopg

from bench.digest_relays import DOMAIN
from core.context import Context
from core.municipalities import Place
from core.privacy import keys

_A_FICHE = 20  # reporters


def fill(context: Context, place: Place, many: int, at: datetime) -> None:
    """Let so many reporters each have a signal in a fiche of which there is news."""
    with psycopg.connect(context.store.url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        door = cursor.execute("select id from door where kind = 'mail'").fetchone()
        assert door is not None
        reporters = [uuid.uuid4() for _ in range(many)]
        fiches = [uuid.uuid4() for _ in range(max(1, many // _A_FICHE))]
        signals = [uuid.uuid4() for _ in range(many)]
        with cursor.copy("copy reporter (id, municipality_id, wants) from stdin") as copy:
            for reporter in reporters:
                copy.write_row((reporter, place.id, "email"))
        contact = "copy contact (id, door_id, lookup, municipality_id, reporter_id, address) from stdin"
        with cursor.copy(contact) as copy:
            for number, reporter in enumerate(reporters):
                id_ = uuid.uuid4()
                where = keys.Place(place.id, str(id_), "contact.address")
                sealed = context.keys.seal(f"worker.{number}@{DOMAIN}".encode(), where)
                copy.write_row((id_, door[0], id_.bytes, place.id, reporter, sealed))
        signal = (
            "copy signal (id, municipality_id, number, conversation_id, reporter_id, channel, started_at, received_at,"
            " text, breadth, language, wants, status, form, form_version) from stdin"
        )
        with cursor.copy(signal) as copy:
            for number, (id_, reporter) in enumerate(zip(signals, reporters, strict=True), 1):
                words = "Gezinnen vinden geen betaalbare huurwoning en wachten al maanden."
                row = (id_, place.id, number, uuid.uuid4(), reporter, "mail", at, at, words, "veel", "nl", "email")
                copy.write_row((*row, "gebundeld", "signaal", 1))
        with cursor.copy("copy fiche (id, municipality_id, number, title, status, version) from stdin") as copy:
            for number, fiche in enumerate(fiches, 1):
                copy.write_row((fiche, place.id, number, f"Te weinig woningen {number}", "geprioriteerd", 1))
        with cursor.copy("copy fiche_signal (municipality_id, fiche_id, signal_id, since) from stdin") as copy:
            for number, id_ in enumerate(signals):
                copy.write_row((place.id, fiches[number // _A_FICHE % len(fiches)], id_, at))
        with cursor.copy("copy journal (municipality_id, fiche_id, at, what, actor, details) from stdin") as copy:
            for fiche in fiches:
                for to in ("getoetst", "geprioriteerd"):
                    copy.write_row((place.id, fiche, at, "moved", "staff", f'{{"from": "", "to": "{to}"}}'))
        connection.commit()
        connection.autocommit = True
        # Only what was filled: of a table that was seen empty, plans that are kept would go through all of it.
        cursor.execute("vacuum analyze reporter, contact, signal, fiche, fiche_signal, journal")
