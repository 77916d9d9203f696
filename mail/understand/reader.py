"""The process that parses dangerous mails: takes raw bytes, gives parts back, and may be killed at any moment."""

import pickle
import resource
import sys
from multiprocessing.connection import Connection

from mail.understand.parse import parse
from mail.understand.parsed import Unreadable

_MEMORY = 1536 * 1024 * 1024


def serve(line: Connection) -> None:
    """Answer each mail with a pickled Parsed, or with the reason it is unreadable, until the line is closed."""
    while True:
        try:
            raw = line.recv_bytes()
        except EOFError:
            return
        try:
            answer = pickle.dumps(parse(raw))
        except Unreadable as why:
            answer = pickle.dumps(str(why))
        except MemoryError:
            answer = pickle.dumps("memory")
        line.send_bytes(answer)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    serve(Connection(int(sys.argv[1])))
