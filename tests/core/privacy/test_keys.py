"""The secret key: strong, private, made once, and the one this database was made with."""

import base64
import hashlib
import multiprocessing
import stat
from pathlib import Path

import pytest

from core.context import Context
from core.errors import KeyMismatch, SettingsError
from core.privacy.keyring import meet_keys
from core.privacy.keys import Keys, Place, add_key, drop_old_keys, new_key, read_keys
from core.settings import read_settings


def encoded(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).decode()


# The same for all workers of a run, which compare the names of the tests.
GOOD = encoded(hashlib.sha256(b"a key for tests").digest())


@pytest.mark.parametrize(
    "setting",
    [
        "",
        ",",
        "secret",
        "changeme",
        encoded(b"short"),
        encoded(bytes(range(31))),
        encoded(bytes(33)),
        encoded(bytes(32)),
        encoded(b"\x01\x02" * 16),
        encoded(bytes(range(32))),
        encoded(bytes(range(255, 223, -1))),
        encoded(b"changeme-changeme-changeme-chang"),
        encoded(b"Correct horse battery staple 42!"),
        f"{GOOD},{encoded(bytes(32))}",
        "é" * 44,
    ],
)
def test_a_weak_short_or_broken_key_is_refused_and_not_shown(setting: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read_keys(setting, tmp_path)
    assert not setting.strip(",") or setting not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_thousand_made_keys_are_all_strong(tmp_path: Path) -> None:
    for _ in range(1000):
        read_keys(new_key(), tmp_path)


def test_a_key_comes_from_a_file_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{GOOD}\n")
    monkeypatch.setenv("SIGNAAL_SECRET_KEY_FILE", str(file))
    secret = read_settings().secret_key
    assert secret is not None
    assert GOOD not in repr(read_settings())
    assert read_keys(secret.get_secret_value(), tmp_path).active == read_keys(GOOD, tmp_path).active


def test_the_made_file_is_for_its_owner_alone_also_after_rotating(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret.key"
    first = read_keys(None, file.parent).active
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    add_key(file.parent)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_keys(None, file.parent).ring[1] == first
    drop_old_keys(file.parent)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret.key"]


def make_and_tell(folder: Path, told: "multiprocessing.SimpleQueue[str]") -> None:
    told.put(read_keys(None, folder).active.fingerprint)


def test_programs_that_start_at_once_make_one_key(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("fork")
    for attempt in range(5):
        folder, told = tmp_path / str(attempt), spawn.SimpleQueue()
        programs = [spawn.Process(target=make_and_tell, args=(folder, told)) for _ in range(6)]
        for program in programs:
            program.start()
        for program in programs:
            program.join(90)
            assert program.exitcode == 0
        assert {told.get() for _ in programs} == {read_keys(None, folder).active.fingerprint}


def test_another_key_refuses_to_start(context: Context, tmp_path: Path) -> None:
    other = read_keys(None, tmp_path / "other")
    with pytest.raises(KeyMismatch) as refused:
        meet_keys(context.store.url, other)
    assert "not the key" in str(refused.value)
    meet_keys(context.store.url, context.keys)


def test_a_lost_key_file_is_no_reason_to_forget_keys_that_run(tmp_path: Path) -> None:
    keys = read_keys(None, tmp_path)
    sealed = keys.seal(b"woorden", Place(1, "1", "intake.body"))
    (tmp_path / "secret.key").unlink()
    assert keys.open(sealed, Place(1, "1", "intake.body")) == b"woorden"


def test_equal_words_are_sealed_differently_and_addresses_hash_alike(tmp_path: Path) -> None:
    keys = read_keys(None, tmp_path)
    place = Place(1, "1", "contact.address")
    assert keys.seal(b"an@example.org", place) != keys.seal(b"an@example.org", place)
    with pytest.raises(KeyMismatch):
        keys.lookup("mail", "an@example.org")
    one, other = keys.with_lookup(b"1" * 32), keys.with_lookup(b"2" * 32)
    assert one.lookup("mail", "an@example.org") == one.lookup("mail", "an@example.org")
    assert one.lookup("mail", "an@example.org") != one.lookup("chat", "an@example.org")
    assert one.lookup("mail", "an@example.org") != other.lookup("mail", "an@example.org")
    assert isinstance(one, Keys)
