"""Let the workers tell which test cases there are"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True


def upgrade() -> None:
    op.create_table(
        "outline",
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("suite", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_outline")),
    )


def downgrade() -> None:
    op.drop_table("outline")
