"""The beginning of a word finds it: in signals, in the log and, asked by the same function, in fiches."""

from importlib.resources import files

from alembic import op

revision = "0023"
down_revision = "0022"
_SQL = files("core").joinpath("store/migrations/sql")
_EXACT, _BEGUN = "websearch_to_tsquery('dutch', fold_dutch(words))", "ask_dutch(words)"
# Which function searches what, as the migration that made it has it.
_SEARCHING = {"0003_search.sql": "create function find_signals", "0011_triage.sql": "create function find_entries"}


def upgrade() -> None:
    op.execute(_SQL.joinpath("0023_prefixes.sql").read_text("utf-8"))
    for made in _functions():
        op.execute(made.replace(_EXACT, _BEGUN))


def downgrade() -> None:
    for made in _functions():
        op.execute(made)
    op.execute("drop function ask_dutch(text)")


def _functions() -> list[str]:
    """Cut the functions that search out of the migrations that made them, to be put in their own place."""
    cut: list[str] = []
    for name, begins in _SEARCHING.items():
        _, _, after = _SQL.joinpath(name).read_text("utf-8").partition(begins)
        body, _, _ = after.partition("\n$$;\n")
        cut.append(begins.replace("create", "create or replace") + body + "\n$$;\n")
    return cut
