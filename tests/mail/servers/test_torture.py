"""What `make torture` takes for a message, and what it calls wrong."""

from pathlib import Path

import pytest

from tests.mail.servers.torture import Fate, find_from, find_messages, read_machines, tell

GOOD = (
    Fate("a", 250, "signal", letters=1),
    Fate("b", 552),
    Fate("c", 250, "aside", "Unreadable"),
    Fate("d", 250, "aside", "mail-bounce"),
    Fate("e", 250, repeat=True),
)


def test_everything_that_may_happen_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(list(GOOD), {"d"}, alive=True) == 0
    printed = capsys.readouterr().out
    assert "accepted     4" in printed
    assert 'refused      1: {"552": 1}' in printed
    assert "set aside    2" in printed
    assert "accounted    5 of 5" in printed


@pytest.mark.parametrize(
    "fate",
    [
        Fate("the door hung up", 0),
        Fate("understanding failed", 250, "aside", "KeyError"),
        Fate("nothing came of it", 250),
        Fate("a machine was answered", 250, "signal", letters=1),
    ],
    ids=lambda fate: fate.path.replace(" ", "-"),
)
def test_what_is_wrong_is_named(fate: Fate, capsys: pytest.CaptureFixture[str]) -> None:
    assert tell([*GOOD, fate], {"a machine was answered"}, alive=True) == 1
    assert f"WRONG {fate.path}" in capsys.readouterr().out


def test_a_program_that_died_is_wrong() -> None:
    assert tell(list(GOOD), set(), alive=False) == 1


def test_messages_are_found_in_any_layout(tmp_path: Path) -> None:
    for name in (
        "a.eml", "deep/er/b.txt", "c", "deep/changes.eml", "license.msg", "README", "INDEX.tsv", "LICENSE-MIT.txt",
        "expectations.jsonl", ".git/d", "deep/.hidden",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"path": "c", "kind": "bounce"}\n{"path": "a.eml", "kind": "auto", "kind_sure": false}\n')
    found = [str(path.relative_to(tmp_path)) for path in find_messages(tmp_path)]
    assert found == ["a.eml", "c", "deep/changes.eml", "deep/er/b.txt", "license.msg"]
    assert read_machines(tmp_path) == {"c"}


def test_the_envelope_is_that_of_from_where_it_can_be() -> None:
    assert find_from(b"Subject: x\r\nFrom: Leen <leen@example.org>\r\n\r\nx") == "leen@example.org"
    assert find_from(b"From: \xff\xfe\r\n\r\n") == find_from(b"") == "onbekend@example.org"
