"""Torture: every raw message of a folder through the SMTP door of a running program; what became of each, added up.

`make torture DIR=…`, or `python -m tests.mail.servers.torture DIR`. The installation is its own and gone afterwards. It
believes every sender and takes the address in From for the envelope's, never an empty one: only what stands in a
message itself can keep it from being answered, and each is taken as if no letter had gone to its sender this hour.
Where the folder has an `expectations.jsonl` (path, kind), the machine mails that were answered are counted too.
Ends with 1 when something crashed, is not accounted for, or a machine was answered.
"""

import argparse
import email.utils
import json
import re
import smtplib
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.flows.program import Program, installation, wait_until
from tests.ports import free_port

_TO = "lommerbeek@signaal.localhost"
_NO_MESSAGES = frozenset({".tsv", ".csv", ".json", ".jsonl", ".md", ".py", ".rst", ".toml", ".yml", ".yaml"})
_MESSAGES = frozenset({".eml", ".msg"})
_NO_NAMES = re.compile(r"(?i)(?:readme|licen[cs]e|copying|index|changes|notice)(?:[._-].*)?")
_FROM = re.compile(rb"(?im)^from[ \t]*:((?:.*)(?:\n[ \t].*)*)")
_PLAIN = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,190}", re.ASCII)
_MACHINES = frozenset({"auto", "bounce", "report", "calendar", "list", "spam"})
_TAKEN_WITHIN = 60.0
_LARGEST_HEADER = 65_536


@dataclass(slots=True)
class Fate:
    """What became of one message: the door's reply code (0: none came), then what it was made of."""

    path: str
    code: int = 0
    outcome: str = ""
    reason: str = ""
    repeat: bool = False
    letters: int = 0

    @property
    def accepted(self) -> bool:
        """Whether the door took it."""
        return self.code == 250  # SMTP's yes

    @property
    def crashed(self) -> bool:
        """Whether the door hung up, or understanding failed otherwise than by our limits."""
        return self.code == 0 or (self.outcome == "aside" and self.reason[:1].isupper() and self.reason != "Unreadable")

    @property
    def accounted(self) -> bool:
        """Whether it is one of the things that a message can become."""
        return not self.accepted or self.repeat or self.outcome in {"signal", "answer", "command", "aside"}


@dataclass(slots=True)
class Feeder:
    """Hands messages to the door one after another, each once the one before was taken."""

    program: Program
    port: int
    to: str = _TO
    fates: list[Fate] = field(default_factory=list[Fate])

    def feed(self, path: str, raw: bytes) -> Fate:
        """Hand over one message and wait for what becomes of it."""
        fate = Fate(path)
        self.fates.append(fate)
        self.program.tell("update letter set queued_at = queued_at - interval '2 hours'")
        before = self._count()
        with suppress(OSError, smtplib.SMTPServerDisconnected):
            fate.code = self._say(raw)
        if not fate.accepted:
            return fate
        with suppress(AssertionError):  # in a minute nothing came of it: it stays unaccounted for
            wait_until(lambda: self._count()[:2] != before[:2] and not self._waiting(), _TAKEN_WITHIN, path)
            after = self._count()
            fate.repeat, fate.letters = after[0] == before[0], after[2] - before[2]
            if not fate.repeat:
                last = "select outcome, reason from intake order by id desc limit 1"
                [(outcome, reason)] = self.program.ask(last)
                fate.outcome, fate.reason = str(outcome), str(reason or "")
        return fate

    def still_answers(self) -> bool:
        """Whether the door still answers."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as client:
                return client.noop()[0] == 250  # SMTP's yes
        except OSError:
            return False

    def _say(self, raw: bytes) -> int:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as client:
            client.ehlo("torture.example.org")
            client.mail(find_from(raw))
            client.rcpt(self.to)
            try:
                return client.data(re.sub(rb"(?<!\r)\n", b"\r\n", raw))[0]
            except smtplib.SMTPDataError as refused:
                return refused.smtp_code

    def _count(self) -> tuple[int, int, int]:
        asked = "select (select count(*) from intake), (select sum(repeats) from intake), (select count(*) from letter)"
        [(rows, repeats, letters)] = self.program.ask(asked)
        return int(rows), int(repeats or 0), int(letters)

    def _waiting(self) -> int:
        [(waiting,)] = self.program.ask("select count(*) from intake where state = 'waiting'")
        return int(waiting)


def find_messages(folder: Path) -> Iterator[Path]:
    """Find the messages in a folder and below, whatever they are called; lists and papers about them are none."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        suffix = path.suffix.casefold()
        other = suffix in _NO_MESSAGES or (suffix not in _MESSAGES and _NO_NAMES.fullmatch(path.name))
        if path.is_file() and not hidden and not other:
            yield path


