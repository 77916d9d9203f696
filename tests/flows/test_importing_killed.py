"""A large import by the real program, killed while it works: nothing is lost, and nothing is there twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.context import Context
from core.municipalities import Place
from core.review.sums import sum_intake
from core.settings import Settings
from core.store.tables import Intake, Signal
from tests.core.importing.made_sheets import make_forms
from tests.flows.program import wait_until

pytestmark = pytest.mark.long
ROOT = Path(__file__).parents[2]
ROWS, PATIENCE = 10_000, 300.0


def test_ten_thousand_rows_are_put_in_once_though_it_is_killed(
    context: Context, place: Place, settings: Settings, url: str, tmp_path: Path
) -> None:
    file = tmp_path / "export.xlsx"
    file.write_bytes(make_forms("nl", ROWS))
    command = [sys.executable, str(ROOT / "signaal.py"), "import", str(file), "--municipality", place.slug, "--json"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SIGNAAL_DATABASE_URL": url,
        "SIGNAAL_DATA": str(settings.data),
    }

    def count() -> int:
        with context.store.tenant(place.id) as session:
            return session.scalar(select(func.count()).select_from(Signal)) or 0

    for least in (600, 3_000):
        running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda least=least: count() >= least, PATIENCE, f"{least} signals")
        running.kill()
        running.wait()
        assert least <= count() < ROWS
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    said = json.loads(done.stdout)
    assert said["rows"] == said["kept"] + said["refused"] + said["repeats"] == ROWS
    assert said["refused"] == 0
    assert count() == ROWS
    with context.store.tenant(place.id) as session:
        assert sum_intake(session).adds_up
        numbers = set(session.scalars(select(Signal.number)))
        assert numbers == set(range(1, ROWS + 1))
        # Three imports of the same file, of which every row came three times.
        assert session.scalar(select(func.sum(Intake.repeats))) == 2 * ROWS
