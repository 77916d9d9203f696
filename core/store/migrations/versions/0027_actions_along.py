"""An open action goes along when its fiche goes up in another one."""

from importlib.resources import files

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.execute(files("core").joinpath("store/migrations/sql/0027_actions_along.sql").read_text("utf-8"))


def downgrade() -> None:
    op.execute("revoke update (fiche_id) on action from signaal_tenant")
