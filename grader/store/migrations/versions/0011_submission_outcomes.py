"""Outcomes of submissions for statistics, an index that holds what grades are made of, weights of a gradebook

Additive: the version before runs on this schema; it ignores the tables. What it grades has no outcome
until a worker of this version starts (`grader.store.outcomes.complete`).
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
    *("question", "person_id", "late_seconds", "late_percent", "late_days"),
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
    stored = connection.execute(
        sa.text(
            "SELECT payload FROM submission_event "
            "WHERE submission_id = :id AND run = :run AND kind = 'case' ORDER BY seq"
        ),
        {"id": submission_id, "run": run},
    ).scalars()
    cases = [_read(payload) for payload in stored]
    rows: dict[str, list[float]] = {}
    for case in cases:
        row = rows.setdefault(case["row"], [0.0, 0.0])
        row[0], row[1] = round(row[0] + case["score"], 6), round(row[1] + case["max_score"], 6)
    named = [case["diagnosis"] or {} for case in cases]
    content = {
        "cases": [[case["name"], case["verdict"], it.get("name")] for case, it in zip(cases, named, strict=True)],
        "mistakes": {it["name"]: it["title"] for it in named if it},
        "rows": rows,
    }
    suite = str((_read(receipt) or {}).get("suite", ""))[:64]
    return {"submission_id": submission_id, "run": run, "suite": suite, "content": content}


def _read(value: Any) -> Any:
    """A JSON column: text on SQLite, an object on PostgreSQL."""
    return json.loads(value) if isinstance(value, str) else value


def downgrade() -> None:
    op.drop_index("ix_submission_result", "submission")
    op.drop_table("gradebook_rule")
    op.drop_table("submission_outcome")
