"""The command that writes the coordinator's kit of a municipality."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from command.opening import Slug, fail, installation, place_of, say
from core.context import Context

_PATIENCE = 5.0


def add_commands(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(kit)


def kit(
    slug: Slug,
    out: Annotated[Path, typer.Option(help="Folder for the documents; made when it is not there")],
    bot: Annotated[str, typer.Option(help="Name of the Telegram bot; unset: asked of Telegram when there is one")] = "",
) -> None:
    """Write the coordinator's kit: each document as PDF and as Word, filled in with the municipality's settings."""
    from core.kit.facts import read_facts
    from core.kit.packing import KEYS, write_files

    with installation() as opened:
        place = place_of(opened, slug)
        context = replace(opened, telegram_name=bot.removeprefix("@") or _name(opened))
        with context.store.tenant(place.id) as session:
            facts = read_facts(context, place, session)
        try:
            out.mkdir(parents=True, exist_ok=True)
            for file in track(write_files(facts, context.words), "writing", total=2 * len(KEYS), transient=True):
                (out / file.name).write_bytes(file.body)
        except OSError as wrong:
            fail(f"{out}: {wrong.strerror}")
    if not facts.reached:
        say("the codes lead to this machine: set SIGNAAL_BASE_URL before you print them")
    print(f"{2 * len(KEYS)} files in {out}")


def _name(context: Context) -> str:
    """Ask what the bot is called; empty without one, or when Telegram is away."""
    if context.settings.telegram_token is None:
        return ""
    from bot.run import learn_name

    try:
        return asyncio.run(asyncio.wait_for(learn_name(context.settings), _PATIENCE))
    except Exception:  # noqa: BLE001 # Telegram may be away in many ways: the documents then leave it out
        say("telegram: no answer, so it stands in no document; name the bot with --bot")
        return ""
