"""An index of the submissions that the grader failed

Additive: the version before runs on this schema.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True

FAILED = sa.text("failure IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_submission_failed",
        "submission",
        ["course_id", "assignment", "student"],
        sqlite_where=FAILED,
        postgresql_where=FAILED,
    )


def downgrade() -> None:
    op.drop_index("ix_submission_failed", "submission")
