"""Everything works with a server of others, whose owner may make roles and databases and nothing more."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from core.context import Context
from core.intake.terminal import chat
from core.municipalities import add_municipality, ensure_doors, read_municipality
from core.privacy.keyring import meet_keys
from core.privacy.keys import read_keys
from core.privacy.retention import run_retention
from core.privacy.rotate import rotate_installation
from core.settings import Settings
from core.store.engine import Store
from core.store.tables import Signal
from core.store.upgrade import newest_version, upgrade_schema
from core.words import load_words
from tests.contract.filling import as_owner
from tests.core.store.external_server import external_server

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."


def test_a_dialogue_on_a_server_of_others(tmp_path: Path) -> None:
    with external_server() as url:
        assert upgrade_schema(url) == newest_version()
        keys = meet_keys(url, read_keys(None, tmp_path))
        with as_owner(url) as session:
            powers = session.execute(
                text("select rolsuper, rolbypassrls from pg_roles where rolname = current_user")
            ).one()
            assert tuple(powers) == (False, False)
            ensure_doors(session)
            place = read_municipality(session, add_municipality(session, "lommerbeek", "Lommerbeek").id)
        settings = Settings(data=tmp_path)
        store = Store(url, size=5)
        try:
            context = Context(settings, store, keys, load_words(), "http://127.0.0.1:1")
            lines = iter(["1", "overslaan", STORY, "enkele", "verstuur nu", "verstuur"])
            said: list[str] = []
            assert chat(context, place.slug, lambda: next(lines), said.append) == "1", said
            with store.tenant(place.id) as session:
                assert session.scalar(select(Signal.text)) == STORY
                found = text("select count(*) from find_signals('huurwoning')")
                assert session.scalar(found) == 1
            with store.door() as session:
                assert session.scalar(select(func.current_setting("role"))) == "signaal_door"
            assert run_retention(context, place).done
            rotate_installation(url, None, tmp_path, told=lambda _: None)
        finally:
            store.close()
        upgrade_schema(url, "base")
        assert upgrade_schema(url) == newest_version()


@pytest.mark.skipif("SIGNAAL_TEST_DATABASE_URL" in os.environ, reason="these tests run on such a server already")
@pytest.mark.long
def test_the_same_tests_run_on_a_server_of_others() -> None:
    """The terminal's, privacy's and tenancy's own tests, in a run of their own against such a server."""
    tests = ("tests/core/intake/test_terminal.py", "tests/contract/test_tenancy.py")
    with external_server() as url:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
            env={**os.environ, "SIGNAAL_TEST_DATABASE_URL": url},
            cwd=Path(__file__).parents[3],
            check=False,
            timeout=170,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stdout[-3000:]
