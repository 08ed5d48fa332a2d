"""Indexes for what the pages of instructors read: failures, submissions without an account, versions of the tests

Additive: the version before runs on this schema.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True


def upgrade() -> None:
    failed, unnamed = sa.text("failure IS NOT NULL"), sa.text("person_id IS NULL")
    op.create_index(
        "ix_submission_failures",
        "submission",
        ["course_id", "cancelled", "assignment"],
        sqlite_where=failed,
        postgresql_where=failed,
    )
    op.create_index(
        "ix_submission_without_account",
        "submission",
        ["course_id", "student", "attempt", "score"],
        sqlite_where=unnamed,
        postgresql_where=unnamed,
    )
    op.create_index("ix_submission_outcome_suite", "submission_outcome", ["suite", "submission_id", "run"])
    op.create_index("ix_regrade_request_state", "regrade_request", ["state"])


def downgrade() -> None:
    op.drop_index("ix_regrade_request_state", "regrade_request")
    op.drop_index("ix_submission_outcome_suite", "submission_outcome")
    for name in ("ix_submission_without_account", "ix_submission_failures"):
        op.drop_index(name, "submission")
