"""Queues of Open edX and what was pulled from them

Additive: the version before runs on this schema; it ignores the tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True


def upgrade() -> None:
    _create_queue()
    _create_item()


def _create_queue() -> None:
    op.create_table(
        "xqueue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("server", sa.String(length=500), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_xqueue_course_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_xqueue")),
        sa.UniqueConstraint("server", "name", name="uq_xqueue_server_name"),
    )
    op.create_index("ix_xqueue_course_id", "xqueue", ["course_id"])


def _create_item() -> None:
    op.create_table(
        "xqueue_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("deliveries", sa.Integer(), server_default="1", nullable=False),
        sa.Column("posts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["queue_id"], ["xqueue.id"], name=op.f("fk_xqueue_item_queue_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_xqueue_item_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_xqueue_item")),
        sa.UniqueConstraint("queue_id", "number", "digest", name="uq_xqueue_item_queue_id_number_digest"),
    )
    op.create_index("ix_xqueue_item_open", "xqueue_item", ["queue_id", "state", "due_at"])
    op.create_index("ix_xqueue_item_submission_id", "xqueue_item", ["submission_id"])


def downgrade() -> None:
    op.drop_table("xqueue_item")
    op.drop_table("xqueue")
