"""Pauses, tokens of administrators, totals for the metrics, and indexes of the audit log

Additive: a worker of the version before runs on this schema, but does not know of pauses.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True


def upgrade() -> None:
    _create_pauses_and_totals()
    _create_tokens()
    op.create_index("ix_audit_course", "audit", ["course_id", "id"])
    op.create_index("ix_audit_actor", "audit", ["actor", "id"])


def _create_tokens() -> None:
    op.create_table(
        "service_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_service_token_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_service_token_token_hash")),
    )
    op.create_index(op.f("ix_service_token_person_id"), "service_token", ["person_id"])


def _create_pauses_and_totals() -> None:
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lane", sa.String(length=40), nullable=True),
        sa.Column("assignment", sa.String(length=100), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
        sa.UniqueConstraint("assignment", name=op.f("uq_pause_assignment")),
        sa.UniqueConstraint("lane", name=op.f("uq_pause_lane")),
    )
    op.create_table(
        "submission_total",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lane", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("assignment", sa.String(length=100), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_total")),
        sa.UniqueConstraint(
            "lane", "status", "assignment", "verdict", name=op.f("uq_submission_total_lane_status_assignment_verdict")
        ),
    )
    op.create_table(
        "totals_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_totals_mark")),
    )
    # The first sweep counts everything that ended before.
    op.execute("INSERT INTO totals_mark (id, until) VALUES (1, '1970-01-01 00:00:00.000000')")


def downgrade() -> None:
    op.drop_index("ix_audit_actor", "audit")
    op.drop_index("ix_audit_course", "audit")
    for table in ("totals_mark", "submission_total", "service_token", "pause"):
        op.drop_table(table)
