"""JSON request bodies: whatever is wrong with one is answered as the client's error, with the reason."""

from __future__ import annotations

from json import JSONDecodeError
from math import inf
from typing import Any, NoReturn

from flask import Flask, Request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import RequestEntityTooLarge

from web.problems import Problem


class _Json(DefaultJSONProvider):
    """Reports excessive nesting like any other error in the text."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("it is nested too deeply") from None


class _Request(Request):
    """Reports where a body is not valid JSON."""

    def on_json_loading_failed(self, e: ValueError | None) -> NoReturn:
        if e is None:
            raise Problem(415, "Send the body as application/json.")
        if self.content_length is None and len(self.get_data()) >= (self.max_content_length or inf):
            # A chunked body has no Content-Length and is cut at the limit.
            raise RequestEntityTooLarge
        if isinstance(e, JSONDecodeError):
            reason = f"{e.msg} at line {e.lineno}, column {e.colno}" if self.get_data() else "it is empty"
        else:
            reason = "it is not UTF-8" if isinstance(e, UnicodeDecodeError) else str(e)
        raise Problem(400, f"The body is not readable JSON: {reason}.")


def install(app: Flask) -> None:
    """Use these classes for every request to `app`."""
    app.json = _Json(app)
    app.request_class = _Request
