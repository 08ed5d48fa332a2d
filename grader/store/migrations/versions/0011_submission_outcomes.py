"""Outcomes of submissions for statistics, an index that holds what grades are made of, weights of a gradebook

Additive: the version before runs on this schema; it ignores the tables. What it grades has no outcome.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True

RESULT = (
    *("id", "created_at", "status", "verdict", "score", "override_score", "max_score", "not_loaded", "graded_run"),
    *("question", "person_id", "late_seconds", "late_percent"),
)
#: Submissions whose events are read at once.
BATCH = 500


def upgrade() -> None:
    op.create_table(
        "submission_outcome",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("suite", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_submission_outcome_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission_outcome")),
    )
    op.create_table(
        "gradebook_rule",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("drop_lowest", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_gradebook_rule_course_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_gradebook_rule")),
    )
    op.create_index("ix_submission_result", "submission", ["course_id", "assignment", "student", "attempt", *RESULT])
    _fill()


def _fill() -> None:
    """Make the outcomes of the submissions that are graded."""
    connection = op.get_bind()
    graded = connection.execute(
        sa.text("SELECT id, graded_run, receipt FROM submission WHERE graded_run IS NOT NULL")
    ).all()
    outcome = sa.table(
        "submission_outcome",
        *(sa.column("submission_id"), sa.column("run"), sa.column("suite"), sa.column("content", sa.JSON())),
    )
    for start in range(0, len(graded), BATCH):
        rows = [_outcome(connection, *row) for row in graded[start : start + BATCH]]
        connection.execute(sa.insert(outcome), rows)


def _outcome(connection: sa.Connection, submission_id: str, run: int, receipt: Any) -> dict[str, Any]:
    cases = connection.execute(
        sa.text(
            "SELECT case_name, verdict, diagnosis, CASE WHEN diagnosis IS NULL THEN NULL ELSE payload END "
            "FROM submission_event WHERE submission_id = :id AND run = :run AND kind = 'case' ORDER BY seq"
        ),
        {"id": submission_id, "run": run},
    ).all()
    mistakes = {name: _read(payload)["diagnosis"]["title"] for _, _, name, payload in cases if name is not None}
    content = {"cases": [list(case[:3]) for case in cases], "mistakes": mistakes}
    suite = str((_read(receipt) or {}).get("suite", ""))[:64]
    return {"submission_id": submission_id, "run": run, "suite": suite, "content": content}


def _read(value: Any) -> Any:
    """A JSON column: text on SQLite, an object on PostgreSQL."""
    return json.loads(value) if isinstance(value, str) else value


def downgrade() -> None:
    op.drop_index("ix_submission_result", "submission")
    op.drop_table("gradebook_rule")
    op.drop_table("submission_outcome")
