"""The entry for an algorithm register, typed: the one of the page Model, and one without a municipality."""

import json
import sys
from pathlib import Path

import pytest

import signaal
from command import opening
from core.classify.register import describe_here
from core.context import Context
from core.municipalities import Place


def test_the_command_prints_the_entry_of_the_page(
    context: Context,
    place: Place,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("SIGNAAL_DATABASE_URL", url)
    monkeypatch.setenv("SIGNAAL_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(opening, "start_logging", str)  # logging is the whole process's: left as it is

    def print_card(*words: str) -> dict[str, object]:
        monkeypatch.setattr(sys, "argv", ["signaal", "model", "card", "--json", *words])
        with pytest.raises(SystemExit) as end:
            signaal.main()
        assert not end.value.code
        return json.loads(capsys.readouterr().out)

    entry = print_card("--municipality", place.slug)
    assert entry == json.loads(json.dumps(describe_here(context.settings, context.words, place)))
    assert entry["organization"] == place.name
    hers = {"organization", "department", "status", "contact_email", "source_id"}
    unowned = print_card()
    assert {name: value for name, value in unowned.items() if value != entry[name]} == dict.fromkeys(
        hers - {"contact_email"}
    )
    assert unowned["contact_email"] is None
