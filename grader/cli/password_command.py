"""`grader password`: resets the password of an account."""

from __future__ import annotations

import secrets

import click

from grader.settings import Settings
from grader.store import Database, accounts, audit, migrate


@click.command()
@click.argument("email")
def command(email: str) -> None:
    """Give the account of EMAIL a new password, print it, and sign all its browsers out."""
    password = secrets.token_urlsafe(12)
    database = Database(Settings.from_env().database_url)
    try:
        migrate(database)
        with database.write() as session:
            person = accounts.by_email(session, email)
            if person is None:
                raise click.UsageError(f"no account has the email {email}")
            accounts.set_password(session, person.id, accounts.hash_password(password))
            accounts.close_other_sessions(session, person.id, keep="")
            audit.record(session, actor="system", action="password.renewed", subject=person.email)
            name = person.name
    finally:
        database.close()
    click.echo(f"{name}   password {password}")
