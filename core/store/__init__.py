"""The database: server, engine, roles, tables and migrations."""
