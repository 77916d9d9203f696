"""Tenancy is the database's business: a sweep over every table, role and function with another municipality's rows."""

from collections.abc import Callable, Generator

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.context import Context
from core.municipalities import Place
from core.store.engine import make_engine
from core.store.tables import Base
from tests.contract.filling import as_owner, fill

TENANT, DOOR, CLOCK, PUBLIC = "signaal_tenant", "signaal_door", "signaal_clock", "signaal_public"
ROLES = (TENANT, DOOR, CLOCK, PUBLIC)
TABLES = {table.name: table for table in Base.metadata.sorted_tables}
OF_TENANT = sorted(name for name, table in TABLES.items() if "municipality_id" in table.c)
SHARED = {"municipality", "due", "keyring", "sealed", "sign_in_attempt"}
QUEUE = {"procrastinate_jobs", "procrastinate_events", "procrastinate_workers", "procrastinate_periodic_defers"}
APPEND_ONLY = {"journal", "audit", "audit_seal", "release"}
# Functions that run as the owner, who sees everything: each must bind the municipality itself.
DEFINER = {
    "find_signals(text,text,text,timestamp with time zone,uuid,integer,integer)",
    "find_entries(text,integer)",
    "hide_in_journal(uuid,text,text)",
    # Over municipalities, for a session of the owner or of who supports (core.people.installation, core.insight).
    "session_of(bytea,text)",
    "installation_state(bytea)",
    "add_tenant(bytea,text,text,text)",
    "shared_releases(bytea,text)",
}
# The columns that hold words of people, sealed or screened, and what leads to them: no door may read these.
WORDS = {
    "door": {"settings", "secret"},
    "conversation": {"dialogue", "link"},
    "contact": {"address"},
    "staff": {"password_hash", "totp"},
    "staff_invitation": {"seed", "password_hash", "email"},
    "sealed": {"value"},
    "signal": {"text", "own"},
    "questionnaire": {"body"},
    "targeted_call": {"title", "text"},
    "journal": {"details"},
    "reporter": {"organisation"},
    "audit": {"subject"},
    "saved_view": {"name", "query"},
    "fiche": {"title", "description", "former_titles", "told"},
    "action": {"title", "description", "owner", "partners", "stop_reason", "before", "after", "source"},
    "question": {"text"},
    "weighing": {"remark"},
    "closing": {"told"},
    "agenda_item": {"title", "body"},
    "agenda_note": {"text"},
    "agreement": {"signals", "publishes"},
    "approval": {"reason"},
    "fiche_item": {"text", "source"},
    "fiche_score": {"note"},
    "public_text": {"title", "text"},
    "editorial": {"text"},
    "letter_text": {"text"},
    "pulse": {"answers"},
    "import_run": {"content"},
    "import_part": {"body"},
    "import_row": {"key"},
}

Ask = Callable[..., "list[object] | str"]


@pytest.fixture
def filled(context: Context, place: Place, other_place: Place) -> tuple[Place, Place]:
    for each in (place, other_place):
        fill(context.store.url, context.keys, each)
    with as_owner(context.store.url) as session:
        session.execute(text("insert into due (key) values ('nightly')"))
        session.execute(text("insert into sign_in_attempt values ('k', 1, now(), now())"))
    return place, other_place


