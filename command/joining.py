"""Commands that let a municipality join: added by its name, and what it still misses."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Annotated

import typer

from command.opening import fail, installation, place_of, say, settings_of_environment
from core.joining.checklist import DONE, MISSING, WAITING, check, missing
from core.joining.facts import read_facts
from core.joining.naming import Named, Unknown, name_it
from core.municipalities import add_municipality
from core.start import open_database, owning
from core.store.upgrade import upgrade_schema

_MARKS: Mapping[str, str] = {DONE: "ok  ", WAITING: "wait", MISSING: "MISS"}
# What each item of the checklist is about, for who reads the command line.
_ABOUT: Mapping[str, str] = {
    "nis": "NIS code",
    "french": "French beside Dutch, as it has facilities",
    "colour": "a colour of its own",
    "logo": "a logo",
    "organisations": "organisations to choose from",
    "mail": "a test mail that arrived",
    "sender": "the sender of that mail could be verified (SIGNAAL_MAIL_TRUST)",
    "chat": "a test chat that arrived",
    "bot": "a Telegram bot",
    "schedule": "when digests leave, chosen",
    "periods": "how long things are kept, looked at",
    "processor": "a first processor, who has signed in",
    "second": "a second processor, who has signed in",
    "lead": "who leads and who stands in (Termijnen)",
    "contact": "whom the public page names for questions",
    "privacy": "who answers about personal data (DPO)",
    "agreement": "the day the processing agreement was signed",
}


def add_commands(app: typer.Typer) -> None:
    """Add the commands to those of municipalities."""
    app.command("add")(add)
    app.command("checklist")(checklist)


def add(
    wanted: Annotated[str, typer.Argument(metavar="[SLUG|NAME]", help="Its name or NIS code, or its slug")] = "",
    name: Annotated[str, typer.Option(help="Its name, where it is none of Flanders or is to be called otherwise")] = "",
    nis: Annotated[str, typer.Option(help="Its NIS code: five digits")] = "",
) -> None:
    """Add a municipality with defaults. Of the 285 of Flanders a name is enough, also one from before 2025."""
    if not (wanted or name or nis):
        raise typer.BadParameter("a name, a NIS code or a slug", param_hint="[SLUG|NAME]")
    try:
        named = name_it(wanted, name, nis)
    except Unknown as unknown:
        like = ", ".join(found.place.name for found in unknown.like)
        meant = f"did you mean {like}? " if like else ""
        fail(f"{unknown}; {meant}For any other: signaal municipality add SLUG --name NAME")
    with open_database(settings_of_environment(), say) as database:
        upgrade_schema(database.url)
        with owning(database.url) as session:
            added = add_municipality(session, named.slug, named.name, named.nis)
        # Scripts read the slug; what a person reads goes to the other stream.
        print(added.slug)
    for line in _tell(named):
        say(line)


def checklist(
    slug: str, as_json: Annotated[bool, typer.Option("--json", help="One JSON line an item")] = False
) -> None:
    """Say what a municipality still misses before it can work; exits with 1 while something that is needed does."""
    with installation() as context:
        place, known = place_of(context, slug), context
        if context.settings.telegram_token is not None:
            known = replace(context, telegram_name="shared")  # there is one: what it is called does not matter here
        with context.store.tenant(place.id) as session:
            items = check(read_facts(session, known, place))
    for item in items:
        if as_json:
            print(json.dumps(asdict(item)))
        else:
            mark = _MARKS[item.state] if item.needed or not item.open else "may "
            print(f"{mark}  {_ABOUT[item.key]}" + (f"\n      → Opstart, {item.step}" if item.open else ""))
    if missing(items):
        raise SystemExit(1)


def _tell(named: Named) -> list[str]:
    """Say what was added and what comes next."""
    known, told = named.known, list[str]()
    if known and named.was:
        told.append(f"{named.was} is {known.name} since 1 January 2025")
    code = f"NIS code {named.nis}" if named.nis else "without a NIS code"
    told.append(f"added: {named.name}, {code}" + (f", {known.province}" if known else ""))
    if known and known.facilities:
        told.append(f"it has facilities, so French beside Dutch: signaal municipality set {named.slug} languages fr")
    return [
        *told,
        "next:",
        f"  1. signaal user add NAME@EXAMPLE.ORG --role coordinator --municipality {named.slug}",
        "  2. signaal run, and open the link of step 1 in a browser",
        "  3. in the panel: Instellingen, Opstart: each step, and what is still missing",
        f"what is missing, at any time: signaal municipality checklist {named.slug}",
    ]
