"""`grader sign-in`: signs in at a service by a code that is entered in a browser."""

from __future__ import annotations

import platform

import click

from grader import stored_tokens
from grader.cli import remote
from grader.cli.escaping import one_line
from grader.client import device

#: What this program is called on the page that allows it.
PROGRAM = "grader"


@click.command()
@remote.server_option
def command(server: str | None) -> None:
    """Sign in at a service, so that `grader submit` and `grader watch` need no token.

    Shows an address and a code. Open the address in any browser, sign in there, and enter the code. The token is kept
    in your configuration folder; `grader sign-out` ends it.

    Exit status 0: signed in, 2: not.
    """
    url = remote.server_url(server)
    with remote.anonymous(url) as http:
        begun = device.begin(http, program=PROGRAM, device=platform.node()[:100])
        click.echo(f"Open {one_line(begun.verification_uri)} and enter the code {one_line(begun.user_code)}")
        click.echo(f"or open {one_line(begun.verification_uri_complete)}")
        click.echo(f"Waiting for your answer. The code works for {begun.expires_in // 60} minutes.", err=True)
        token = device.wait(http, begun, program=PROGRAM)
    try:
        stored_tokens.keep(url, token)
    except OSError as error:
        raise remote.RemoteFailed(f"the token cannot be stored in {stored_tokens.path()}: {error.strerror}") from error
    with remote.signed_in(url, token) as client:
        click.echo(f"Signed in at {url} as {one_line(str(client.token()['person']))}")
