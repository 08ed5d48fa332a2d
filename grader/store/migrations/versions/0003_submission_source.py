"""Keep the cells that were read from an upload beside its bytes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True


def upgrade() -> None:
    op.add_column("submission", sa.Column("source", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("submission", "source")
