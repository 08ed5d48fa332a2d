"""Repairs of submissions that failed

Additive: the version before runs on this schema; it ignores the table.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True


def upgrade() -> None:
    op.create_table(
        "submission_repair",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_submission_repair_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission_repair")),
    )
    op.create_index(op.f("ix_submission_repair_code"), "submission_repair", ["code"])


def downgrade() -> None:
    op.drop_table("submission_repair")
