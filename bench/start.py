"""How long `signaal run` takes to serve with data that is there, and what memory it holds when idle."""

import argparse
import json
import statistics
import time

from bench.figures import children_of, group_of, memory
from tests.flows.program import Program, installation
from tests.flows.sink import listening

_IDLE = 10.0  # seconds after which the program is at rest


def starts(program: Program, times: int, *, hard: bool) -> list[float]:
    """Start and end the program some times; `hard`: killed, with its database still running."""
    taken: list[float] = []
    for _turn in range(times):
        taken.append(program.start())
        time.sleep(1)
        if hard:
            program.kill()
        else:
            program.stop()
    return taken


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--times", type=int, default=5)
    times = ask.parse_args().times
    bot = {"telegram_token": "1:bench", "telegram_webhook": "https://bot.example.org"}
    with listening() as sink, installation(run=("--demo",), telegram_base_url=sink.base, **bot) as program:
        first = program.start()
        program.stop()
        cold = starts(program, times, hard=False)
        program.start()
        program.kill()
        warm = starts(program, times, hard=True)
        held: list[dict[str, float]] = []
        database: list[dict[str, float]] = []
        for _turn in range(3):
            program.start()
            time.sleep(_IDLE)
            held.append(memory(group_of(program.pid)))
            postmaster = (program.folder / "data" / "postgres" / "postmaster.pid").read_text()
            database.append(memory(children_of(int(postmaster.split()[0]))))
            program.stop()
    print(f"first start, with making the database: {first:.2f} s")
    print(f"start to ready, database stopped: median {statistics.median(cold):.2f} s of {_shown(cold)}")
    print(f"start to ready, after kill -9, database running: median {statistics.median(warm):.2f} s of {_shown(warm)}")
    print(f"idle memory of the program, MB (median): {json.dumps(_median(held))}")
    print(f"idle memory of PostgreSQL, MB (median): {json.dumps(_median(database))}")


def _shown(seconds: list[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in sorted(seconds))


def _median(measured: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(figures[name] for figures in measured) for name in measured[0]}


if __name__ == "__main__":
    main()
