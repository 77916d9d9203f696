"""The whole way on a new machine: one command, sign in, send a signal, see it; and every other command."""

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from tests.flows.forms import Page
from tests.flows.program import Program, installation, wait_until
from tests.flows.web_load import STORY, Walk, WebLoad
from tests.mail.servers.torture import Feeder, find_messages, tell
from tests.mail.understand.defects import ALL as DEFECTS

pytestmark = [pytest.mark.long, pytest.mark.proof, pytest.mark.xdist_group("proof"), pytest.mark.timeout(600)]

_OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def demo() -> Generator[Program]:
    """The program as `make run` starts it, on a machine where nothing was set."""
    with installation(run=("--demo",)) as program:
        program.start()
        yield program


@pytest.fixture(scope="module")
def panel(demo: Program) -> Generator[httpx.Client]:
    """A browser that followed the sign-in link that was printed."""
    link = re.search(r"(\S+/beheer/demo/\S+)", demo.said)
    assert link, demo.said
    with httpx.Client(base_url=demo.base, headers=_OWN, follow_redirects=True, timeout=60) as browser:
        form = Page(browser.get(link[1]).text).with_field("token")
        # A form without a target goes to its own page.
        signed_in = browser.post(link[1], content=form.body(), headers={"Content-Type": _FORM})
        assert signed_in.status_code == 200, signed_in.text
        yield browser


_FORM = "application/x-www-form-urlencoded"


def test_first_start_says_what_runs_and_what_does_not(demo: Program) -> None:
    assert any(line.startswith(f"ready {demo.base} smtp 127.0.0.1:") for line in demo.said.splitlines())
    assert "no token" in demo.said
    assert f"{demo.base}/demo/signaal" in demo.said
    assert demo.ask("show fsync") == [("on",)]
    health = [httpx.get(f"{demo.base}{path}", timeout=60).status_code for path in ("/healthz", "/readyz")]
    assert health == [200, 200]


def test_sign_in_link_works_once(demo: Program, panel: httpx.Client) -> None:
    link = re.search(r"(\S+/beheer/demo/\S+)", demo.said)
    assert link
    assert panel.get("/beheer").status_code == 200
    assert httpx.get(link[1], timeout=60).status_code == 404


@pytest.mark.parametrize("whole", [False, True])
def test_signal_of_the_form_stands_in_the_panel_under_its_number(
    demo: Program, panel: httpx.Client, *, whole: bool
) -> None:
    key = "heel" if whole else "stap"
    number = Walk(WebLoad(slug="demo"), demo.base, key, forwarded="10.1.1.1").hold(whole=whole)
    listed = panel.get("/beheer").text
    row = re.search(rf'<td[^>]*class="nr">{number}</td>.*?href="(/beheer/signaal/[^"]+)"', listed, re.DOTALL)
    assert row, listed
    opened = panel.get(row[1])
    assert f"{STORY} {key}" in opened.text
    assert demo.ask(f"select status, channel from signal where text like '% {key}'") == [("in-nazicht", "web")]


