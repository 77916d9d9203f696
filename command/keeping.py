"""Commands of an installation's keeper: municipalities, people, what is exported and how long things are kept."""

import json
import sys
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from command import joining
from command.opening import Slug, fail, installation, place_of
from core.export import written
from core.municipalities import (
    add_organisation,
    invite_reporters,
    list_municipalities,
    list_organisations,
    set_setting,
)
from core.people.chain import verify_chain
from core.people.invite import invite
from core.people.roles import ROLES
from core.privacy.retention import AsksFirst, run_retention
from core.start import owning

municipality = typer.Typer(no_args_is_help=True, help="Municipalities: the tenants.")
user = typer.Typer(no_args_is_help=True, help="People who sign in to the panel.")
audit = typer.Typer(no_args_is_help=True, help="What people did in the panel.")


def add_commands(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(export)
    app.command()(retain)
    joining.add_commands(municipality)
    app.add_typer(municipality, name="municipality")
    app.add_typer(user, name="user")
    app.add_typer(audit, name="audit")


def export(
    slug: Slug,
    style: Annotated[str, typer.Option("--format", help="jsonl, csv or xlsx")] = "jsonl",
    what: Annotated[str, typer.Option(help="signals, fiches, actions, agenda or partners")] = "signals",
) -> None:
    """Write a municipality's signals, fiches, actions, agenda or partners to standard output, one a line."""
    for given, known, hint in ((style, written.STYLES, "--format"), (what, tuple(written.KINDS), "--what")):
        if given not in known:
            raise typer.BadParameter(f"one of {', '.join(known)}", param_hint=hint)
    if style == "xlsx" and sys.stdout.isatty():
        raise typer.BadParameter("a workbook is no text: write it to a file, with > FILE", param_hint="--format")
    with installation() as context:
        for piece in written.export(context, place_of(context, slug), what, style):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()


def retain(
    slug: Slug,
    apply: Annotated[bool, typer.Option("--apply", help="Do it; without this, only count")] = False,
    force: Annotated[bool, typer.Option("--force", help="Also when it touches more than 5 %")] = False,
) -> None:
    """Count what is older than the municipality's retention periods and, with --apply, erase or anonymise it."""
    with installation() as context:
        place = place_of(context, slug)
        try:
            done = run_retention(context, place, dry=not apply, force=force)
        except AsksFirst as much:
            fail(f"{much}; nothing of these went. Look at the periods, or run it again with --force")
        print(done.describe())


@municipality.command("list")
def municipality_list() -> None:
    """List the municipalities: slug and name."""
    with installation() as context, context.store.door() as session:
        for place in list_municipalities(session):
            print(f"{place.slug}\t{place.name}")


# A value may begin with a hyphen: it is no option.
@municipality.command("set", context_settings={"ignore_unknown_options": True})
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
    days: Annotated[
        int | None, typer.Option(help="Days that the link works; left out: for ever", min=1, max=3650)
    ] = None,
) -> None:
    """Make a link for reporters, for a poster or a mail to a team; prints it for the web and for Telegram."""
    with installation() as context:
        place = place_of(context, slug)
        ends = context.clock() + timedelta(days=days) if days else None
        with context.store.tenant(place.id) as session:
            token = invite_reporters(session, place.id, sector, organisation, ends)
        print(f"{context.base_url}/{place.slug}/signaal?uitnodiging={token}")
        if context.settings.telegram_token is not None:
            from wiring import check_token

            print(f"https://t.me/{check_token(context.settings)}?start={token}")


@user.command("add")
def user_add(email: str, role: Annotated[str, typer.Option(help=f"one of {', '.join(ROLES)}")], slug: Slug) -> None:
    """Invite someone to the panel: prints a link that works once, for 72 hours."""
    with installation() as context:
        place = place_of(context, slug)
        with owning(context.store.url) as session:
            token = invite(session, place.id, email, role)
        print(f"{context.base_url}/beheer/uitnodiging/{token}")


@audit.command("verify")
def audit_verify(
    slug: Annotated[str, typer.Option("--municipality", help="Slug of one municipality; default: all")] = "",
    *,
    lines: Annotated[bool, typer.Option("--json", help="A line of JSON for each municipality")] = False,
) -> None:
    """Look whether the audit of each municipality is as it was sealed; exits with 1 where a chain breaks."""
    broken: list[str] = []
    with installation() as context:
        if slug:
            places = [place_of(context, slug)]
        else:
            with context.store.door() as session:
                places = list_municipalities(session)
        for place in places:
            with context.store.tenant(place.id) as session:
                found = verify_chain(session, context)
            if lines:
                print(json.dumps({"municipality": place.slug, **asdict(found)}))
            elif found.broken is None:
                print(f"{place.slug}: whole: {found.sealed} rows sealed, {found.unsealed} not yet")
            else:
                print(f"{place.slug}: broken at row {found.broken}; {found.sealed} rows before it are whole")
            broken += [] if found.broken is None else [place.slug]
    if broken:
        fail(f"the audit was changed: {', '.join(broken)}")
