"""Run by Alembic inside `grader.store.migrate`, which hands over an open connection."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from grader.store.models import Base
from grader.store.models.base import UtcDateTime


def plain_types(kind: str, thing: Any, _autogen: Any) -> str | Literal[False]:
    """Write library types into migrations, so that a migration never changes with our own types."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, sa.Enum):
        return f"sa.String(length={thing.length})"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=plain_types,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
