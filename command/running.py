"""Commands that run the program or look at it: run, upgrade, doctor, chat.

The rooms are imported by the command that runs them: the others start half a second sooner.
"""

import json
from typing import Annotated

import typer

from command.opening import fail, installation, place_of, say, settings_of_environment
from core.intake.terminal import chat as hold_chat
from core.municipalities import list_municipalities
from core.start import ROLES, open_database
from core.store.upgrade import upgrade_schema


def add_commands(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (run, upgrade, doctor, chat):
        app.command()(command)


def run(
    roles: Annotated[str, typer.Option(help=f"Some of {','.join(ROLES)}, separated by commas; default: all")] = "",
    demo: Annotated[bool, typer.Option("--demo", help="Add a municipality with invented signals")] = False,
) -> None:
    """Start the roles in this process; prints `ready http://HOST:PORT` when it serves."""
    chosen = tuple(role.strip() for role in roles.split(",") if role.strip()) or ROLES
    unknown = set(chosen) - set(ROLES)
    if unknown:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: only {', '.join(ROLES)}", param_hint="--roles")
    import uvloop

    from core.demo.load import load_demo
    from wiring import run_roles

    with installation() as context:
        uvloop.run(run_roles(context, chosen, say, demo=load_demo(context) if demo else None))


def upgrade() -> None:
    """Bring the database to the version of this program."""
    with open_database(settings_of_environment(), say) as database:
        print(f"schema {upgrade_schema(database.url)}")


def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON line a check")] = False) -> None:
    """Check what the installation needs, and say what to do about what is missing."""
    from core.doctor import examine
    from wiring import check_mail, check_token

    bad = False
    for finding in examine(settings_of_environment(), check_token, check_mail):
        bad = bad or finding.state == "bad"
        if as_json:
            print(json.dumps({name: getattr(finding, name) for name in ("check", "state", "found", "todo")}))
        else:
            mark = {"good": "ok  ", "note": "note", "bad": "BAD "}[finding.state]
            print(f"{mark}  {finding.check}: {finding.found}" + (f"\n      → {finding.todo}" if finding.todo else ""))
    if bad:
        raise SystemExit(1)


def chat(slug: Annotated[str, typer.Option("--municipality", help="Slug; default: the only one")] = "") -> None:
    """Hold the dialogue in the terminal."""
    with installation() as context:
        if not slug:
            with context.store.door() as session:
                known = list_municipalities(session)
            if len(known) != 1:
                fail(
                    f"choose one with --municipality: {', '.join(place.slug for place in known) or 'there is none yet'}"
                )
            slug = known[0].slug
        hold_chat(context, place_of(context, slug).slug, lambda: input("> "), print)