def test_doctor_says_what_is_there_and_what_to_do(demo: Program) -> None:
    checked = demo.call("doctor", "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    findings = {line["check"]: line for line in map(json.loads, checked.stdout.splitlines())}
    assert findings["database"]["state"] == findings["schema"]["state"] == findings["secret key"]["state"] == "good"
    assert findings["telegram"]["state"] == "note"
    assert "SIGNAAL_TELEGRAM_TOKEN" in findings["telegram"]["todo"]
    assert "telegram" in demo.call("doctor").stdout


def test_upgrade_is_safe_to_repeat(demo: Program) -> None:
    for _again in range(2):
        upgraded = demo.call("upgrade")
        assert (upgraded.returncode, upgraded.stdout.split()[0]) == (0, "schema")


def test_municipality_is_added_once_and_listed(demo: Program) -> None:
    assert demo.call("municipality", "add", "zandhove", "--name", "Zandhove", "--nis", "12345").returncode == 0
    again = demo.call("municipality", "add", "zandhove", "--name", "Zandhove")
    assert again.returncode == 1
    assert "there already" in again.stderr
    listed = demo.call("municipality", "list")
    assert "zandhove\tZandhove" in listed.stdout.splitlines()


def test_invitation_of_a_processor_opens(demo: Program) -> None:
    added = demo.call("user", "add", "verwerker@example.org", "--role", "verwerker", "--municipality", "demo")
    assert added.returncode == 0, added.stderr
    link = added.stdout.strip()
    assert link.startswith(f"{demo.base}/beheer/uitnodiging/")
    assert "verwerker@example.org" in httpx.get(link, timeout=60).text
    assert demo.call("user", "add", "x@example.org", "--role", "keizer", "--municipality", "demo").returncode in {1, 2}


def test_screen_masks_a_text_and_json_lines(demo: Program) -> None:
    one = demo.call("screen", "Bel 0471 23 45 67 morgen.")
    found = json.loads(one.stdout)
    assert found["spans"] == [{"start": 4, "end": 17, "type": "PHONE"}]
    assert "0471" not in found["text"]
    lines = "".join(json.dumps({"id": n, "text": f"Mail naar iemand{n}@example.org"}) + "\n" for n in range(3))
    many = [json.loads(line) for line in demo.call("screen", given=lines).stdout.splitlines()]
    assert [line["id"] for line in many] == [0, 1, 2]
    assert {span["type"] for line in many for span in line["spans"]} == {"EMAIL"}
    assert demo.call("screen", given="geen json\n").returncode == 1


def test_export_gives_one_signal_a_line_and_no_reporter(demo: Program) -> None:
    exported = demo.call("export", "--municipality", "demo", "--format", "jsonl")
    signals = [json.loads(line) for line in exported.stdout.splitlines()]
    assert [signal["number"] for signal in signals] == list(range(1, len(signals) + 1))
    assert len(signals) >= 30
    assert {"number", "municipality", "channel", "received_at", "text", "breadth", "status", "fiches"} <= set(
        signals[0]
    )
    table = list(csv.DictReader(io.StringIO(demo.call("export", "--municipality", "demo", "--format", "csv").stdout)))
    assert [row["number"] for row in table] == [str(signal["number"]) for signal in signals]


def test_chat_holds_the_dialogue_on_standard_input(demo: Program) -> None:
    typed = "\n".join(["1", "overslaan", f"{STORY} praat", "enkele", "verstuur nu", "verstuur", ""])
    talked = demo.call("chat", "--municipality", "demo", given=typed)
    assert talked.returncode == 0, talked.stderr
    assert "nummer" in talked.stdout
    assert demo.ask("select channel from signal where text like '% praat'") == [("terminal",)]
    # Two municipalities or more: which one has to be said.
    demo.call("municipality", "add", "leliegem", "--name", "Leliegem")
    assert demo.call("chat", given=typed).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("export", "--municipality", "nergens"), 1),
        (("export", "--municipality", "demo", "--format", "pdf"), 2),
        (("run", "--roles", "web,koffie"), 2),
        (("bestaat-niet",), 2),
        (("municipality", "add", "Hoofdletters", "--name", "X"), 1),
        (("--help",), 0),
        (("run", "--help"), 0),
    ],
)
def test_exit_code_says_whether_it_failed_or_was_asked_wrong(
    demo: Program, arguments: tuple[str, ...], code: int
) -> None:
    asked = demo.call(*arguments)
    assert asked.returncode == code, asked.stdout + asked.stderr
    assert "Traceback" not in asked.stderr


def test_second_program_on_the_same_port_says_so(demo: Program) -> None:
    second = demo.call("run")
    assert second.returncode == 1
    assert "SIGNAAL_HTTP_LISTEN" in second.stderr
    assert "Traceback" not in second.stderr


def smtp_port(demo: Program) -> int:
    """Give the port for mail that the program printed."""
    printed = re.search(r"^ready \S+ smtp 127\.0\.0\.1:(\d+)", demo.said, re.MULTILINE)
    assert printed, demo.said
    return int(printed[1])


def test_swaks_to_the_port_that_is_printed_makes_a_signal(demo: Program, panel: httpx.Client) -> None:
    assert shutil.which("swaks"), "this test needs swaks: apt-get install swaks"
    sent = subprocess.run(
        ("swaks", "--server", "127.0.0.1", "--port", str(smtp_port(demo)), "--to", "demo@signaal.localhost",
         "--from", "leen@molenkerke.example.org", "--h-Subject", "Opvang", "--body", f"{STORY} zwaluw"),
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert sent.returncode == 0, sent.stdout + sent.stderr
    assert "250 2.0.0 Taken" in sent.stdout
    wait_until(lambda: demo.ask("select 1 from signal where channel = 'mail' and text like '%zwaluw%'"), 90, "a signal")
    assert "zwaluw" in panel.get("/beheer?kanaal=mail").text
    outgoing = demo.folder / "data" / "outgoing"
    wait_until(lambda: list(outgoing.glob("*.eml")), 90, "the answer")
    [letter] = outgoing.glob("*.eml")
    assert b"Delivered-To: leen@molenkerke.example.org" in letter.read_bytes()


def test_broken_mails_pass_and_no_machine_is_answered(demo: Program, tmp_path: Path) -> None:
    """The same as `make torture DIR=…`, on our own messages."""
    some = DEFECTS[::6]
    for defect in some:
        (tmp_path / f"{defect.name}.eml").write_bytes(defect.raw)
    feeder = Feeder(demo, smtp_port(demo), "demo@signaal.localhost")
    for path in find_messages(tmp_path):
        feeder.feed(path.stem, path.read_bytes())
    machines = {defect.name for defect in some if defect.kind not in {"person", ""}}
    assert machines
    assert len(feeder.fates) == len(some)
    assert tell(feeder.fates, machines, alive=feeder.still_answers()) == 0


def test_keys_are_rotated_and_the_program_goes_on(demo: Program, panel: httpx.Client) -> None:
    rotated = demo.call("keys", "rotate")
    assert rotated.returncode == 0, rotated.stderr
    assert demo.stop() == 0
    demo.start()
    assert panel.get("/beheer").status_code == 200
    number = Walk(WebLoad(slug="demo"), demo.base, "sleutel", forwarded="10.1.1.2").hold(whole=False)
    assert demo.ask("select number from signal where text like '% sleutel'") == [(number,)]
    assert demo.call("keys", "rotate").returncode == 0
