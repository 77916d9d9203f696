"""How long the panel's list takes at the server: newest, filtered, searched and paged, on a generated installation.

Signals are invented: sentences of the demo with words of one's own, some in every text and some in one of thousands.
One municipality is large (30 % of all signals, as a region's would be), the others share the rest.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text

from core.demo.load import read_demo
from core.review.listing import Filters, list_signals
from core.store import embedded
from core.store.engine import Store
from core.store.upgrade import upgrade_schema

_LARGE = 0.3  # of all signals are the first municipality's
_NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_CHANNELS = ("web", "telegram", "mail", "import")
_STATES = ("gebundeld", "in-nazicht", "nieuw", "dubbel", "geen-signaal", "ingetrokken")
# How often each of these words of ours stands in a text: from nearly always to once in a hundred thousand.
_WORDS = {
    "overalwoord": 0.5,
    "veelwoord": 0.08,
    "soms": 0.01,
    "weinigwoord": 0.001,
    "zeldwoord": 0.0001,
    "eenswoord": 1e-5,
}
_ONCE_OLD = "vroegerwoord"  # in one of five of the oldest half, and in none since


@contextmanager
def generated(municipalities: int, signals: int, keep: Path | None) -> Generator[str]:
    """Start a server of its own with that many invented signals, or go on with the one kept in a folder."""
    with tempfile.TemporaryDirectory(prefix="signaal-bench-") as folder:
        server = embedded.start(keep or Path(folder))
        try:
            upgrade_schema(server.url)
            with psycopg.connect(server.url.replace("+psycopg", ""), autocommit=True) as owner:
                if not owner.execute("select 1 from signal limit 1").fetchone():
                    _fill(owner, municipalities, signals)
            yield server.url
        finally:
            embedded.stop(server)


def _fill(owner: "psycopg.Connection[Any]", municipalities: int, signals: int) -> None:
    chance = random.Random(7)
    told = [str(told["text"]) for told in read_demo()["signals"]]
    names = [(f"gemeente-{n}", f"Gemeente {n}") for n in range(municipalities)]
    with owner.cursor() as cursor:
        cursor.executemany(
            "insert into municipality (slug, name, settings, next_number) values (%s, %s, '{}', 1)", names
        )
    ids = [row[0] for row in owner.execute("select id from municipality order by id").fetchall()]
    counts = dict.fromkeys(ids, 0)
    columns = (
        "id, municipality_id, number, conversation_id, channel, started_at, received_at, text, status, "
        "breadth, wants, language, form, form_version"
    )
    rest = ("veel", "nee", "nl", "signaal", 1)
    with owner.cursor().copy(f"copy signal ({columns}) from stdin") as copy:
        for turn in range(signals):
            place = ids[0] if chance.random() < _LARGE else chance.choice(ids)
            counts[place] += 1
            at = _NOW - timedelta(seconds=(signals - turn) * 60)
            own = [word for word, often in _WORDS.items() if chance.random() < often]
            if turn < signals / 2 and chance.random() < 0.2:
                own.append(_ONCE_OLD)
            story = " ".join((*chance.sample(told, 2), *own))
            channel = chance.choices(_CHANNELS, (60, 30, 9.9, 0.1))[0]
            status = chance.choices(_STATES, (70, 10, 10, 5, 4.9, 0.1))[0]
            row = (_uuid(chance), place, counts[place], _uuid(chance), channel, at, at, story, status, *rest)
            copy.write_row(row)
    owner.execute("vacuum analyze signal")


def _uuid(chance: random.Random) -> str:
    return f"{chance.getrandbits(128):032x}"


def _measure(what: Callable[[], object], times: int) -> tuple[float, float]:
    taken: list[float] = []
    for _turn in range(times):
        began = time.perf_counter()
        what()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20, method="inclusive")[-1]


def _asked() -> dict[str, Filters]:
    words = {f"search {word}": Filters(words=word) for word in (*_WORDS, _ONCE_OLD, "nergenswoord")}
    return {
        "newest": Filters(),
        "status common": Filters(status="gebundeld"),
        "status rare": Filters(status="ingetrokken"),
        "channel rare": Filters(channel="import"),
        "both rare": Filters(channel="import", status="ingetrokken"),
        "channel rare, status common": Filters(channel="import", status="gebundeld"),
        **words,
        "search veelwoord + rare status": Filters(words="veelwoord", status="ingetrokken"),
        "search overalwoord + rare channel": Filters(words="overalwoord", channel="import"),
        "search overalwoord + both": Filters(words="overalwoord", channel="import", status="ingetrokken"),
        "search two common words": Filters(words="overalwoord veelwoord"),
    }


def main() -> None:
    """Measure and print milliseconds, for the large municipality and for one of the others."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--municipalities", type=int, default=285)
    ask.add_argument("--signals", type=int, default=1_000_000)
    ask.add_argument("--times", type=int, default=40)
    ask.add_argument("--keep", type=Path, help="a folder to keep the database in, for a next time")
    given = ask.parse_args()
    with generated(given.municipalities, given.signals, given.keep) as url:
        store = Store(url, size=2)
        with store.public() as session:
            ids = [row[0] for row in session.execute(text("select id from municipality order by id")).all()]
        for name, place in (("large", ids[0]), ("other", ids[1])):
            with store.tenant(place) as session:
                held = session.execute(text("select count(*) from signal")).scalar_one()
            print(f"{name} municipality, {held} of {given.signals} signals: milliseconds p50, p95")
            for label, filters in _asked().items():
                _show(store, place, label, filters, given.times)
        store.close()


def _show(store: Store, place: int, label: str, filters: Filters, times: int) -> None:
    def look(after: str = "") -> Any:
        with store.tenant(place) as session:
            return list_signals(session, Filters(filters.channel, filters.status, filters.words, after))

    first = look()
    middle, slow = _measure(look, times)
    line = f"  {label:36} {middle:8.1f} {slow:8.1f}   {first.total}{'+' if first.capped else ''} found"
    if first.next:
        middle, slow = _measure(lambda: look(first.next), times)
        line += f"; next page {middle:.1f} {slow:.1f}"
    print(line)


if __name__ == "__main__":
    main()
