"""Reads JSON bodies so that whatever is wrong with one is said, and is the sender's mistake."""

from __future__ import annotations

from json import JSONDecodeError
from math import inf
from typing import Any, NoReturn

from flask import Flask, Request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import RequestEntityTooLarge

from web.problems import Problem


class _Json(DefaultJSONProvider):
    """Nesting beyond all measure is a mistake of the text as any other."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("it is nested too deeply") from None


class _Request(Request):
    """Says where a body stops being JSON."""

    def on_json_loading_failed(self, e: ValueError | None) -> NoReturn:
        if e is None:
            raise Problem(415, "Send the body as application/json.")
        if self.content_length is None and len(self.get_data()) >= (self.max_content_length or inf):
            # Sent in chunks without its length, it was cut where too much had come.
            raise RequestEntityTooLarge
        if isinstance(e, JSONDecodeError):
            why = f"{e.msg} at line {e.lineno}, column {e.colno}" if self.get_data() else "it is empty"
        else:
            why = "it is not UTF-8" if isinstance(e, UnicodeDecodeError) else str(e)
        raise Problem(400, f"The body is not readable JSON: {why}.")


def install(app: Flask) -> None:
    """Use these for every request to `app`."""
    app.json = _Json(app)
    app.request_class = _Request
