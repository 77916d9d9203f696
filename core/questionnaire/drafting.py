"""Acts on a municipality's questionnaire: drafted, published, put back to an earlier version; nobody is overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from core.dialogue.changes import Changes, read_changes, write_changes
from core.dialogue.form import Form
from core.dialogue.load import load_changed, load_form
from core.errors import NotFound
from core.municipalities import list_organisations
from core.people.audit import note
from core.people.sessions import Present
from core.questionnaire.asked import KEY, SETTING
from core.questionnaire.bounds import Wrong, find_wrong
from core.store.tables import Municipality, Questionnaire, Staff
from core.store.tables.form import DRAFT, PUBLISHED

EDIT = "form.edit"


@dataclass(frozen=True, slots=True)
class Editing:
    """How the questionnaire stands: `changes` of the draft, else of the newest version (`version`; 0: as it ships).

    `seen` is what a form carries of it. `drafted`: a draft waits, changed last by `by` at `at`.
    """

    changes: Changes
    version: int
    seen: str
    drafted: bool
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """Not done: somebody was first since the page was opened. `by` is her e-mail, where known."""

    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Done:
    """Done. `version`: the newest now; `changed` is False when all of it was so already."""

    version: int
    changed: bool = True


@dataclass(frozen=True, slots=True)
class Published:
    """A version that was published: when, and by whom (her e-mail, where known)."""

    version: int
    at: datetime
    by: str


def read_editing(session: Session, present: Present) -> Editing:
    """Read how the questionnaire of the bound municipality stands."""
    present.must(EDIT)
    newest = _newest(session, present, lock=False)
    return _editing(session, newest)


def save_draft(session: Session, present: Present, changes: Changes, seen: str) -> Done | Behind:
    """Keep changes as the draft. What is not complete yet may be kept; it cannot be published."""
    present.must(EDIT)
    newest = _newest(session, present, lock=True)
    now, body = _editing(session, newest), write_changes(changes)
    if write_changes(now.changes) == body:
        return Done(newest, changed=False)
    if now.seen != seen:
        return Behind(now.by, now.at)
    values = {"body": body, "staff_id": present.staff_id, "changed_at": func.clock_timestamp()}
    added = insert(Questionnaire).values(
        municipality_id=present.place.id, key=KEY, version=0, state=DRAFT, revision=1, **values
    )
    raised = {**values, "revision": Questionnaire.revision + 1}
    session.execute(added.on_conflict_do_update(constraint="uq_questionnaire_municipality_id_key_version", set_=raised))
    return Done(newest)


def drop_draft(session: Session, present: Present, seen: str) -> Done | Behind:
    """Throw the draft away: the newest version is what is edited from now on."""
    present.must(EDIT)
    newest = _newest(session, present, lock=True)
    now = _editing(session, newest)
    if now.drafted and now.seen != seen:
        return Behind(now.by, now.at)
    session.execute(delete(Questionnaire).where(Questionnaire.state == DRAFT, Questionnaire.key == KEY))
    return Done(newest, changed=now.drafted)


def publish(session: Session, present: Present, seen: str) -> Done | Behind | tuple[Wrong, ...]:
    """Publish the draft as a new version: dialogues that begin from now on are held with it."""
    present.must(EDIT)
    newest = _newest(session, present, lock=True)
    now = _editing(session, newest)
    if not now.drafted or now.seen != seen:
        last = _last(session)
        # The same button twice: the first time it did what it asks.
        again = last is not None and f"{last.before}-{last.revision}" == seen and last.staff_id == present.staff_id
        return Done(newest, changed=False) if again else Behind(now.by, now.at)
    wrong = find_wrong(load_form(KEY), now.changes)
    if wrong:
        return wrong
    revision = int(seen.partition("-")[2])
    session.execute(delete(Questionnaire).where(Questionnaire.state == DRAFT, Questionnaire.key == KEY))
    return Done(_publish(session, present, newest, write_changes(now.changes), revision))


def go_back(session: Session, present: Present, version: int, newest_seen: int) -> Done | Behind:
    """Publish an earlier version anew (0: the form as it ships); the draft stays. NotFound for one that never was."""
    present.must(EDIT)
    newest = _newest(session, present, lock=True)
    body = _body(session, version)
    if newest != newest_seen:
        now = _editing(session, newest)
        done = _body(session, newest) == body
        return Done(newest, changed=False) if done else Behind(now.by, now.at)
    if _body(session, newest) == body:
        return Done(newest, changed=False)
    return Done(_publish(session, present, newest, body, 0))


def list_versions(session: Session, present: Present) -> tuple[Published, ...]:
    """List what was published, newest first."""
    present.must(EDIT)
    columns = select(Questionnaire.version, Questionnaire.changed_at, Staff.email)
    rows = session.execute(
        columns.outerjoin(Staff, Staff.id == Questionnaire.staff_id)
        .where(Questionnaire.key == KEY, Questionnaire.state == PUBLISHED)
        .order_by(Questionnaire.version.desc())
    )
    return tuple(Published(version, at, email or "") for version, at, email in rows)


def read_form_of(session: Session, present: Present, version: int) -> Form:
    """Read the form of a version (0: as it ships). NotFound for one that never was."""
    present.must(EDIT)
    return _load(session, _body(session, version), version)


def form_of(session: Session, changes: Changes) -> Form:
    """Make the form that changes would give."""
    return _load(session, write_changes(changes), 0)


def _load(session: Session, body: Mapping[str, Any], version: int) -> Form:
    return load_changed(KEY, list_organisations(session), body, version)


def _publish(session: Session, present: Present, newest: int, body: Mapping[str, Any], revision: int) -> int:
    version = max(newest, load_form(KEY).version) + 1
    published = Questionnaire(
        municipality_id=present.place.id,
        key=KEY,
        version=version,
        state=PUBLISHED,
        body=dict(body),
        revision=revision,
        staff_id=present.staff_id,
    )
    session.add(published)
    session.execute(
        update(Municipality)
        .where(Municipality.id == present.place.id)
        .values(settings=func.jsonb_set(Municipality.settings, [SETTING], cast(version, JSONB)))
    )
    session.flush()
    note(session, present.place.id, present.staff_id, "form.published", version)
    return version


def _newest(session: Session, present: Present, *, lock: bool) -> int:
    """Read the number of the newest version; `lock`: whoever acts waits for whoever acts before her."""
    settings = select(Municipality.settings).where(Municipality.id == present.place.id)
    return int(session.scalars(settings.with_for_update() if lock else settings).one().get(SETTING, 0))


def _editing(session: Session, newest: int) -> Editing:
    found = session.execute(
        select(Questionnaire.state, Questionnaire.body, Questionnaire.revision, Questionnaire.changed_at, Staff.email)
        .outerjoin(Staff, Staff.id == Questionnaire.staff_id)
        .where(Questionnaire.key == KEY, Questionnaire.version.in_((0, newest)))
        .order_by(Questionnaire.version)
    ).first()
    if found is None:
        return Editing(read_changes({}), newest, f"{newest}-0", drafted=False)
    drafted = found.state == DRAFT
    seen = f"{newest}-{found.revision if drafted else 0}"
    return Editing(read_changes(found.body), newest, seen, drafted, found.email or "", found.changed_at)


def _body(session: Session, version: int) -> Mapping[str, Any]:
    if not version:
        return write_changes(read_changes({}))
    of_version = (Questionnaire.version == version) & (Questionnaire.state == PUBLISHED)
    body = session.scalar(select(Questionnaire.body).where(Questionnaire.key == KEY, of_version))
    if body is None:
        raise NotFound("version")
    return body


@dataclass(frozen=True, slots=True)
class _Last:
    before: int
    revision: int
    staff_id: Any


def _last(session: Session) -> _Last | None:
    rows = session.execute(
        select(Questionnaire.version, Questionnaire.revision, Questionnaire.staff_id)
        .where(Questionnaire.key == KEY, Questionnaire.state == PUBLISHED)
        .order_by(Questionnaire.version.desc())
        .limit(2)
    ).all()
    if not rows:
        return None
    return _Last(rows[1].version if len(rows) > 1 else 0, rows[0].revision, rows[0].staff_id)
