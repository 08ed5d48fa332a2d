"""LTI services: scores for platforms, line items, pace and back-off, members

Additive: the version before runs on this schema; it ignores the tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True


def upgrade() -> None:
    _create_service()
    _create_line_item()
    _create_score()
    _create_roster()
    _create_member()


def _key(table: str, column: str, to: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_lti_{table}_{column}", ondelete=ondelete)


def _create_service() -> None:
    op.create_table(
        "lti_service",
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("pace", sa.Double(), nullable=False),
        _key("service", "platform_id", "lti_platform"),
        sa.PrimaryKeyConstraint("platform_id", name="pk_lti_service"),
    )


def _create_line_item() -> None:
    op.create_table(
        "lti_line_item",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("gone", sa.String(length=2000), nullable=True),
        _key("line_item", "link_id", "lti_resource_link"),
        sa.PrimaryKeyConstraint("link_id", name="pk_lti_line_item"),
    )


def _create_score() -> None:
    op.create_table(
        "lti_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("sent", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _key("score", "link_id", "lti_resource_link"),
        _key("score", "platform_id", "lti_platform"),
        _key("score", "person_id", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_lti_score"),
        sa.UniqueConstraint("link_id", "subject", name="uq_lti_score_link_id_subject"),
    )
    is_due = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_lti_score_due", "lti_score", ["platform_id", "due_at"], sqlite_where=is_due, postgresql_where=is_due
    )
    op.create_index("ix_lti_score_person_id", "lti_score", ["person_id"])


def _create_roster() -> None:
    op.create_table(
        "lti_roster",
        sa.Column("context_pk", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("differences", sa.String(length=2000), nullable=True),
        _key("roster", "context_pk", "lti_context"),
        _key("roster", "platform_id", "lti_platform"),
        sa.PrimaryKeyConstraint("context_pk", name="pk_lti_roster"),
    )
    op.create_index("ix_lti_roster_platform_id", "lti_roster", ["platform_id"])


def _create_member() -> None:
    op.create_table(
        "lti_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("context_pk", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _key("member", "context_pk", "lti_context"),
        _key("member", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_lti_member"),
        sa.UniqueConstraint("context_pk", "subject", name="uq_lti_member_context_pk_subject"),
    )
    op.create_index("ix_lti_member_person_id", "lti_member", ["person_id"])


def downgrade() -> None:
    for table in ("member", "roster", "score", "line_item", "service"):
        op.drop_table(f"lti_{table}")
