"""What every command opens: the settings, the installation, a municipality; and how it tells what went wrong."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from core.context import Context
from core.errors import NotFound, SettingsError
from core.log import start_logging
from core.municipalities import Place, find_municipality, list_municipalities
from core.settings import Settings, read_settings
from core.start import open_installation

Slug = Annotated[str, typer.Option("--municipality", help="Slug of the municipality")]


def fail(why: str) -> NoReturn:
    """Say why it failed and exit with 1."""
    print(f"signaal: {why}", file=sys.stderr)
    raise SystemExit(1)


def say(line: str) -> None:
    """Tell the person at the keyboard something that is no result."""
    print(line, file=sys.stderr, flush=True)


def settings_of_environment() -> Settings:
    """Read the settings, from the environment and the file that SIGNAAL_ENV_FILE names."""
    file = os.environ.get("SIGNAAL_ENV_FILE")
    if file and not Path(file).is_file():
        raise SettingsError(f"SIGNAAL_ENV_FILE: there is no file {file}")
    settings = read_settings(Path(file) if file else None)
    start_logging(settings.log)
    return settings


@contextmanager
def installation() -> Generator[Context]:
    """Open the installation of the environment."""
    with open_installation(settings_of_environment(), say) as context:
        yield context


def place_of(context: Context, slug: str) -> Place:
    """Find a municipality by its slug; NotFound says which there are."""
    with context.store.door() as session:
        try:
            return find_municipality(session, slug)
        except NotFound:
            known = ", ".join(place.slug for place in list_municipalities(session))
    there = (
        f"there are: {known}" if known else "there is none yet; add one with: signaal municipality add SLUG --name NAME"
    )
    raise NotFound(f"no municipality {slug}; {there}")
