"""`grader admin`: makes a person an administrator of the service."""

from __future__ import annotations

import secrets

import click

from grader.settings import Settings
from grader.store import Database, accounts, audit, migrate


@click.command()
@click.argument("email")
@click.option("--revoke", is_flag=True, help="Take the rights of an administrator away again.")
def command(email: str, revoke: bool) -> None:
    """Make the person with EMAIL an administrator, with the rights of an instructor in every course.

    An account is created if there is none yet; its password is printed.
    """
    if not accounts.is_email(email):
        raise click.UsageError(f"{email!r} is not an email address")
    password = None
    database = Database(Settings.from_env().database_url)
    try:
        migrate(database)
        with database.write() as session:
            person = accounts.by_email(session, email)
            if person is None and revoke:
                raise click.UsageError(f"no account has the email {email}")
            if person is None:
                password = secrets.token_urlsafe(12)
                hashed = accounts.hash_password(password)
                name = email.strip().partition("@")[0]
                person = accounts.create_person(session, email=email, name=name, password_hash=hashed)
            before, person.administrator = person.administrator, not revoke
            details = {"administrator": [before, not revoke]}
            audit.record(session, actor="system", action="person.changed", subject=person.email, details=details)
            name = person.name
    finally:
        database.close()
    click.echo(f"{name}   {'no administrator any more' if revoke else 'administrator'}")
    if password is not None:
        click.echo(f"password   {password}")
