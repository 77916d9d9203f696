"""The command that fills an empty installation with invented signals, to measure it when it is large."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from command.opening import say, settings_of_environment
from core.context import now
from core.demo.seed import Size, seed
from core.start import open_database
from core.store.upgrade import upgrade_schema


def add_commands(app: typer.Typer) -> None:
    """Add the command."""
    app.command("seed")(fill)


def fill(
    municipalities: Annotated[int, typer.Option(min=1, max=600, help="How many municipalities")] = 285,
    signals: Annotated[int, typer.Option(min=1, help="How many signals in all of them together")] = 10_000,
    chance: Annotated[int, typer.Option("--seed", help="The same number gives the same signals")] = 7,
) -> None:
    """Fill an EMPTY installation with invented municipalities, signals, decisions and fiches."""
    console = Console(stderr=True)
    with open_database(settings_of_environment(), say) as database:
        upgrade_schema(database.url)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("signals", total=signals)
            for done in seed(database.url, Size(municipalities, signals, chance), now()):
                bar.update(task, completed=done)
    print(f"{signals} invented signals in {municipalities} municipalities")
