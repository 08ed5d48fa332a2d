"""Drafts, settings of one's own, comments, overrides, regrade requests, checks of single questions

Additive: the version before runs on this schema; it ignores the tables and columns.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True

COLUMNS: tuple[tuple[str, str, Any], ...] = (
    ("person", "settings", sa.JSON(none_as_null=True)),
    ("submission", "question", sa.String(length=100)),
    ("submission", "not_loaded", sa.Boolean()),
    ("submission", "override_score", sa.Double()),
)


def upgrade() -> None:
    for table, name, kind in COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=True))
    free: sa.Column[bool] = sa.Column("load_errors_count", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("course_assignment", free)
    _create_draft()
    _create_comment()
    _create_override()
    _create_request()


def _create_draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.String(length=100), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_from", sa.String(length=60), nullable=False),
        sa.Column("previous", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_draft_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_draft_course_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("person_id", "course_id", "assignment", name="uq_draft_person_id_course_id_assignment"),
    )
    op.create_index(op.f("ix_draft_course_id"), "draft", ["course_id"])


def _of_submission(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_submission_id")
    return sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=name, ondelete="CASCADE")


def _of_author(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_author_id")
    return sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=name, ondelete="SET NULL")


def _create_comment() -> None:
    op.create_table(
        "submission_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        _of_submission("submission_comment"),
        _of_author("submission_comment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_comment")),
    )
    for column in ("submission_id", "author_id"):
        op.create_index(op.f(f"ix_submission_comment_{column}"), "submission_comment", [column])


def _create_override() -> None:
    op.create_table(
        "score_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("row", sa.String(length=100), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("max_score", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        _of_submission("score_override"),
        _of_author("score_override"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_override")),
    )
    op.create_index("ix_score_override_submission", "score_override", ["submission_id", "revoked_at"])
    op.create_index(op.f("ix_score_override_author_id"), "score_override", ["author_id"])


def _create_request() -> None:
    op.create_table(
        "regrade_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("row", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.String(length=254), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _of_submission("regrade_request"),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_regrade_request_answered_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade_request")),
    )
    op.create_index(op.f("ix_regrade_request_answered_by_id"), "regrade_request", ["answered_by_id"])
    op.create_index(op.f("ix_regrade_request_submission_id"), "regrade_request", ["submission_id"])
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_regrade_request_open",
        "regrade_request",
        ["submission_id", "row"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    for table in ("regrade_request", "score_override", "submission_comment", "draft"):
        op.drop_table(table)
    op.drop_column("course_assignment", "load_errors_count")
    for table, name, _ in COLUMNS:
        op.drop_column(table, name)
