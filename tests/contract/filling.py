"""A municipality filled for a test: a row in every table, each sealed column sealed where it belongs."""

import uuid
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.municipalities import Place
from core.privacy.keys import Keys, hash_token
from core.privacy.sealed_columns import SEALED
from core.store.engine import make_engine
from core.store.tables import (
    Action,
    Allowed,
    Audit,
    AuditSeal,
    Base,
    Closing,
    Cluster,
    Contact,
    Conversation,
    DigestRun,
    DigestSchedule,
    DigestSent,
    Door,
    Editorial,
    FactMonth,
    Fiche,
    FicheItem,
    FicheReference,
    FicheScore,
    FicheShift,
    FicheSignal,
    FicheSupport,
    GuestRefusal,
    ImportPart,
    ImportRow,
    ImportRun,
    Improvement,
    Intake,
    Invitation,
    Journal,
    Letter,
    LetterText,
    LogoFile,
    Organisation,
    Passkey,
    Publication,
    PublicText,
    Pulse,
    Question,
    Questionnaire,
    RecoveryCode,
    Release,
    Remark,
    Reporter,
    SavedView,
    Signal,
    SignInProvider,
    Staff,
    StaffIdentity,
    StaffInvitation,
    StaffSession,
    TargetedCall,
    Told,
    Trial,
    Weighing,
)
from tests.contract.meeting import fill_meeting

PROVIDER = {"issuer": "https://op.example.org", "client_id": "signaal", "organisation": "0123456789"}


@contextmanager
def as_owner(url: str) -> Generator[Session]:
    """Open a transaction as the owner."""
    engine = make_engine(url, size=1, role=None)
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
    finally:
        engine.dispose()


def seal_row(keys: Keys, row: Base, words: str) -> None:
    """Seal words into every sealed column of a row."""
    for sealed in SEALED:
        if isinstance(row, sealed.table):
            place = sealed.place(row)
            setattr(row, sealed.column, keys.seal(f"{words} in {sealed.column}".encode(), place))


def fill_fiche(fiche: Fiche, signal: Signal) -> list[Base]:
    """Give a fiche one of everything, and a neighbour to name."""
    here: dict[str, Any] = {"municipality_id": fiche.municipality_id}
    other = Fiche(**here, number=2, title=f"Naast {fiche.title}")
    one, two = sorted((fiche.id, other.id))
    return [
        other,
        FicheItem(**here, fiche_id=fiche.id, kind="voorbeeld", text=fiche.title),
        FicheReference(**here, one_id=one, other_id=two),
        FicheScore(**here, fiche_id=fiche.id, kind="impact", value=3),
        FicheSupport(**here, fiche_id=fiche.id, signal_id=signal.id, sentence="digest"),
        PublicText(**here, fiche_id=fiche.id, title=fiche.title, text=fiche.title),
        FicheShift(**here, kind="samengevoegd", from_id=other.id, to_id=fiche.id, links={"closed": [], "made": {}}),
    ]


