"""Alembic's environment: the connection is handed in by `core.store.upgrade`, or made from SIGNAAL_DATABASE_URL."""

import os

from alembic import context
from sqlalchemy import Connection, create_engine

from core.store.tables import Base


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(os.environ["SIGNAAL_DATABASE_URL"]).connect() as made:
        run(made)
