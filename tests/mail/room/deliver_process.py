"""The deliverer of letters as a program of its own, for a test that kills it: `python -m … DATABASE_URL DATA RELAY`."""

import asyncio
import sys
from pathlib import Path

from pydantic import SecretStr

from core.context import Context
from core.privacy.keyring import meet_keys
from core.privacy.keys import read_keys
from core.settings import Settings
from core.store.engine import Store
from core.words import load_words
from mail.deliver import run_mail_out


def main(url: str, data: Path, relay: str) -> None:
    """Run until killed."""
    settings = Settings(data=data, relay_url=SecretStr(relay))
    context = Context(settings, Store(url, size=4), meet_keys(url, read_keys(None, data)), load_words(), "")
    asyncio.run(run_mail_out(context, asyncio.Event()))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
