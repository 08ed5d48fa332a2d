"""LTI 1.3: platforms, deployments, keys, users, contexts, resource links, one-use keys, framed sessions

Additive: the version before runs on this schema; it ignores the tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True

TABLES = (
    "platform",
    "deployment",
    "key",
    "user",
    "context",
    "resource_link",
    "ticket",
    "frame",
)


def upgrade() -> None:
    _create_platform()
    _create_deployment()
    _create_key()
    _create_user()
    _create_context()
    _create_resource_link()
    _create_ticket()
    _create_frame()


def _create_platform() -> None:
    op.create_table(
        "lti_platform",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("login_url", sa.String(length=2000), nullable=False),
        sa.Column("token_url", sa.String(length=2000), nullable=False),
        sa.Column("jwks_url", sa.String(length=2000), nullable=False),
        sa.Column("token_audience", sa.String(length=2000), nullable=True),
        sa.Column("frame_origins", sa.Text(), nullable=False, server_default=""),
        sa.Column("emails_trusted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=254), nullable=False),
        sa.Column("last_launch_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="fk_lti_platform_course_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_lti_platform"),
        sa.UniqueConstraint("course_id", "issuer", "client_id", name="uq_lti_platform_course_id_issuer_client_id"),
    )
    op.create_index("ix_lti_platform_client", "lti_platform", ["issuer", "client_id"])


def _create_deployment() -> None:
    op.create_table(
        "lti_deployment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["lti_platform.id"], name="fk_lti_deployment_platform_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lti_deployment"),
        sa.UniqueConstraint("platform_id", "deployment_id", name="uq_lti_deployment_platform_id_deployment_id"),
    )


def _create_key() -> None:
    op.create_table(
        "lti_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kid", sa.String(length=64), nullable=False),
        sa.Column("private_pem", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_lti_key"),
        sa.UniqueConstraint("kid", name="uq_lti_key_kid"),
    )


def _create_user() -> None:
    op.create_table(
        "lti_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_launch_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["lti_platform.id"], name="fk_lti_user_platform_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_lti_user_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_lti_user"),
        sa.UniqueConstraint("platform_id", "subject", name="uq_lti_user_platform_id_subject"),
    )
    op.create_index("ix_lti_user_person_id", "lti_user", ["person_id"])


def _create_context() -> None:
    op.create_table(
        "lti_context",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.Column("context_id", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("nrps", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("ags", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["lti_platform.id"], name="fk_lti_context_platform_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lti_context"),
        sa.UniqueConstraint(
            "platform_id", "deployment_id", "context_id", name="uq_lti_context_platform_id_deployment_id_context_id"
        ),
    )


def _create_resource_link() -> None:
    op.create_table(
        "lti_resource_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("context_pk", sa.Integer(), nullable=False),
        sa.Column("resource_link_id", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=True),
        sa.Column("ags", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["context_pk"], ["lti_context.id"], name="fk_lti_resource_link_context_pk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lti_resource_link"),
        sa.UniqueConstraint("context_pk", "resource_link_id", name="uq_lti_resource_link_context_pk_resource_link_id"),
    )


def _create_ticket() -> None:
    op.create_table(
        "lti_ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lti_ticket"),
        sa.UniqueConstraint("key_hash", name="uq_lti_ticket_key_hash"),
    )
    op.create_index("ix_lti_ticket_expires_at", "lti_ticket", ["expires_at"])


def _create_frame() -> None:
    op.create_table(
        "lti_frame",
        sa.Column("web_session_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("ancestors", sa.Text(), nullable=False),
        sa.Column("key_in_address", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("data", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["lti_platform.id"], name="fk_lti_frame_platform_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["web_session_id"], ["web_session.id"], name="fk_lti_frame_web_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("web_session_id", name="pk_lti_frame"),
    )
    op.create_index("ix_lti_frame_platform_id", "lti_frame", ["platform_id"])


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(f"lti_{name}")
