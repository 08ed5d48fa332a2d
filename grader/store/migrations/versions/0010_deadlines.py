"""Closing times, rules of late work, dates of sections, extensions, release of grades, lateness of attempts

Additive: the version before runs on this schema; it takes late work as refused and all work as on time.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True

COURSE_ASSIGNMENT = ("closes_at", "policy", "manual_release", "released_at")
SUBMISSION = ("late_seconds", "late_days", "late_percent")


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def upgrade() -> None:
    op.add_column("course", _number("late_days"))
    op.add_column("course_assignment", _moment("closes_at"))
    policy: sa.Column[object] = sa.Column("policy", sa.JSON(none_as_null=True), nullable=True)
    op.add_column("course_assignment", policy)
    manual: sa.Column[bool] = sa.Column("manual_release", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("course_assignment", manual)
    op.add_column("course_assignment", _moment("released_at"))
    for name in ("late_seconds", "late_days"):
        op.add_column("submission", _number(name))
    percent: sa.Column[float] = sa.Column("late_percent", sa.Double(), nullable=False, server_default="0")
    op.add_column("submission", percent)
    _create_section_dates()
    _create_extension()


def _create_section_dates() -> None:
    op.create_table(
        "section_dates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_assignment_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        *(_moment(name) for name in ("opens_at", "due_at", "closes_at")),
        _of_assignment("section_dates"),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name="fk_section_dates_section_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_section_dates"),
        sa.UniqueConstraint(
            "course_assignment_id", "section_id", name="uq_section_dates_course_assignment_id_section_id"
        ),
    )
    op.create_index("ix_section_dates_section_id", "section_dates", ["section_id"])


def _create_extension() -> None:
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_assignment_id", sa.Integer(), nullable=False),
        sa.Column("student", sa.String(length=254), nullable=False),
        _moment("due_at"),
        _number("attempts"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _moment("revoked_at"),
        _of_assignment("extension"),
        sa.PrimaryKeyConstraint("id", name="pk_extension"),
    )
    op.create_index("ix_extension_student", "extension", ["course_assignment_id", "student", "revoked_at"])


def _of_assignment(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_course_assignment_id"
    return sa.ForeignKeyConstraint(["course_assignment_id"], ["course_assignment.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    for table in ("extension", "section_dates"):
        op.drop_table(table)
    for table, names in (("submission", SUBMISSION), ("course_assignment", COURSE_ASSIGNMENT)):
        for name in names:
            op.drop_column(table, name)
    op.drop_column("course", "late_days")
