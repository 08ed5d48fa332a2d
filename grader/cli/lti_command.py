"""`grader lti`: the learning management systems of courses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from grader.settings import Settings
from grader.store import Database, audit, courses, lti_keys, lti_platforms, migrate
from grader.store.lti_platforms import NewPlatform, origin

#: Who makes these changes, in the audit log.
ACTOR = "system"


@click.group()
def command() -> None:
    """Connect courses with learning management systems by LTI 1.3."""


@contextmanager
def _database() -> Iterator[Database]:
    database = Database(Settings.from_env().database_url)
    try:
        migrate(database)
        yield database
    finally:
        database.close()


@command.command("add")
@click.option("--course", "course_id", type=int, required=True, metavar="ID", help="The course that its links lead to.")
@click.option("--issuer", required=True, metavar="URL", help="What the platform calls itself (iss).")
@click.option("--client-id", required=True, metavar="ID", help="What the platform calls this tool.")
@click.option("--deployment-id", metavar="ID", help="Without it, an instructor's first launch says it.")
@click.option("--login-url", required=True, metavar="URL", help="The platform's OIDC authorization endpoint.")
@click.option("--token-url", required=True, metavar="URL", help="The platform's token endpoint.")
@click.option("--jwks-url", required=True, metavar="URL", help="The platform's key set.")
@click.option("--token-audience", metavar="URL", help="The audience of token requests, if it is not the token URL.")
@click.option("--name", default="", metavar="TEXT", help="What instructors call it (default: the host of the issuer).")
@click.option("--frame-origin", "origins", multiple=True, metavar="URL", help="Another origin that shows the tool.")
@click.option("--trust-emails", is_flag=True, help="Let its emails open existing accounts without their passwords.")
def add(course_id: int, origins: tuple[str, ...], trust_emails: bool, name: str, **urls: str | None) -> None:
    """Register a platform for a course, or one more deployment of it."""
    settings = Settings.from_env()
    for option in ("login_url", "token_url", "jwks_url"):
        _require_address(str(urls[option]), option, private=settings.lti_private)
    if unknown := [each for each in origins if not origin(each)]:
        raise click.UsageError(f"{unknown[0]!r} is not an address; write --frame-origin https://lms.example.edu")
    issuer = str(urls["issuer"]).strip()
    with _database() as database, database.write() as session:
        if courses.get_course(session, course_id) is None:
            known = ", ".join(f"{each.id} ({each.name})" for each in courses.all_courses(session))
            raise click.UsageError(f"there is no course {course_id}; there are: {known or 'none yet'}")
        new = NewPlatform(
            course_id=course_id,
            name=(name.strip() or origin(issuer).partition("//")[2] or issuer)[:200],
            frame_origins=" ".join(origin(each) for each in origins),
            emails_trusted=trust_emails,
            **{**urls, "issuer": issuer},  # type: ignore[arg-type]
        )
        made = lti_platforms.add(session, new, actor=ACTOR)
        lti_keys.signing_key(session)
        click.echo(f"added {made.id}   {made.name}   client {made.client_id}")
    public = settings.public_url or "https://YOUR-GRADER"
    click.echo(f"login        {public}/lti/login")
    click.echo(f"launch       {public}/lti/launch   (redirect URI, target link URI, deep linking)")
    click.echo(f"key set      {public}/lti/jwks")


def _require_address(text: str, option: str, *, private: bool) -> None:
    """Raises UsageError for what cannot be the address of a platform."""
    found = origin(text)
    if not found or (found.startswith("http://") and not private):
        name = option.replace("_", "-")
        raise click.UsageError(f"--{name} {text!r} must begin with https:// (GRADER_LTI_PRIVATE=true allows http)")


@command.command("list")
def show() -> None:
    """List the registered platforms."""
    with _database() as database, database.read() as session:
        for row in lti_platforms.all_platforms(session):
            deployments = ", ".join(each.deployment_id for each in row.deployments) or "(the first launch says it)"
            launched = row.last_launch_at.isoformat(timespec="minutes") if row.last_launch_at else "never"
            click.echo(f"{row.id}   course {row.course_id}   {row.issuer}   client {row.client_id}")
            click.echo(f"    deployments {deployments}   last launch {launched}")


@command.command("remove")
@click.argument("platform_id", metavar="ID", type=int)
def remove(platform_id: int) -> None:
    """Remove the platform with this ID (see `grader lti list`) and end its sessions. Accounts and work stay."""
    with _database() as database, database.write() as session:
        row = lti_platforms.get(session, platform_id)
        if row is None:
            raise click.UsageError(f"there is no platform {platform_id}; `grader lti list` shows them")
        name = row.name
        lti_platforms.remove(session, row, actor=ACTOR)
    click.echo(f"removed {name}")


@command.command("rotate-keys")
def rotate_keys() -> None:
    """Sign with a new key. The old ones stay in the key set for a month."""
    with _database() as database, database.write() as session:
        key = lti_keys.rotate(session)
        audit.record(session, actor=ACTOR, action="lti.keys_rotated", subject=key.kid)
        click.echo(f"new key {key.kid}; published: {len(lti_keys.published(session))}")
