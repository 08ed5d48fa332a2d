"""Pauses of an assignment in a single course

Additive: the version before takes such a pause for one in all courses, until the pause ends.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True


def upgrade() -> None:
    everywhere = sa.text("course_id IS NULL")
    with op.batch_alter_table("pause") as batch:
        batch.add_column(sa.Column("course_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_pause_course_id"), "course", ["course_id"], ["id"], ondelete="CASCADE")
        batch.drop_constraint(op.f("uq_pause_assignment"), type_="unique")
        batch.create_unique_constraint(op.f("uq_pause_course_id_assignment"), ["course_id", "assignment"])
    op.create_index(
        op.f("ix_pause_assignment"),
        "pause",
        ["assignment"],
        unique=True,
        sqlite_where=everywhere,
        postgresql_where=everywhere,
    )


def downgrade() -> None:
    op.execute("DELETE FROM pause WHERE course_id IS NOT NULL")
    op.drop_index(op.f("ix_pause_assignment"), "pause")
    with op.batch_alter_table("pause") as batch:
        batch.drop_constraint(op.f("uq_pause_course_id_assignment"), type_="unique")
        batch.drop_constraint(op.f("fk_pause_course_id"), type_="foreignkey")
        batch.create_unique_constraint(op.f("uq_pause_assignment"), ["assignment"])
        batch.drop_column("course_id")
