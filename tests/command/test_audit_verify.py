"""`signaal audit verify`: the chain of every municipality; who changes a row as the database's owner is found out."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text

import signaal
from command import opening
from core.context import Context
from core.municipalities import Place
from core.people.audit import note
from core.people.chain import seal_audit
from core.store.tables import Audit
from tests.contract.filling import as_owner

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def verify(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str) -> Typed:
    """Type the command; gives the exit status and what it printed, on both streams."""
    monkeypatch.setenv("SIGNAAL_DATABASE_URL", url)
    monkeypatch.setenv("SIGNAAL_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(opening, "start_logging", str)

    def type_line(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["signaal", "audit", "verify", *words])
        with pytest.raises(SystemExit) as end:
            signaal.main()
        printed = capsys.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return type_line


def test_a_changed_row_is_found_in_its_municipality_alone(
    context: Context, place: Place, other_place: Place, verify: Typed
) -> None:
    for each in (place, other_place):
        with context.store.tenant(each.id) as session:
            for action in ("signed-in", "contact.looked", "signed-out"):
                note(session, each.id, None, action)
            assert seal_audit(session, context, each.id) == 3
    status, printed, _ = verify()
    assert (status, printed.count(": whole: 3 rows sealed, 0 not yet")) == (0, 2)
    with as_owner(context.store.url) as session:
        looked = select(Audit.id).where(Audit.action == "contact.looked", Audit.municipality_id == place.id)
        session.execute(text(f"update audit set action = 'signed-in' where id = {session.scalars(looked).one()}"))
        first = session.scalars(select(Audit.id).where(Audit.municipality_id == place.id).order_by(Audit.id)).first()
    status, printed, said = verify()
    assert (status, f"{place.slug}: broken at row {first}" in printed) == (1, True)
    assert f"{other_place.slug}: whole" in printed
    assert place.slug in said
    assert other_place.slug not in said
    assert verify("--municipality", other_place.slug)[0] == 0
    found = [json.loads(line) for line in verify("--json")[1].splitlines()]
    assert {line["municipality"]: line["broken"] for line in found} == {place.slug: first, other_place.slug: None}
