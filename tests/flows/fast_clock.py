"""A fast clock: the program's and its database's, moved together, so that months pass between two steps of a test."""

from datetime import UTC, datetime, timedelta

from tests.conftest import owner_connection

# Names without a schema find these first: in queries, in functions, and, told anew, in the defaults of columns.
_PREPARE = """
create table fast_clock (ahead interval not null);
insert into fast_clock values ('0');
grant select on fast_clock to public;
create function public.now() returns timestamptz language sql stable as
    'select pg_catalog.now() + ahead from public.fast_clock';
create function public.clock_timestamp() returns timestamptz language sql volatile as
    'select pg_catalog.clock_timestamp() + ahead from public.fast_clock';
do $$ begin
    execute format('alter database %I set search_path = public, pg_catalog', current_database());
end $$;
"""
_RENEW = """
set search_path = public, pg_catalog;
do $$ declare one record; begin
    for one in select table_name, column_name from information_schema.columns
        where table_schema = 'public' and column_default in ('now()', 'pg_catalog.now()')
    loop
        execute format('alter table %I alter column %I set default public.now()', one.table_name, one.column_name);
    end loop;
end $$;
"""


class FastClock:
    """A clock that runs as any other and is moved ahead. Its database must be one that no other test gets."""

    def __init__(self, url: str) -> None:
        """Take the owner's address of a database that nobody is connected to yet."""
        self.url, self._ahead = url, timedelta(0)
        with owner_connection(url) as owner:
            owner.execute(_PREPARE.encode())
            owner.execute(_RENEW.encode())

    def __call__(self) -> datetime:
        """Tell the time, in UTC."""
        return datetime.now(UTC) + self._ahead

    def jump(self, moment: datetime) -> None:
        """Make it this moment (aware), for the program and for its database."""
        self._ahead = moment - datetime.now(UTC)
        with owner_connection(self.url) as owner:
            owner.execute(b"update fast_clock set ahead = %s", (self._ahead,))
