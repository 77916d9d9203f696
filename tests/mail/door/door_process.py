"""A door for mail as a program of its own, for tests that kill it: `python -m … DATABASE_URL DATA`; prints its port."""

import asyncio
import sys
from pathlib import Path

from core.context import Context
from core.privacy.keyring import meet_keys
from core.privacy.keys import read_keys
from core.settings import Settings
from core.store.engine import Store
from core.words import load_words
from mail.smtp import run_smtp


def main(url: str, data: Path) -> None:
    """Run until killed."""
    settings = Settings(data=data, smtp_listen="127.0.0.1:0", lmtp_listen="")
    context = Context(settings, Store(url, size=4), meet_keys(url, read_keys(None, data)), load_words(), "")

    def ready(_kind: str, address: str) -> None:
        print(address.rpartition(":")[2], flush=True)

    asyncio.run(run_smtp(context, asyncio.Event(), ready=ready))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
