"""Which passwords are taken, and how they are compared."""

import pytest

from core.people.passwords import Passwords, common_passwords, complain_about
from core.words import load_words


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("kort", "too-short"),
        ("elf tekens.", "too-short"),
        ("x" * 129, "too-long"),
        ("Wachtwoord123!", "common"),
        ("Wélkom-2026-!!", "common"),
        ("qwertyuiop123", "common"),
        ("aaaaaaaaaaaaaaaa", "common"),
        ("zomerinlommerbeek", "telling"),
        ("ik-ben-Noor.Peeters!", "telling"),
        ("trage egel fietst", None),
        ("twaalftekens", None),
        ("é" * 3 + "vijftig bomen", None),
        ("abcde" * 25 + "fgh", None),
    ],
)
def test_complaint(password: str, complaint: str | None) -> None:
    found = complain_about(password, "noor.peeters@example.org", "Lommerbeek")
    assert found == (f"admin.password.{complaint}" if complaint else None)
    assert found is None or load_words().has(found)


def test_short_names_do_not_get_in_the_way() -> None:
    assert complain_about("janken in de regen", "jan@example.org", "Lo") is None


def test_list_of_common_passwords_is_some_hundreds() -> None:
    assert 400 < len(common_passwords()) < 2000


def test_hash_is_argon2id_and_matches_only_its_password() -> None:
    passwords = Passwords()
    hashed = passwords.hash("trage egel fietst")
    assert hashed.startswith("$argon2id$")
    assert passwords.matches("trage egel fietst", hashed)
    assert not passwords.matches("trage egel fietste", hashed)
    assert not passwords.matches("trage egel fietst", None)


def test_same_letters_from_another_keyboard_match() -> None:
    passwords = Passwords()
    assert passwords.matches("cafe\u0301 op de hoek", passwords.hash("caf\u00e9 op de hoek"))


def test_overlong_password_does_not_match_its_beginning() -> None:
    passwords = Passwords()
    hashed = passwords.hash("a" * 128)
    assert not passwords.matches("a" * 500, hashed)
