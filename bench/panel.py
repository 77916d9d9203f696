"""How long whole pages of the panel take at the server, at two sizes of the same invented installation, in one run.

The installation is made by `signaal seed`: skewed, with decisions, reporters and fiches. Each page is asked through the
routes of the panel by someone who is signed in, in this process: signing in, tenancy, queries and template are in the
time, the network is not. Measured in the largest municipality and in one in the middle.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import event, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from admin.routes import make_router
from core.context import Context, now
from core.demo.seed import Size, seed
from core.municipalities import Place, read_municipality
from core.people.sessions import begin_session
from core.people.staff import find_staff
from core.settings import Settings
from core.start import open_installation
from core.store.tables import Municipality, Signal
from core.store.upgrade import upgrade_schema
from core.work import retry_job
from tests.core.people.staffing import hire

_PAGES = {
    "inbox, oldest waiting": "",
    "inbox, least sure first": "?orde=onzeker",
    "all signals, newest": "?status=alle&orde=nieuw",
    "bundled, by theme": "?status=gebundeld&thema=wonen&orde=nieuw",
    "list, a common word": "?status=alle&zoek=wachtlijst",
    "list, two words": "?status=alle&zoek=wachtlijst+psycholoog",
    "list, a rare word": "?status=alle&zoek=onvindbaarwoord",
    "search everywhere": "/zoeken?zoek=wachtlijst",
    "a signal": "/signaal/{signal}",
    "fiches": "/fiches",
    "fiches, a word": "/fiches?zoek=wachtlijst",
    "a fiche": "/fiche/1",
    "actions": "/acties",
    "today": "/vandaag",
    "figures, twelve months": "/cijfers",
    "trends": "/trends",
    "what came in": "/vers?na=1",
}


@dataclass(slots=True)
class Statements:
    """The statements of a page: how many, and the slowest with its milliseconds."""

    many: int = 0
    slowest: float = 0.0
    said: str = ""
    begun: float = field(default=0.0)

    def before(self, *_given: Any) -> None:
        """Note when a statement begins."""
        self.begun = time.perf_counter()

    def after(self, _connection: Any, _cursor: Any, statement: str, *_given: Any) -> None:
        """Note how long it took."""
        taken = (time.perf_counter() - self.begun) * 1000
        self.many += 1
        if taken > self.slowest:
            self.slowest, self.said = taken, " ".join(statement.split())


@contextmanager
def seeded(size: Size, keep: Path | None) -> Generator[Context]:
    """Open an installation of a size, made first unless the folder that is kept has it."""
    with tempfile.TemporaryDirectory(prefix="signaal-bench-") as folder:
        data = keep / str(size.signals) if keep else Path(folder)
        with open_installation(Settings(data=data)) as context:
            with context.store.door() as session:
                there = session.scalar(select(Municipality.id).limit(1))
            if there is None:
                began = time.perf_counter()
                upgrade_schema(context.store.url)
                for _done in seed(context.store.url, size, now()):
                    pass
                print(f"seeded {size.signals} signals in {time.perf_counter() - began:.0f} s")
            yield context


def places(context: Context, municipalities: int) -> dict[str, Place]:
    """Take the largest municipality and one in the middle."""
    taken = {"largest": 1, "middle": max(2, municipalities // 2)}
    found: dict[str, Place] = {}
    for name, number in taken.items():
        with context.store.tenant(number) as session:
            found[name] = read_municipality(session, number)
    return found


async def measure(context: Context, place: Place, times: int) -> dict[str, tuple[float, float, Statements, int]]:
    """Ask each page some times: milliseconds p50 and p95, its statements, its bytes."""
    email = f"{place.slug}@example.org"
    with context.store.tenant(place.id) as session:
        if not session.execute(select(Signal.id).limit(1)).first():
            raise SystemExit(f"{place.name} has no signals: take more")
        signal = session.scalar(select(Signal.id).order_by(Signal.number.desc()).limit(1))
    try:
        hire(context, place, "coordinator", email)
    except IntegrityError:
        print("  (who looks is there already, kept from a time before)")
    with context.store.tenant(place.id) as session:
        token = begin_session(session, context, find_staff(session, email), "signed-in")
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(make_router(context, retry_job))
    found: dict[str, tuple[float, float, Statements, int]] = {}
    transport = httpx.ASGITransport(app=app, client=("192.0.2.7", 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1") as browser:
        browser.cookies.set("signaal", token)
        for name, path in _PAGES.items():
            url = f"/beheer{path.format(signal=signal)}"
            said = Statements()
            event.listen(Engine, "before_cursor_execute", said.before)
            event.listen(Engine, "after_cursor_execute", said.after)
            first = await browser.get(url)
            event.remove(Engine, "before_cursor_execute", said.before)
            event.remove(Engine, "after_cursor_execute", said.after)
            if first.status_code != 200:  # a page, no redirect and no problem
                print(f"  {name}: {first.status_code}")
                continue
            taken: list[float] = []
            for _turn in range(times):
                began = time.perf_counter()
                await browser.get(url)
                taken.append((time.perf_counter() - began) * 1000)
            p95 = statistics.quantiles(taken, n=20, method="inclusive")[-1]
            found[name] = (statistics.median(taken), p95, said, len(first.content))
    return found


def main() -> None:
    """Measure and print milliseconds for each size, and the ratio between the sizes."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sizes", type=int, nargs=2, default=(10_000, 1_000_000))
    ask.add_argument("--municipalities", type=int, default=285)
    ask.add_argument("--times", type=int, default=20)
    ask.add_argument("--slow", type=float, default=50, help="print the slowest statement of a page above this p95")
    ask.add_argument("--keep", type=Path, help="a folder to keep both databases in, for a next time")
    given = ask.parse_args()
    seen: dict[tuple[str, str], list[float]] = {}
    for signals in given.sizes:
        with seeded(Size(given.municipalities, signals), given.keep) as context:
            for where, place in places(context, given.municipalities).items():
                with context.store.tenant(place.id) as session:
                    held = session.scalars(select(Signal.number).order_by(Signal.number.desc()).limit(1)).one()
                print(f"{where} municipality, {held} of {signals} signals: ms p50, p95; statements; kB")
                for name, (middle, slow, said, size) in asyncio.run(measure(context, place, given.times)).items():
                    seen.setdefault((where, name), []).append(slow)
                    print(f"  {name:26} {middle:8.1f} {slow:8.1f} {said.many:4} {size / 1000:8.1f}")
                    if slow > given.slow:
                        print(f"      slowest statement {said.slowest:.1f} ms: {said.said[:300]}")
    print("p95 at the larger size by that at the smaller:")
    for (where, name), both in seen.items():
        if len(both) == 2:  # both sizes
            print(f"  {where:8} {name:26} {both[1] / both[0]:6.1f} x")


if __name__ == "__main__":
    main()
