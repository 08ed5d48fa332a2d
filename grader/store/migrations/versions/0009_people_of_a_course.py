"""Sections, assistants, approval, removed members, archived courses, time zones, administrators, password links

Additive: the version before runs on this schema; it takes removed and waiting members as present.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True

ENROLMENT = ("approved", "removed_at", "section_id", "sis_id", "external_id")
COURSE = ("archived_at", "time_zone", "join_needs_approval", "assistants_change_settings")
COURSE_ASSIGNMENT = ("closed_at", "removed_at")


def _flag(name: str, *, default: bool = False) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true() if default else sa.false())


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def upgrade() -> None:
    _create_section()
    _create_password_link()
    op.add_column("person", _flag("administrator"))
    zone: sa.Column[str] = sa.Column("time_zone", sa.String(length=64), nullable=False, server_default="UTC")
    for column in (_moment("archived_at"), zone, _flag("join_needs_approval"), _flag("assistants_change_settings")):
        op.add_column("course", column)
    for name in COURSE_ASSIGNMENT:
        op.add_column("course_assignment", _moment(name))
    # SQLite adds a foreign key only by copying the table.
    with op.batch_alter_table("enrolment") as batch:
        batch.add_column(_flag("approved", default=True))
        batch.add_column(_moment("removed_at"))
        batch.add_column(sa.Column("section_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("sis_id", sa.String(length=100), nullable=True))
        batch.add_column(sa.Column("external_id", sa.String(length=100), nullable=True))
        batch.create_foreign_key("fk_enrolment_section_id", "section", ["section_id"], ["id"], ondelete="SET NULL")
    op.create_index("ix_enrolment_section_id", "enrolment", ["section_id"])
    op.create_index("ix_enrolment_sis", "enrolment", ["course_id", "sis_id"])


def _create_section() -> None:
    op.create_table(
        "section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="fk_section_course_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_section"),
        sa.UniqueConstraint("course_id", "name", name="uq_section_course_id_name"),
    )


def _create_password_link() -> None:
    op.create_table(
        "password_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_password_link_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_password_link"),
        sa.UniqueConstraint("key_hash", name="uq_password_link_key_hash"),
    )
    op.create_index("ix_password_link_person_id", "password_link", ["person_id"])
    op.create_index("ix_password_link_expires_at", "password_link", ["expires_at"])


def downgrade() -> None:
    op.drop_index("ix_enrolment_sis", "enrolment")
    op.drop_index("ix_enrolment_section_id", "enrolment")
    with op.batch_alter_table("enrolment") as batch:
        batch.drop_constraint("fk_enrolment_section_id", type_="foreignkey")
        for name in ENROLMENT:
            batch.drop_column(name)
    for table, names in (("course_assignment", COURSE_ASSIGNMENT), ("course", COURSE), ("person", ("administrator",))):
        for name in names:
            op.drop_column(table, name)
    op.drop_table("password_link")
    op.drop_table("section")
