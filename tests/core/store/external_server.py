"""A PostgreSQL as an IT department gives one: over TCP, with a password, and an owner who is no superuser."""

# The embedded server's own steps, taken in another order:
# pyright: reportPrivateUsage=false

import os
import secrets
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from core.store import programs as programs_of
from tests.ports import free_port

OWNER = "signaal_keeper"


@contextmanager
def external_server() -> Generator[str]:
    """Run such a server on a free port, from the embedded programs; gives the owner's SQLAlchemy address."""
    root = Path(tempfile.mkdtemp(prefix="signaal-external-", dir="/tmp"))  # closed, and another user must reach it
    root.chmod(0o711)
    account = programs_of.account_for(root / "none")
    programs = programs_of.find_programs(account, print)
    data, password_file = root / "data", root / "password"
    master, password = secrets.token_hex(16), secrets.token_hex(16)
    data.mkdir(mode=0o700)
    password_file.write_text(master)
    for path in (data, password_file):
        os.chown(path, account.pw_uid, account.pw_gid)
    port = free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    try:
        make = ("-U", "master", "--auth=scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8", "--locale=C")
        programs_of.run_program(account, programs / "initdb", "-D", data, *make)
        programs_of.run_program(
            account, programs / "pg_ctl", "start", "-D", data, "-w", "-t", "60", "-l", data / "log", "-o", options
        )
        try:
            where = f"host=127.0.0.1 port={port} user=master dbname=postgres password={master}"
            with psycopg.connect(where, autocommit=True) as connection:
                role = f"create role {OWNER} login nosuperuser nobypassrls createdb createrole password '{password}'"
                connection.execute(role.encode())
                connection.execute(f"create database signaal owner {OWNER} encoding 'UTF8' template template0".encode())
            yield f"postgresql+psycopg://{OWNER}:{password}@127.0.0.1:{port}/signaal"
        finally:
            programs_of.run_program(account, programs / "pg_ctl", "stop", "-D", data, "-m", "immediate", "-w")
    finally:
        shutil.rmtree(root)
