"""`grader sign-out`: ends the sign-in of `grader sign-in`."""

from __future__ import annotations

from contextlib import suppress

import click

from grader import stored_tokens
from grader.cli import remote
from grader.client import AuthenticationFailed


@click.command()
@remote.server_option
def command(server: str | None) -> None:
    """Sign out at a service: revoke the token of `grader sign-in` and delete it from this computer.

    Exit status 0: signed out, 2: not, or the service did not answer.
    """
    url = remote.server_url(server)
    token = stored_tokens.read().get(url)
    if token is None:
        raise remote.RemoteFailed(f"you are not signed in at {url}")
    stored_tokens.forget(url)
    try:
        # A token that is refused was revoked already, or has expired.
        with remote.signed_in(url, token) as client, suppress(AuthenticationFailed):
            client.request("DELETE", "/token")
    except remote.RemoteFailed as error:
        raise remote.RemoteFailed(
            f"the token is deleted here, but not revoked: {error.message}. Sign the program out on your account page."
        ) from error
    click.echo(f"Signed out at {url}")