def find_from(raw: bytes) -> str:
    """Find the address in From that an envelope can carry, else an invented one."""
    found = _FROM.search(raw[:_LARGEST_HEADER])
    with suppress(Exception):  # the parser raises many things at such messages
        address = email.utils.parseaddr(found[1].decode("ascii", "replace"))[1] if found else ""
        if _PLAIN.fullmatch(address):
            return address
    return "onbekend@example.org"


def read_machines(folder: Path) -> set[str]:
    """Read which messages are surely of a machine, by their paths in the folder."""
    listed = folder / "expectations.jsonl"
    lines = [json.loads(line) for line in listed.read_text("utf-8").splitlines()] if listed.exists() else []
    return {line["path"] for line in lines if line["kind"] in _MACHINES and line.get("kind_sure", True)}


@contextmanager
def feeding() -> Generator[Feeder]:
    """An installation that takes mail; letters become files in its folder."""
    port = free_port()
    with installation(mail_trust="loopback", smtp_listen=f"127.0.0.1:{port}") as program:
        added = program.call("municipality", "add", _TO.partition("@")[0], "--name", "Lommerbeek")
        assert added.returncode == 0, added.stderr
        program.start()
        yield Feeder(program, port)


def tell(fates: list[Fate], machines: set[str], *, alive: bool) -> int:
    """Print the figures and what is wrong; how many things are wrong."""
    accepted = [fate for fate in fates if fate.accepted]
    reasons = Counter(fate.reason for fate in accepted if fate.outcome == "aside")
    outcomes = Counter("repeat" if fate.repeat else fate.outcome for fate in accepted)
    crashed = [fate for fate in fates if fate.crashed]
    lost = [fate for fate in fates if not fate.accounted]
    answered = [fate for fate in accepted if fate.letters and fate.path in machines]
    refused = len(fates) - len(accepted) - sum(fate.code == 0 for fate in fates)
    print(f"messages     {len(fates)}")
    print(f"accepted     {len(accepted)}: {json.dumps(outcomes)}")
    print(f"refused      {refused}: {json.dumps(Counter(fate.code for fate in fates if fate.code not in {0, 250}))}")
    print(f"set aside    {outcomes['aside']}: {json.dumps(reasons)}")
    print(
        f"answered     {sum(fate.letters > 0 for fate in accepted)}; of {len(machines)} known machines {len(answered)}"
    )
    print(f"crashed      {len(crashed)}; the program {'runs' if alive else 'DIED'}")
    print(f"accounted    {len(fates) - len(lost)} of {len(fates)}")
    for fate in {id(fate): fate for fate in (*crashed, *lost, *answered)}.values():
        print(f"WRONG {fate.path}: {fate.code} {fate.outcome} {fate.reason} letters {fate.letters}")
    return len(crashed) + len(lost) + len(answered) + (not alive)


def main() -> None:
    """Feed the folder that is named."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--list", action="store_true", help="print what became of each message")
    asked = ask.parse_args()
    messages = list(find_messages(asked.folder))
    if not messages:
        sys.exit(f"{asked.folder}: no messages")
    with feeding() as feeder:
        for path in messages:
            fate = feeder.feed(str(path.relative_to(asked.folder)), path.read_bytes())
            if asked.list:
                print(fate.path, fate.code, fate.outcome, fate.reason, f"letters {fate.letters}", flush=True)
        wrong = tell(feeder.fates, read_machines(asked.folder), alive=feeder.still_answers())
    sys.exit(min(wrong, 1))


if __name__ == "__main__":
    main()
