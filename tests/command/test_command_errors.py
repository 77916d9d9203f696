"""What the command line says when something is wrong: which thing, and what to do; never a bare class name."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import signaal
from command import opening
from core.context import Context
from core.municipalities import Place, find_municipality
from core.privacy.keys import add_key, read_keys

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str) -> Typed:
    """Type a command; gives the exit status and what it printed, on both streams."""
    monkeypatch.setenv("SIGNAAL_DATABASE_URL", url)
    monkeypatch.setenv("SIGNAAL_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(opening, "start_logging", str)  # logging is the whole process's: left as it is

    def type_line(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["signaal", *words])
        with pytest.raises(SystemExit) as end:
            signaal.main()
        printed = capsys.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return type_line


def test_unknown_municipality_is_named_with_those_that_are_there(typed: Typed, place: Place) -> None:
    status, _, said = typed("municipality", "invite", "nergens")
    assert status == 1
    assert "no municipality nergens" in said
    assert place.slug in said


def test_first_municipality_is_asked_for(typed: Typed) -> None:
    assert "signaal municipality add SLUG" in typed("export", "--municipality", "nergens")[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("user", "add", "an.peeters", "--role", "verwerker"), "e-mail address: one address, such as"),
        (("user", "add", "an@example.org", "--role", "baas"), "role baas: one of verwerker"),
    ],
)
def test_people(typed: Typed, place: Place, words: tuple[str, ...], said: str) -> None:
    status, _, printed = typed(*words, "--municipality", place.slug)
    assert (status, said in printed) == (1, True), printed


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("working_days", "-3", "a whole number of days, 1 to"),
        ("working_days", "0", "a whole number of days, 1 to"),
        ("working_days", "²", "a whole number of days, 1 to"),
        ("retention.drafts", "week", "a whole number of days, 1 to"),
        ("retention_signals", "weg", "one of anonymise, delete"),
        ("kleur", "rood", "one of service, working_days"),
    ],
)
def test_settings_of_a_municipality(typed: Typed, place: Place, name: str, value: str, said: str) -> None:
    status, _, printed = typed("municipality", "set", place.slug, name, value)
    assert (status, said in printed) == (1, True), printed


def test_text_may_begin_with_a_hyphen(typed: Typed, place: Place) -> None:
    assert typed("municipality", "set", place.slug, "danger_text", "- bel 112")[:2] == (0, '"- bel 112"\n')


def test_municipality_needs_a_name(typed: Typed) -> None:
    assert "name of a municipality: 1 to" in typed("municipality", "add", "leeg", "--name", " ")[2]


def test_link_for_no_days_is_refused(typed: Typed, place: Place) -> None:
    status, out, _ = typed("municipality", "invite", place.slug, "--days", "0")
    assert (status, out) == (2, "")
    assert typed("municipality", "invite", place.slug, "--days", "1")[0] == 0


def test_retiring_keys_asks_and_says_how_many(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: Place
) -> None:
    data = tmp_path / "data"
    assert typed("municipality", "list")[1] == f"{place.slug}\t{place.name}\n"  # makes the first key
    status, out, said = typed("keys", "retire")
    assert (status, out) == (0, "")
    assert "nothing to retire" in said
    assert typed("keys", "rotate")[0] == 0
    for answer in ("", "n\n"):
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        assert typed("keys", "retire")[0] == 1
    assert len(read_keys(None, data).ring) == 2
    assert typed("keys", "retire", "--yes")[:2] == (0, "1 retired\n")
    assert len(read_keys(None, data).ring) == 1
    add_key(data)
    status, _, said = typed("keys", "retire", "--yes")
    assert (status, "rotate first" in said) == (1, True)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "foo", "SIGNAAL_DATABASE_URL: must be postgresql://"),
        ("SECRET_KEY", "?", "SIGNAAL_SECRET_KEY: not base64 (make one: signaal keys new)"),
        ("HTTP_LISTEN", "nee", "SIGNAAL_HTTP_LISTEN: must be HOST:PORT"),
    ],
)
def test_wrong_settings(typed: Typed, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(f"SIGNAAL_{name}", value)
    status, _, printed = typed("municipality", "list")
    assert (status, said in printed) == (1, True), printed


def test_link_for_an_endless_organisation_is_refused(typed: Typed, place: Place) -> None:
    assert "1 to 120" in typed("municipality", "invite", place.slug, "--organisation", "x" * 121)[2]


def test_unknown_role_is_answered_with_those_that_are_there(typed: Typed) -> None:
    assert typed("run", "--roles", "foo")[0] == 2


def test_settings_file_that_is_not_there(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNAAL_ENV_FILE", "/nergens/signaal.env")
    assert "SIGNAAL_ENV_FILE: there is no file" in typed("municipality", "list")[2]


def test_server_that_does_not_answer(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNAAL_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    status, _, said = typed("municipality", "list")
    assert (status, "SIGNAAL_DATABASE_URL" in said) == (1, True)


@pytest.mark.parametrize("below", ["", "/below"])
@pytest.mark.parametrize("embedded", [True, False])
def test_file_in_the_way_of_the_data(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, below: str, *, embedded: bool
) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("SIGNAAL_DATA", f"{file}{below}")
    if embedded:
        monkeypatch.delenv("SIGNAAL_DATABASE_URL")
    status, _, said = typed("run")
    assert (status, f"SIGNAAL_DATA: {file}{below} is a file, or lies under one; name a folder" in said) == (1, True)
    status, found, _ = typed("doctor")
    assert status == 1
    assert "BAD   data folder: SIGNAAL_DATA" in found
    assert "free under" not in found


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="a folder in which even root may not write")
def test_folder_that_may_not_be_written_in(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIGNAAL_DATABASE_URL")
    monkeypatch.setenv("SIGNAAL_DATA", "/sys/signaal")
    status, _, said = typed("run")
    assert (status, "SIGNAAL_DATA: " in said, "/sys/signaal" in said) == (1, True, True), said
    assert "BAD   data folder" in typed("doctor")[1]


def test_a_municipality_is_added_by_its_name_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: Typed, context: Context
) -> None:
    assert "did you mean Aalst" in typed("municipality", "add", "Alast")[2]
    monkeypatch.setattr(sys, "argv", ["signaal", "municipality", "add", "Bilzen"])
    signaal.app(standalone_mode=False)
    printed = capsys.readouterr()
    assert printed.out == "bilzen-hoeselt\n"
    assert "Bilzen is Bilzen-Hoeselt since 1 January 2025" in printed.err
    with context.store.door() as session:
        assert find_municipality(session, "bilzen-hoeselt").name == "Bilzen-Hoeselt"
    assert "is there already" in typed("municipality", "add", "73006")[2]
    status, said, _ = typed("municipality", "checklist", "bilzen-hoeselt")
    assert status == 1
    assert said.startswith("ok    NIS code\n")
    assert "MISS  a test mail that arrived\n      → Opstart, mail\n" in said
    items = [
        json.loads(line) for line in typed("municipality", "checklist", "bilzen-hoeselt", "--json")[1].splitlines()
    ]
    assert {"key": "nis", "step": "naam", "state": "klaar", "needed": False} in items
