"""The front door of Signaal: the command line, and the place where settings, store, work and rooms are wired."""

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, NoReturn

import typer
import uvloop

from core.context import Context
from core.demo.load import load_demo
from core.doctor import examine
from core.errors import SignaalError
from core.export.lines import export_lines
from core.intake.screen.find import find_personal
from core.intake.screen.spans import mask
from core.intake.terminal import chat as hold_chat
from core.log import start_logging
from core.municipalities import (
    Place,
    add_municipality,
    add_organisation,
    find_municipality,
    invite_reporters,
    list_municipalities,
    list_organisations,
    set_setting,
)
from core.people.invite import invite
from core.privacy.keys import new_key
from core.privacy.retention import run_retention
from core.privacy.rotate import retire_old_keys, rotate_installation
from core.settings import Settings, read_settings
from core.start import open_database, open_installation, owning
from core.store.upgrade import upgrade_schema
from mail.understand.command import strip_raw
from wiring import ROLES, check_mail, check_token, run_roles

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
municipality = typer.Typer(no_args_is_help=True, help="Municipalities: the tenants.")
user = typer.Typer(no_args_is_help=True, help="People who sign in to the panel.")
keys = typer.Typer(no_args_is_help=True, help="The secret keys.")
app.add_typer(municipality, name="municipality")
app.add_typer(user, name="user")
app.add_typer(keys, name="keys")

Slug = Annotated[str, typer.Option("--municipality", help="Slug of the municipality")]


def main() -> None:
    """Run the command line: exit 0 good, 1 failed, 2 usage."""
    try:
        app()
    except SignaalError as wrong:
        fail(str(wrong))


def fail(why: str) -> NoReturn:
    """Say why it failed and exit with 1."""
    print(f"signaal: {why}", file=sys.stderr)
    raise SystemExit(1)


def say(line: str) -> None:
    """Tell the person at the keyboard something that is no result."""
    print(line, file=sys.stderr, flush=True)


def settings_of_environment() -> Settings:
    """Read the settings, from the environment and the file that SIGNAAL_ENV_FILE names."""
    import os  # noqa: PLC0415 # the one place that looks at the environment itself

    file = os.environ.get("SIGNAAL_ENV_FILE")
    settings = read_settings(Path(file) if file else None)
    start_logging(settings.log)
    return settings


@contextmanager
def installation() -> Generator[Context]:
    """Open the installation of the environment."""
    with open_installation(settings_of_environment(), say) as context:
        yield context


def place_of(context: Context, slug: str) -> Place:
    """Find a municipality by its slug."""
    with context.store.door() as session:
        return find_municipality(session, slug)


@app.command()
def run(
    roles: Annotated[str, typer.Option(help=f"Some of {','.join(ROLES)}, separated by commas; default: all")] = "",
    demo: Annotated[bool, typer.Option("--demo", help="Add a municipality with invented signals")] = False,
) -> None:
    """Start the roles in this process; prints `ready http://HOST:PORT` when it serves."""
    chosen = tuple(role.strip() for role in roles.split(",") if role.strip()) or ROLES
    unknown = set(chosen) - set(ROLES)
    if unknown:
        raise typer.BadParameter(f"unknown role {', '.join(sorted(unknown))}", param_hint="--roles")
    with installation() as context:
        uvloop.run(run_roles(context, chosen, say, demo=load_demo(context) if demo else None))


@app.command()
def upgrade() -> None:
    """Bring the database to the version of this program."""
    with open_database(settings_of_environment(), say) as database:
        print(f"schema {upgrade_schema(database.url)}")


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON line a check")] = False) -> None:
    """Check what the installation needs, and say what to do about what is missing."""
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


@app.command()
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


@app.command()
def screen(text: Annotated[str | None, typer.Argument(help="Default: JSON lines on standard input")] = None) -> None:
    """Find personal data in a text, as JSON: the masked text and the spans (offsets in characters of the input)."""
    if text is not None:
        print(json.dumps(_screened(text), ensure_ascii=False))
        return
    for place, line in enumerate(sys.stdin, 1):
        if line.strip():
            try:
                given = json.loads(line)
                print(json.dumps({"id": given["id"], **_screened(given["text"])}, ensure_ascii=False), flush=True)
            except (ValueError, KeyError, TypeError):
                fail(f'line {place}: expected {{"id": ..., "text": "..."}}')


@app.command()
def strip() -> None:
    """Read a raw mail on standard input and print, as JSON, its kind and the writer's own words; nothing is stored."""
    print(json.dumps(strip_raw(sys.stdin.buffer.read()), ensure_ascii=False))