@pytest.fixture
def connection(context: Context) -> Generator[Connection]:
    engine = make_engine(context.store.url, size=1, role=None)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def ask(connection: Connection) -> Ask:
    """Run a statement as a role, bound to a municipality, and roll it back: its rows, or `denied`."""

    def run(role: str, municipality: int | str, statement: str, **values: object) -> list[object] | str:
        connection.rollback()
        bind = text("select set_config('role', :role, true), set_config('signaal.municipality', :id, true)")
        connection.execute(bind, {"role": role, "id": str(municipality)})
        try:
            result = connection.execute(text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else [result.rowcount]
        except DBAPIError as wrong:
            if isinstance(wrong.orig, InsufficientPrivilege):
                return "denied"
            raise
        finally:
            connection.rollback()

    return run


def test_every_table_is_known_to_this_sweep() -> None:
    assert set(TABLES) == {*OF_TENANT, *SHARED}


def test_the_filling_reaches_every_table(filled: tuple[Place, Place], connection: Connection) -> None:
    for name in TABLES:
        assert (connection.scalar(text(f"select count(*) from {name}")) or 0) > 0, name
        if name in OF_TENANT:
            ids = set(connection.scalars(text(f"select municipality_id from {name}"))) - {None}
            assert ids == {place.id for place in filled}, name


def test_a_tenant_reads_and_changes_its_own_rows_alone(filled: tuple[Place, Place], ask: Ask) -> None:
    own, other = filled
    for name in OF_TENANT:
        seen = ask(TENANT, own.id, f"select distinct municipality_id from {name}")
        assert set(seen) - {(None,)} == {(own.id,)}, name
        theirs = f"from {name} where municipality_id = :other"
        assert ask(TENANT, own.id, f"select count(*) {theirs}", other=other.id) == [(0,)]
        for statement in (
            f"update {name} set municipality_id = municipality_id where municipality_id = :other",
            f"update {name} set municipality_id = :own where municipality_id = :other",
            f"delete {theirs}",
        ):
            assert ask(TENANT, own.id, statement, own=own.id, other=other.id) in ([0], "denied"), statement
        given_away = f"update {name} set municipality_id = :other"
        assert ask(TENANT, own.id, given_away, other=other.id) == "denied", name
    assert ask(TENANT, own.id, "select id from municipality") == [(own.id,)]
    assert ask(TENANT, own.id, "update municipality set name = 'x' where id = :other", other=other.id) == [0]


def test_a_tenant_cannot_insert_for_another(filled: tuple[Place, Place], ask: Ask, connection: Connection) -> None:
    """A row for another is refused by the rules; the same row of one's own only for what is missing in it."""
    own, other = filled
    may = text("select has_table_privilege(:role, :name, 'insert')")
    for name in OF_TENANT:
        insert = f"insert into {name} (municipality_id) values (:id)"
        assert ask(TENANT, own.id, insert, id=other.id) == "denied", name
        if connection.scalar(may, {"role": TENANT, "name": name}):
            with pytest.raises(IntegrityError):
                ask(TENANT, own.id, insert, id=own.id)


def test_with_no_municipality_bound_a_tenant_sees_nothing(filled: tuple[Place, Place], ask: Ask) -> None:
    shared = ask(DOOR, "", "select count(*) from door where municipality_id is null")
    for nothing in ("", "0"):
        for name in [*OF_TENANT, "municipality", *QUEUE]:
            rows = ask(TENANT, nothing, f"select count(*) from {name}")
            assert rows in (shared if name == "door" else [(0,)], "denied"), name
            assert ask(TENANT, nothing, f"delete from {name}") in ([0], "denied"), name


def test_a_municipality_that_is_no_number_is_an_error_not_everything(filled: tuple[Place, Place], ask: Ask) -> None:
    with pytest.raises(DBAPIError):
        ask(TENANT, "1 or true", "select count(*) from signal")


def test_journal_and_audit_are_written_and_never_rewritten(filled: tuple[Place, Place], ask: Ask) -> None:
    for role in ROLES:
        for name in APPEND_ONLY:
            assert ask(role, filled[0].id, f"update {name} set municipality_id = municipality_id") == "denied"
            assert ask(role, filled[0].id, f"delete from {name}") == "denied"
            assert ask(role, filled[0].id, f"truncate {name}") == "denied"


def test_jobs_and_their_events_of_another_municipality_are_unseen(filled: tuple[Place, Place], ask: Ask) -> None:
    own, other = filled
    assert ask(TENANT, own.id, "select distinct args ->> 'municipality' from procrastinate_jobs") == [(str(own.id),)]
    assert ask(TENANT, own.id, "select count(*) from procrastinate_events") == [(1,)]
    assert ask(CLOCK, "", "select count(*) from procrastinate_events") == [(2,)]
    assert ask(TENANT, own.id, "update procrastinate_jobs set priority = 9") == [1]
    moved = "update procrastinate_jobs set args = jsonb_build_object('municipality', cast(:id as bigint))"
    assert ask(TENANT, own.id, moved, id=other.id) == "denied"
    added = "insert into procrastinate_jobs (queue_name, task_name, args) values ('default', 'x', cast(:args as jsonb))"
    assert ask(TENANT, own.id, added, args=f'{{"municipality": {own.id}}}') == [1]
    assert ask(TENANT, own.id, added, args=f'{{"municipality": {other.id}}}') == "denied"
    assert ask(TENANT, own.id, added, args="{}") == "denied"


def test_only_a_tenant_reads_words(filled: tuple[Place, Place], ask: Ask) -> None:
    for role in (DOOR, CLOCK, PUBLIC):
        for name, columns in WORDS.items():
            for column in ("*", *columns):
                assert ask(role, filled[0].id, f"select {column} from {name}") == "denied", f"{name}.{column}"


def granted(connection: Connection, role: str) -> dict[str, str]:
    """What a role may do with each table: privileges, with the columns where not all of them are meant."""
    rows = connection.execute(
        text(
            "select c.relname, p.priv, has_table_privilege(:role, c.oid, p.priv) as whole,"
            " (select string_agg(a.attname, ' ' order by a.attname) from pg_attribute a where a.attrelid = c.oid"
            "  and a.attnum > 0 and not a.attisdropped and p.priv <> 'delete'"
            "  and has_column_privilege(:role, c.oid, a.attnum, nullif(p.priv, 'delete'))) as columns"
            " from pg_class c cross join (values ('select'), ('insert'), ('update'), ('delete')) p(priv)"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm')"
        ),
        {"role": role},
    )
    may: dict[str, list[str]] = {}
    for row in rows:
        if row.whole:
            may.setdefault(row.relname, []).append(row.priv)
        elif row.columns:
            may.setdefault(row.relname, []).append(f"{row.priv}({row.columns})")
    return {name: ", ".join(sorted(privileges)) for name, privileges in may.items()}


def test_the_door_the_clock_and_the_public_have_what_is_written_here_and_no_more(
    filled: tuple[Place, Place], connection: Connection
) -> None:
    every = "delete, insert, select, update"
    settles = "body held lookup municipality_id outcome reason repeats settled_at state tries"
    assert granted(connection, DOOR) == {
        "municipality": "select(id name settings slug)",
        "door": "select(active changed_at id kind municipality_id name seen_at state), update(seen_at state)",
        "intake": f"insert, select, update({settles})",
        "letter": "insert, select, update(body lookup not_before reason response sent_at state tries)",
        "contact": "select(door_id id lookup municipality_id reporter_id used_at)",
        "conversation": "select(contact_id link_hash municipality_id)",
        "invitation": "select(expires_at municipality_id token_hash)",
        "targeted_call": "select(code municipality_id)",
        "question": "select(municipality_id token_hash)",
        "agenda_invitation": "select(id municipality_id)",
        "staff": "select(email municipality_id)",
        "staff_invitation": "select(municipality_id token_hash)",
        "staff_session": "select(municipality_id token_hash)",
        "passkey": "select(credential municipality_id)",
        "sign_in_provider": "select(active municipality_id)",
        "sign_in_attempt": every,
        "trial": "select(asked_at code door_id kind municipality_id)",
    }
    assert granted(connection, CLOCK) == {
        "municipality": "select(id name slug)",
        "due": "delete, insert, select",
        "intake": "select(held municipality_id outcome received_at repeats state)",
        "letter": "select(state)",
        "proposal": "select(municipality_id state)",
        "told": "select(due_at municipality_id state)",
        "agenda_invitation": "select(due_at municipality_id state)",
        "remark": "select(letter_id municipality_id state why)",
        "question": "select(letter_id municipality_id state why)",
        "closing": "select(municipality_id)",
        "publication_due": "select(at municipality_id)",
        "import_run": "select(municipality_id state)",
        "digest_schedule": "select(active changed_at hour municipality_id rhythm weekday)",
        "digest_run": "select(municipality_id slot state)",
        "reporter": "select(municipality_id rhythm)",
        "audit": "select(id municipality_id)",
        "audit_seal": "select(last_id municipality_id)",
        **dict.fromkeys(sorted(QUEUE), every),
    }
    assert granted(connection, PUBLIC) == {
        "municipality": "select(id name nis slug)",
        "logo_file": "select(body name)",
        "publication": "select",
    }


def test_nobody_may_do_anything_by_being_anyone(connection: Connection) -> None:
    """No grant to PUBLIC on tables, sequences or schema, but for looking up names."""
    wide = connection.scalars(
        text(
            "select relname from pg_class, aclexplode(relacl) acl where relnamespace = 'public'::regnamespace"
            " and acl.grantee = 0"
        )
    )
    assert list(wide) == []
    assert not connection.scalar(text("select has_schema_privilege('signaal_tenant', 'public', 'create')"))


def test_every_table_has_its_rules_enabled_and_forced(connection: Connection) -> None:
    rows = connection.execute(
        text(
            "select relname, relrowsecurity and relforcerowsecurity from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        )
    )
    secure = {name: bool(forced) for name, forced in rows}
    assert {*TABLES, *QUEUE, "alembic_version"} == set(secure)
    assert [name for name, forced in secure.items() if not forced] == ["alembic_version"]
    ruled = set(connection.scalars(text("select tablename from pg_policies where 'signaal_tenant' = any(roles)")))
    assert set(OF_TENANT) <= ruled
    assert not connection.scalar(text("select count(*) from pg_class where relkind in ('v', 'm')"
                                      " and relnamespace = 'public'::regnamespace"))  # fmt: skip


def test_a_rule_for_tenants_always_names_the_municipality(connection: Connection) -> None:
    rules = connection.execute(
        text("select tablename, policyname, qual, with_check from pg_policies where 'signaal_tenant' = any(roles)")
    )
    for name, _policy, using, check in rules:
        if name != "procrastinate_events":  # follows the rules of its job
            assert "signaal.municipality" in using, name
            assert check is None or "signaal.municipality" in check, name
            assert check is not None or name == "door"


def test_the_roles_have_no_powers(connection: Connection) -> None:
    rows = connection.execute(
        text(
            "select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin or rolreplication,"
            " (select count(*) from pg_class where relowner = pg_roles.oid)"
            " + (select count(*) from pg_proc where proowner = pg_roles.oid),"
            " (select count(*) from pg_auth_members where member = pg_roles.oid)"
            " from pg_roles where rolname like 'signaal\\_%' and rolname <> current_user"
        )
    )
    found = {row[0]: tuple(row[1:]) for row in rows if row[0] in ROLES}
    assert found == dict.fromkeys(ROLES, (False, 0, 0))


def test_the_program_acts_as_no_owner(context: Context, place: Place) -> None:
    for opened, role in (
        (context.store.door(), DOOR),
        (context.store.tenant(place.id), TENANT),
        (context.store.clock(), CLOCK),
        (context.store.public(), PUBLIC),
    ):
        with opened as session:
            assert session.scalar(text("select current_user")) == role
    with context.store.door() as session:  # and nothing of the last one is left in the connection
        assert session.scalar(text("select current_setting('signaal.municipality', true)")) in {"", None}


def test_functions_that_run_as_the_owner_are_these_and_have_a_fixed_path(connection: Connection) -> None:
    rows = connection.execute(
        text(
            "select oid::regprocedure::text, proconfig, has_function_privilege('signaal_public', oid, 'execute')"
            " from pg_proc where prosecdef and pronamespace = 'public'::regnamespace"
        )
    ).all()
    assert {row[0] for row in rows} == DEFINER
    assert {(tuple(row[1]), row[2]) for row in rows} == {(("search_path=pg_catalog, public, pg_temp",), False)}


def test_searching_finds_no_words_of_another(filled: tuple[Place, Place], ask: Ask) -> None:
    own, other = filled
    find = "select count(*) from find_signals(:words)"
    assert ask(TENANT, own.id, find, words="verhaal") == [(1,)]
    assert ask(TENANT, own.id, find, words=own.name) == [(1,)]
    assert ask(TENANT, own.id, find, words=other.name) == [(0,)]
    assert ask(TENANT, "", find, words="verhaal") == [(0,)]
    for role in (DOOR, CLOCK, PUBLIC):
        assert ask(role, own.id, find, words="verhaal") == "denied"


def test_the_functions_of_the_job_queue_run_as_their_caller(filled: tuple[Place, Place], ask: Ask) -> None:
    fetch = "select (procrastinate_fetch_job_v2(array['default']::varchar[], null)).id"
    assert ask(CLOCK, "", fetch) != "denied"
    for role in (DOOR, PUBLIC):
        assert ask(role, filled[0].id, fetch) == "denied"
    theirs = "select (procrastinate_fetch_job_v2(array['default']::varchar[], null)).args ->> 'municipality'"
    assert ask(TENANT, filled[1].id, theirs) == [(str(filled[1].id),)]
