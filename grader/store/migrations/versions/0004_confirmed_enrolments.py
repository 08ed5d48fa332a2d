"""Enrolments of unconfirmed email addresses, and an index for a course's students

Additive: the version before runs on this schema; it takes every enrolment as confirmed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True


def upgrade() -> None:
    op.add_column("enrolment", sa.Column("confirmed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_index("ix_submission_student", "submission", ["course_id", "student"])


def downgrade() -> None:
    op.drop_index("ix_submission_student", "submission")
    op.drop_column("enrolment", "confirmed")