def _screened(text: str) -> dict[str, object]:
    spans = find_personal(text)
    return {
        "text": mask(text, spans),
        "spans": [{"start": span.start, "end": span.end, "type": span.type} for span in spans],
    }


@app.command()
def export(slug: Slug, style: Annotated[str, typer.Option("--format", help="jsonl or csv")] = "jsonl") -> None:
    """Write a municipality's signals to standard output, one a line."""
    if style not in {"jsonl", "csv"}:
        raise typer.BadParameter("jsonl or csv", param_hint="--format")
    with installation() as context:
        for line in export_lines(context, place_of(context, slug), style):
            sys.stdout.write(line)


@app.command()
def retain(
    slug: Slug,
    apply: Annotated[bool, typer.Option("--apply", help="Do it; without this, only count")] = False,
    force: Annotated[bool, typer.Option("--force", help="Also when it touches more than 5 %")] = False,
) -> None:
    """Count what is older than the municipality's retention periods and, with --apply, erase or anonymise it."""
    with installation() as context:
        done = run_retention(context, place_of(context, slug), dry=not apply, force=force)
        print(done.describe())


@municipality.command("add")
def municipality_add(
    slug: str,
    name: Annotated[str, typer.Option(help="Its name")],
    nis: Annotated[str | None, typer.Option(help="Its NIS code: five digits")] = None,
) -> None:
    """Add a municipality with defaults."""
    with open_database(settings_of_environment(), say) as database:
        upgrade_schema(database.url)
        with owning(database.url) as session:
            print(add_municipality(session, slug, name, nis).slug)


@municipality.command("list")
def municipality_list() -> None:
    """List the municipalities: slug and name."""
    with installation() as context, context.store.door() as session:
        for place in list_municipalities(session):
            print(f"{place.slug}\t{place.name}")


@municipality.command("set")
def municipality_set(
    slug: str,
    name: Annotated[str, typer.Argument(help="Such as service, working_days, danger_text, retention.signals")],
    value: str,
) -> None:
    """Change a setting of a municipality: who answers, in how many days, texts, retention periods."""
    with installation() as context:
        place = place_of(context, slug)
        with context.store.tenant(place.id) as session:
            print(json.dumps(set_setting(session, place.id, name, value), ensure_ascii=False))


@municipality.command("organisation")
def municipality_organisation(
    slug: str,
    name: Annotated[list[str], typer.Argument(help="Names of organisations")],
    sector: Annotated[str | None, typer.Option(help="Key of their sector")] = None,
) -> None:
    """List organisations that reporters of a municipality can choose from."""
    with installation() as context:
        place = place_of(context, slug)
        with context.store.tenant(place.id) as session:
            for one in name:
                add_organisation(session, place.id, one, sector)
            print(len(list_organisations(session)))


@municipality.command("invite")
def municipality_invite(
    slug: str,
    sector: Annotated[str | None, typer.Option(help="Key of the sector to fill in")] = None,
    organisation: Annotated[str | None, typer.Option(help="Organisation to fill in")] = None,
    days: Annotated[int, typer.Option(help="Days that the link works; 0: as long as nobody ends it", min=0)] = 0,
) -> None:
    """Make a link for reporters, for a poster or a mail to a team; prints it for the web and for Telegram."""
    with installation() as context:
        place = place_of(context, slug)
        ends = context.clock() + timedelta(days=days) if days else None
        with context.store.tenant(place.id) as session:
            token = invite_reporters(session, place.id, sector, organisation, ends)
        print(f"{context.base_url}/{place.slug}/signaal?uitnodiging={token}")
        if context.settings.telegram_token is not None:
            print(f"https://t.me/{check_token(context.settings)}?start={token}")


@user.command("add")
def user_add(
    email: str, role: Annotated[str, typer.Option(help="verwerker, coordinator or beheerder")], slug: Slug
) -> None:
    """Invite someone to the panel: prints a link that works once, for 72 hours."""
    with installation() as context:
        place = place_of(context, slug)
        with owning(context.store.url) as session:
            token = invite(session, place.id, email, role)
        print(f"{context.base_url}/beheer/uitnodiging/{token}")


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
def keys_retire() -> None:
    """Drop all but the newest key from the key file; older backups then stay closed for ever."""
    settings = settings_of_environment()
    if settings.secret_key is not None:
        fail("the keys are in SIGNAAL_SECRET_KEY: take the old ones out there")
    with open_database(settings, say) as database:
        retire_old_keys(database.url, settings.data)
    print("retired")


@keys.command("new")
def keys_new() -> None:
    """Print a fresh key for SIGNAAL_SECRET_KEY."""
    print(new_key())


if __name__ == "__main__":
    main()
