"""Notices, announcements, messages, and the outbox of emails

Additive: the version before runs on this schema; it ignores the tables and the column.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True

#: Comments that their students have not seen become notices.
COMMENTS = """
    INSERT INTO notice (person_id, course_id, kind, assignment, submission_id, source_id, author_id, author,
        title, text, created_at)
    SELECT submission.person_id, submission.course_id, 'comment', submission.assignment, submission.id, comment.id,
        comment.author_id, comment.author, '', comment.text, comment.created_at
    FROM submission_comment AS comment JOIN submission ON submission.id = comment.submission_id
    WHERE comment.seen_at IS NULL AND submission.person_id IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("person", sa.Column("email_refused", sa.Text(), nullable=True))
    _create_outbox()
    _create_notices()
    op.execute(COMMENTS)


def _create_outbox() -> None:
    op.create_table(
        "email",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_email_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_email"),
    )
    op.create_index("ix_email_due", "email", ["state", "due_at"])
    op.create_index("ix_email_person_id", "email", ["person_id"])
    op.create_table(
        "email_preference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("timing", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_email_preference_person_id", ondelete="CASCADE"),
        sa.UniqueConstraint("person_id", "topic", name="uq_email_preference_person_id_topic"),
        sa.PrimaryKeyConstraint("id", name="pk_email_preference"),
    )


def _create_notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("assignment", sa.String(length=100), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=254), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("email_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_notice_person_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="fk_notice_course_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_notice_submission_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_notice_author_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["email_id"], ["email.id"], name="fk_notice_email_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_author_id", "notice", ["author_id"])
    op.create_index("ix_notice_course_id", "notice", ["course_id"])
    op.create_index("ix_notice_email_id", "notice", ["email_id"])
    op.create_index("ix_notice_person", "notice", ["person_id", "id"])
    op.create_index("ix_notice_source", "notice", ["kind", "source_id"])
    op.create_index("ix_notice_submission_id", "notice", ["submission_id"])
    op.create_index("ix_notice_unread", "notice", ["person_id", "read_at"])
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pinned_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="fk_announcement_course_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_announcement_author_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_announcement"),
    )
    op.create_index("ix_announcement_author_id", "announcement", ["author_id"])
    op.create_index("ix_announcement_course_id", "announcement", ["course_id"])
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recipients", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="fk_message_course_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_message_author_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    op.create_index("ix_message_author_id", "message", ["author_id"])
    op.create_index("ix_message_course_id", "message", ["course_id"])


def downgrade() -> None:
    for table in ("message", "announcement", "notice", "email_preference", "email"):
        op.drop_table(table)
    op.drop_column("person", "email_refused")
