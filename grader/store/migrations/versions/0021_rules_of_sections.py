"""Rules of sections beside their dates: late work, attempts, what is told of hidden tests

Additive: the version before ignores these columns; for it the rules of the course hold in all sections.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
#: The version before works on the result.
ADDITIVE = True


def upgrade() -> None:
    op.add_column("section_dates", sa.Column("attempts", sa.Integer(), nullable=True))
    policy: sa.Column[object] = sa.Column("policy", sa.JSON(none_as_null=True), nullable=True)
    op.add_column("section_dates", policy)


def downgrade() -> None:
    for name in ("attempts", "policy"):
        op.drop_column("section_dates", name)
