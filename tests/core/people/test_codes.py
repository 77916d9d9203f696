"""Codes of the second factor: the window, and what is no code."""

from datetime import UTC, datetime, timedelta

import pytest
from pyotp.totp import TOTP

from core.people.codes import STEP, draw_seed, find_step, new_seed, spell_seed

NOW = datetime(2026, 3, 4, 12, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(("steps", "found"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_code_is_right_one_step_around_now(steps: int, *, found: bool) -> None:
    seed = new_seed()
    at = NOW + timedelta(seconds=steps * STEP)
    expected = int(at.timestamp()) // STEP if found else None
    assert find_step(seed, TOTP(seed).at(at), NOW) == expected


@pytest.mark.parametrize("code", ["", "abcdef", "12345", "١٢٣٤٥٦", "1234567", "12 34"])
def test_what_is_no_code_is_wrong(code: str) -> None:
    assert find_step("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", code, NOW) is None


def test_code_may_be_typed_in_two_groups() -> None:
    seed = new_seed()
    code = TOTP(seed).at(NOW)
    assert find_step(seed, f" {code[:3]} {code[3:]} ", NOW) is not None


def test_seed_has_160_bits_and_is_spelled_in_fours() -> None:
    seed = new_seed()
    assert len(seed) == 32
    assert spell_seed("ABCDEFGH") == "ABCD EFGH"


def test_drawing_is_svg_without_style_or_script() -> None:
    drawn = draw_seed(new_seed(), "noor@example.org", "Signaal Lommerbeek").decode()
    assert drawn.startswith("<?xml")
    assert "<svg" in drawn
    assert "style=" not in drawn
    assert "<script" not in drawn
