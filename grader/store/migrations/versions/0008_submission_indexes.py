"""Indexes for the submissions of a student and for the last runs of a lane

Additive: the version before runs on this schema; its queries use these indexes as well.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True


def upgrade() -> None:
    op.drop_index("ix_submission_student", "submission")
    op.create_index("ix_submission_student", "submission", ["course_id", "student", "assignment", "created_at"])
    op.create_index("ix_submission_recent", "submission", ["lane", "status", "finished_at"])


def downgrade() -> None:
    op.drop_index("ix_submission_recent", "submission")
    op.drop_index("ix_submission_student", "submission")
    op.create_index("ix_submission_student", "submission", ["course_id", "student"])
