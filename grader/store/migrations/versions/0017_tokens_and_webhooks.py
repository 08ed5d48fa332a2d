"""Scopes and expiry of tokens, a webhook's previous secret, and the answers to its deliveries

Additive: the version before runs on this schema; it ignores the columns.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True

COLUMNS = (
    ("api_token", "scopes"),
    ("api_token", "expires_at"),
    ("api_token", "created_by"),
    ("webhook", "previous_secret"),
    ("webhook", "previous_until"),
    ("delivery", "sent_at"),
    ("delivery", "answer_status"),
    ("delivery", "duration_ms"),
)


def upgrade() -> None:
    op.add_column("api_token", sa.Column("scopes", sa.String(length=500), nullable=True))
    op.add_column("api_token", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("api_token", sa.Column("created_by", sa.String(length=254), nullable=False, server_default=""))
    op.add_column("webhook", sa.Column("previous_secret", sa.String(length=200), nullable=True))
    op.add_column("webhook", sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("answer_status", sa.Integer(), nullable=True))
    op.add_column("delivery", sa.Column("duration_ms", sa.Double(), nullable=True))


def downgrade() -> None:
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column)