def fill(url: str, keys: Keys, place: Place, *, telegram: int = 1) -> dict[str, Base]:
    """Put one row in each table that belongs to a municipality, and a job; gives them by table name."""
    tag = place.slug
    here: dict[str, Any] = {"municipality_id": place.id}
    soon = datetime.now(UTC) + timedelta(days=1)
    door = Door(kind="mail", name=f"{tag}-mail", **here)
    with as_owner(url) as session:
        session.add(door)
        session.flush()
        seal_row(keys, door, tag)
        reporter = Reporter(**here, sector="ocmw")
        contact = Contact(**here, door_id=door.id, lookup=keys.lookup("mail", tag), reporter_id=reporter.id)
        talk = Conversation(**here, door_id=door.id, contact_id=contact.id, link_hash=hash_token(f"{tag} link"))
        staff = Staff(**here, email=f"{tag}@example.org", role="verwerker", password_hash="no", totp=b"")
        signal = Signal(
            **here, number=1, conversation_id=talk.id, reporter_id=reporter.id, channel="mail",
            started_at=datetime.now(UTC), text=f"Een verhaal uit {place.name}.",
        )  # fmt: skip
        fiche = Fiche(**here, number=1, title=f"Fiche van {place.name}")
        letter = Letter(**here, door_id=door.id, lookup=contact.lookup, body=b"")
        rows: list[Base] = [
            reporter,
            contact,
            talk,
            staff,
            signal,
            Intake(**here, door_id=door.id, external_id=f"{tag}-1", lookup=contact.lookup, body=b""),
            letter,
            Organisation(**here, name=f"Huis {tag}"),
            Allowed(**here, words=f"straat {tag}"),
            Invitation(**here, token_hash=hash_token(f"{tag} invitation"), expires_at=soon),
            Journal(**here, signal_id=signal.id, what="received", actor="reporter"),
            StaffInvitation(
                **here,
                email=f"new-{tag}@example.org",
                role="verwerker",
                token_hash=hash_token(tag),
                expires_at=soon,
            ),
            StaffSession(
                **here,
                token_hash=hash_token(f"{tag} session"),
                staff_id=staff.id,
                csrf="c",
                expires_at=soon,
            ),
            Audit(**here, staff_id=staff.id, action="looked", subject=str(uuid.uuid4())),
            Release(**here, facet="themes", period="2026-k1"),
            AuditSeal(**here, last_id=place.id, rows=1, hash=b"hash"),
            fiche,
            FicheSignal(**here, fiche_id=fiche.id, signal_id=signal.id),
            Questionnaire(**here, key="signaal", version=2, state="published", body={}),
            TargetedCall(**here, code=tag, title=tag, text=tag, theme="wonen", opens_on=soon.date(), until=soon.date()),
            Action(**here, fiche_id=fiche.id, title=f"Actie in {place.name}", owner_id=staff.id),
            *fill_fiche(fiche, signal),
            FactMonth(**here, month=24311),
            Publication(**here, version="0"),
            Cluster(**here, theme="wonen", signals=[signal.id], organisations=1),
            SavedView(**here, staff_id=staff.id, page="signals", name="Mijn lijst", query="thema=wonen"),
            SignInProvider(**here, settings=PROVIDER, secret=b"", active=False),
            StaffIdentity(**here, staff_id=staff.id, issuer="https://op.example.org", subject=tag),
            Passkey(**here, staff_id=staff.id, name=tag, begun_at=soon, credential=tag.encode(), public_key=b"public"),
            LogoFile(**here, name=f"{tag}.png", body=b"no picture"),
            RecoveryCode(**here, staff_id=staff.id, code_hash=keys.lookup("recovery", tag)),
        ]
        for row in rows:
            seal_row(keys, row, tag)
            session.add(row)
            session.flush()
        entry = session.scalars(select(Journal.id).where(Journal.municipality_id == place.id)).one()
        telling: list[Base] = [
            Told(**here, reporter_id=reporter.id, entry_id=entry, letter_id=letter.id),
            Remark(**here, reporter_id=reporter.id, channel="mail", text="Hoe zit het?"),
            Question(**here, signal_id=signal.id, reporter_id=reporter.id, text="Waar?", token_hash=hash_token(tag)),
            Weighing(**here, signal_id=signal.id, staff_id=staff.id, advice="intern"),
            Closing(**here, fiche_id=fiche.id, entry_id=entry, outcome="deels", told=f"Klaar in {place.name}."),
        ]
        run = DigestRun(**here, slot=soon)
        session.add_all([*telling, run])
        session.flush()
        telling += [
            run,
            Trial(**here, kind="mail", code=f"proef{tag}", asked_at=soon),
            DigestSchedule(**here, weekday=1, hour=9, rhythm="maand"),
            DigestSent(**here, reporter_id=reporter.id, run_id=run.id, letter_id=letter.id),
            GuestRefusal(**here, lookup=hash_token(f"{tag} guest")),
            Editorial(**here, text=f"Dag {place.name}."),
            LetterText(**here, key="thanks", text=f"Dank je wel van {place.name}."),
            Improvement(**here, fiche_id=fiche.id, entry_id=entry, reporter_id=reporter.id, answer="ja"),
            Pulse(**here, asked=hash_token(f"{tag} pulse"), year=2026, answers={}, answered_on=soon.date()),
        ]
        session.add_all(telling)
        session.flush()
        put_in = ImportRun(**here, rows=1, content=b"")
        session.add(put_in)
        session.flush()
        part = ImportPart(**here, import_id=put_in.id, nr=0, body=b"")
        for row in (put_in, part):
            seal_row(keys, row, tag)
            session.add(row)
        intake_id = session.scalars(select(Intake.id).where(Intake.municipality_id == place.id)).one()
        key = keys.lookup("import", tag)
        telling += [
            put_in,
            part,
            ImportRow(**here, key=key, import_id=put_in.id, intake_id=intake_id, signal_id=signal.id),
        ]
        session.add_all(telling)
        session.flush()
        met = list(fill_meeting(session, here, fiche, signal))
        for row in met:
            seal_row(keys, row, tag)
        session.flush()
        rows += met
        session.execute(
            text(
                "insert into procrastinate_jobs (queue_name, task_name, args)"
                " values ('default', 'signal.classify', jsonb_build_object('municipality', cast(:id as bigint)))"
            ),
            {"id": place.id},
        )
    return {row.__tablename__: row for row in reversed([door, *rows, *telling])}
