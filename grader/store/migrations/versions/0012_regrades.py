"""Regrades of an assignment with their results

Additive: the version before runs on this schema; it ignores the tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True


def upgrade() -> None:
    _create_regrade()
    _create_result()


def _create_regrade() -> None:
    op.create_table(
        "regrade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.String(length=100), nullable=False),
        sa.Column("suite", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("started_by", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(length=254), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_regrade_course_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["person.id"], name=op.f("fk_regrade_started_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_regrade_decided_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
    )
    is_open = sa.text("state IN ('running', 'ready', 'applying')")
    op.create_index(
        "uq_regrade_open",
        "regrade",
        ["course_id", "assignment"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_regrade_course", "regrade", ["course_id", "created_at"])
    for column in ("started_by_id", "decided_by_id"):
        op.create_index(op.f(f"ix_regrade_{column}"), "regrade", [column])


def _create_result() -> None:
    verdict = sa.String(length=40)
    op.create_table(
        "regrade_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regrade_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("lane", sa.String(length=40), nullable=False),
        sa.Column("enqueue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder", sa.String(length=200), nullable=True),
        sa.Column("old_run", sa.Integer(), nullable=True),
        sa.Column("old_points", sa.Double(), nullable=True),
        sa.Column("old_max", sa.Double(), nullable=True),
        sa.Column("old_verdict", verdict, nullable=True),
        sa.Column("new_points", sa.Double(), nullable=True),
        sa.Column("new_max", sa.Double(), nullable=True),
        sa.Column("new_verdict", verdict, nullable=True),
        sa.Column("change", sa.Double(), nullable=True),
        sa.Column("tests", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("nondeterministic", sa.Boolean(), nullable=False),
        sa.Column("report", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("receipt", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("suite", sa.String(length=64), nullable=True),
        sa.Column("not_loaded", sa.Boolean(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["regrade_id"], ["regrade.id"], name=op.f("fk_regrade_result_regrade_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_regrade_result_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade_result")),
        sa.UniqueConstraint("regrade_id", "submission_id", name="uq_regrade_result_regrade_id_submission_id"),
    )
    op.create_index("ix_regrade_result_state", "regrade_result", ["regrade_id", "state"])
    op.create_index("ix_regrade_result_waiting", "regrade_result", ["state", "enqueue_at"])
    op.create_index(op.f("ix_regrade_result_submission_id"), "regrade_result", ["submission_id"])


def downgrade() -> None:
    for table in ("regrade_result", "regrade"):
        op.drop_table(table)
