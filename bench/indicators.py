"""How long the figures of a municipality take at the server, on invented signals, and where the time goes.

    .venv/bin/python -P bench/indicators.py --signals 10000 100000

All signals are of one municipality and of the last two years, so that nearly all of them are in the figures: most
municipalities have some hundreds a year. Half are decided and bundled, a third were told something.
"""

import argparse
import statistics
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event

from core.insight.facts_kept import read_facts
from core.insight.figures import Question, read_figures
from core.municipalities import Place
from core.people.sessions import Present
from core.store import embedded
from core.store.engine import Store
from core.store.upgrade import upgrade_schema

_NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_SEED = """
insert into municipality (slug, name, settings, next_number) values ('groot', 'Groot', '{}', 1);
insert into reporter (id, municipality_id, wants)
  select md5('r' || n)::uuid, 1, 'hier' from generate_series(1, %(reporters)s) n;
insert into fiche (id, municipality_id, number, title, status, version)
  select md5('f' || n)::uuid, 1, n, 'Fiche ' || n, 'ontwerp', 1 from generate_series(1, %(fiches)s) n;
insert into signal (id, municipality_id, number, conversation_id, reporter_id, channel, started_at, received_at, text,
    status, breadth, wants, language, form, form_version, sector, organisation, themes, target_groups)
  select md5('s' || n)::uuid, 1, n, md5('c' || n)::uuid, md5('r' || (n * 7919 %% %(reporters)s + 1))::uuid,
    (array['web', 'telegram', 'mail'])[n %% 3 + 1], at - interval '95 seconds', at,
    repeat('Gezinnen wachten te lang op een antwoord. ', 4), case when n %% 2 = 0 then 'gebundeld' else 'nieuw' end,
    'veel', 'hier', 'nl', 'signaal', 1, (array['ocmw', 'caw', 'onderwijs', 'ggz', 'jeugd'])[n %% 5 + 1],
    'Huis ' || n %% 40, array[(array['wonen', 'werk', 'digitaal', 'jeugd', 'mobiliteit', 'armoede'])[n %% 6 + 1]],
    array['gezinnen']
  from (select n, timestamptz '2026-11-22 11:00+01' - n * (interval '700 days' / %(signals)s) as at
    from generate_series(1, %(signals)s) n) numbered;
insert into journal (municipality_id, signal_id, what, actor, at, details)
  select 1, id, 'received', 'reporter', received_at, '{}' from signal;
insert into journal (municipality_id, signal_id, what, actor, at, details)
  select 1, id, 'decided', 'staff', received_at + interval '4 days', '{"to": "gebundeld"}' from signal
  where number %% 2 = 0;
insert into fiche_signal (municipality_id, fiche_id, signal_id)
  select 1, md5('f' || (number %% %(fiches)s + 1))::uuid, id from signal where number %% 2 = 0;
insert into told (municipality_id, reporter_id, entry_id, state, done_at)
  select 1, signal.reporter_id, journal.id, 'sent', journal.at from journal join signal on signal.id = signal_id
  where what = 'decided' and signal.number %% 3 = 0 on conflict do nothing;
"""


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--signals", type=int, nargs="+", default=[10_000, 100_000])
    ask.add_argument("--times", type=int, default=5)
    ask.add_argument("--plans", action="store_true", help="print the plans of slow statements")
    given = ask.parse_args()
    for signals in given.signals:
        with tempfile.TemporaryDirectory(prefix="signaal-bench-") as folder:
            server = embedded.start(Path(folder))
            try:
                upgrade_schema(server.url)
                _seed(server.url, signals)
                _measure(Store(server.url, size=2), signals, given.times, plans=given.plans)
            finally:
                embedded.stop(server)


def _seed(url: str, signals: int) -> None:
    values = {"signals": signals, "reporters": max(1, signals // 20), "fiches": max(1, signals // 40)}
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as owner:
        for statement in _SEED.split(";\n"):
            if statement.strip():
                psycopg.ClientCursor(owner).execute(statement.encode(), values)
        for table in ("signal", "journal", "proposal", "told", "fiche_signal"):
            owner.execute(f"vacuum analyze {table}".encode())


def _measure(store: Store, signals: int, times: int, *, plans: bool) -> None:
    present = Present(uuid.uuid4(), "lut@example.org", "coordinator", Place(1, "groot", "Groot", {}), "", b"")
    whole: list[float] = []
    reading: list[float] = []
    for _ in range(times):
        with store.tenant(1) as session:
            began = time.perf_counter()
            figures = read_figures(session, present, Question(), _NOW)
            whole.append(1000 * (time.perf_counter() - began))
            every = sorted({*figures.period.before, *figures.period.whole})
            began = time.perf_counter()
            read_facts(session, every[0].begin, every[-1].end)
            reading.append(1000 * (time.perf_counter() - began))
    print(
        f"{signals} signals: all figures {statistics.median(whole):.0f} ms (slowest {max(whole):.0f}),"
        f" of which reading {statistics.median(reading):.0f} ms"
    )
    if plans:
        _explain(store)
    store.close()


def _explain(store: Store) -> None:
    with store.tenant(1) as session:
        seen: list[tuple[str, Any]] = []
        event.listen(session.connection(), "before_cursor_execute", lambda *given: seen.append((given[2], given[3])))
        read_facts(session, datetime(2024, 10, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
        for statement, values in seen:
            cursor = session.connection().connection.cursor()
            cursor.execute(f"explain (analyze, buffers) {statement}", values)
            lines = [str(row[0]) for row in cursor.fetchall()]
            print("\n".join(lines if float(lines[-1].split()[2]) > 100 else lines[-1:]))


if __name__ == "__main__":
    main()
