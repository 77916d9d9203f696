"""Settings from the environment, from files, and what is refused by name without telling the value."""

from pathlib import Path

import pytest

from core.errors import SettingsError
from core.settings import Settings, read_settings, split_address


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SIGNAAL_{name.upper()}", raising=False)


def test_without_anything_set_everything_has_a_default() -> None:
    settings = read_settings()
    assert (settings.data, settings.database_url, settings.telegram_token) == (Path("var"), None, None)
    assert settings.http_listen == "127.0.0.1:8080"


def test_a_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("123:abc\n")
    monkeypatch.setenv("SIGNAAL_TELEGRAM_TOKEN_FILE", str(tmp_path / "token"))
    token = read_settings().telegram_token
    assert token is not None
    assert token.get_secret_value() == "123:abc"
    assert "123:abc" not in repr(read_settings())


def test_an_environment_file_is_read_below_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "env").write_text("SIGNAAL_WORKERS=7\nSIGNAAL_LOG=json\n")
    monkeypatch.setenv("SIGNAAL_LOG", "debug")
    settings = read_settings(tmp_path / "env")
    assert (settings.workers, settings.log) == (7, "debug")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKERS", "many"),
        ("HTTP_LISTEN", "here"),
        ("SECRET_KEY_FILE", "/nowhere/at/all"),
        ("MAIL_RELAYS", "nowhere/at/all"),
        ("MAIL_DOMAIN", "nowhere/at/all"),
        ("DNS", "nowhere/at/all"),
        ("DNS", "127.0.0.1"),
        ("DKIM_SELECTOR", ""),
        ("SMTP_CERT", "nowhere/at/all"),
    ],
)
def test_what_is_wrong_is_named_and_not_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"SIGNAAL_{name}", value)
    with pytest.raises(SettingsError) as told:
        read_settings()
    assert name in str(told.value)
    assert "nowhere/at/all" not in str(told.value)


def test_addresses_split() -> None:
    assert split_address("127.0.0.1:8080") == ("127.0.0.1", 8080)
    assert split_address("[::1]:0") == ("::1", 0)
    assert split_address(":8080") == ("127.0.0.1", 8080)
