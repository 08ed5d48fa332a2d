"""Refuses requests whose body ends before its announced length."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class WholeBodies:
    """WSGI middleware: reading a body of which a part is missing raises ClientDisconnected (400).

    Gunicorn says that it ends the body by itself (`wsgi.input_terminated`); Werkzeug then takes what has come for the
    whole, also when the connection was lost in the middle. So code that was cut could be graded.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH"):
            environ.pop("wsgi.input_terminated", None)
        return self._app(environ, start_response)
