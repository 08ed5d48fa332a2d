"""Tokens of people, and the sign-ins by which programs get them

Additive: the version before runs on this schema; for it a person's token belongs to no course and may do nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True


def upgrade() -> None:
    with op.batch_alter_table("api_token") as batch:
        batch.alter_column("course_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_api_token_person_id", "person", ["person_id"], ["id"], ondelete="CASCADE")
    op.create_index("ix_api_token_person_id", "api_token", ["person_id"])
    op.create_table(
        "device_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_code_hash", sa.String(length=64), nullable=False),
        sa.Column("user_code", sa.String(length=8), nullable=False),
        sa.Column("program", sa.String(length=100), nullable=False),
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("polled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("denied", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_device_sign_in_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_device_sign_in"),
        sa.UniqueConstraint("device_code_hash", name="uq_device_sign_in_device_code_hash"),
        sa.UniqueConstraint("user_code", name="uq_device_sign_in_user_code"),
    )
    op.create_index("ix_device_sign_in_expires_at", "device_sign_in", ["expires_at"])
    op.create_index("ix_device_sign_in_person_id", "device_sign_in", ["person_id"])


def downgrade() -> None:
    op.drop_table("device_sign_in")
    op.execute("DELETE FROM api_token WHERE course_id IS NULL")
    op.drop_index("ix_api_token_person_id", "api_token")
    with op.batch_alter_table("api_token") as batch:
        batch.drop_constraint("fk_api_token_person_id", type_="foreignkey")
        batch.drop_column("person_id")
        batch.alter_column("course_id", existing_type=sa.Integer(), nullable=False)
