"""The database away for a minute behind a real Postfix while mail goes on coming; Postfix's tests have a short one."""

import pytest

from tests.mail.servers.outage import Outage
from tests.mail.servers.postfixes import SIGNAAL, need_postfix
from tests.mail.servers.street import open_street

pytestmark = [pytest.mark.proof, pytest.mark.xdist_group("proof"), pytest.mark.timeout(600)]

_MAILS, _SECONDS = 120, 60.0
_USUAL_ROUNDS = 3


def test_a_minute_without_the_database(rounds: int) -> None:
    if rounds <= _USUAL_ROUNDS:
        pytest.skip("takes minutes: make kill-loop")
    need_postfix()
    with open_street() as street:
        added = street.program.call("municipality", "add", "lommerbeek", "--name", "Lommerbeek")
        assert added.returncode == 0, added.stderr
        street.program.start()
        outage = Outage(street, f"lommerbeek@{SIGNAAL}")
        outage.hold_out(_MAILS, _SECONDS)
        print(f"\n{outage.check()}")
