"""Commands about the secret keys: rotate, retire, new."""

from typing import Annotated

import typer

from command.opening import fail, say, settings_of_environment
from core.privacy.keys import new_key, read_keys
from core.privacy.rotate import retire_old_keys, rotate_installation
from core.start import open_database
from core.store.upgrade import upgrade_schema

keys = typer.Typer(no_args_is_help=True, help="The secret keys.")


def add_commands(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(keys, name="keys")


@keys.command("rotate")
def keys_rotate() -> None:
    """Seal everything with a new key; afterwards the old one can go."""
    settings = settings_of_environment()
    given = settings.secret_key.get_secret_value() if settings.secret_key else None
    with open_database(settings, say) as database:
        upgrade_schema(database.url)
        done = rotate_installation(database.url, given, settings.data, lambda count: say(f"{count} sealed again"))
    if done.new_setting:
        say("set SIGNAAL_SECRET_KEY to what follows, restart every program, and run this again; drop the old key after")
        print(done.new_setting)
        return
    for column, count in done.resealed.items():
        print(f"{column}\t{count}")
    say("everything is sealed with the new key; keep the old one for as long as you keep old backups")


@keys.command("retire")
def keys_retire(yes: Annotated[bool, typer.Option("--yes", help="Do not ask first")] = False) -> None:
    """Drop all but the newest key from the key file; older backups then stay closed for ever."""
    settings = settings_of_environment()
    if settings.secret_key is not None:
        fail("the keys are in SIGNAAL_SECRET_KEY: take the old ones out there")
    with open_database(settings, say) as database:
        upgrade_schema(database.url)
        old = len(read_keys(None, settings.data).ring) - 1
        if old == 0:
            say("there is one key only: nothing to retire (signaal keys rotate makes a new one)")
            return
        if not yes:
            question = f"Drop {old} of {old + 1} keys? Backups made before the rotation then stay closed for ever"
            typer.confirm(question, abort=True, err=True)
        retire_old_keys(database.url, settings.data)
    print(f"{old} retired")


@keys.command("new")
def keys_new() -> None:
    """Print a fresh key for SIGNAAL_SECRET_KEY."""
    print(new_key())
