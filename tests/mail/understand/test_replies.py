"""The 75 replies of the project's own set: exact at least 85 in 100, own words kept at least 97 in 100."""

import json
from pathlib import Path

import pytest

from mail.understand.strip import strip

_REPLIES = [json.loads(line) for line in (Path(__file__).parent / "replies.jsonl").read_text("utf-8").splitlines()]


def kept(expected: str, got: str) -> bool:
    """No line of hers is lost, in order."""
    lines = iter(line.strip() for line in got.split("\n"))
    return all(line.strip() in lines for line in expected.split("\n") if line.strip())


def test_the_set_is_whole() -> None:
    assert len(_REPLIES) == 75


def test_replies_are_exact_and_lose_nothing() -> None:
    got = [(reply, strip(reply["text"]).text) for reply in _REPLIES]
    exact = sum(text == reply["expect"] for reply, text in got) / len(got)
    safe = sum(kept(reply["expect"], text) for reply, text in got) / len(got)
    print(f"replies: exact {exact:.3f} kept {safe:.3f}")
    assert exact >= 0.85
    assert safe >= 0.97


@pytest.mark.parametrize("reply", _REPLIES, ids=[reply["id"] for reply in _REPLIES])
def test_nothing_of_the_quote_or_the_signature_stays(reply: dict[str, list[str] | str]) -> None:
    text = strip(str(reply["text"])).text
    assert not [piece for piece in [*reply["quote"], *reply["sig"]] if piece in text]
