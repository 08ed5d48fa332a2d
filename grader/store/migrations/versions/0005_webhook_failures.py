"""Back-off and failures of webhooks

Additive: the version before runs on this schema; it ignores the columns.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True

COLUMNS = ("failures", "failing_since", "retry_at", "last_error")


def upgrade() -> None:
    op.add_column("webhook", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("webhook", sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("webhook", sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("webhook", sa.Column("last_error", sa.Text(), nullable=True))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("webhook", name)
