"""Serves the built script and styles: cached without a time limit, compressed, and optional."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_file, url_for

from web.frontend.build import DIST, MANIFEST

#: Fallbacks while nothing is built: the style sheet's source. The script has none.
SOURCES = {"page.css": "css/style.css"}
YEAR = 365 * 24 * 3600
TYPES = {".js": "text/javascript", ".css": "text/css"}

blueprint = Blueprint("assets", __name__, url_prefix="/assets")


@blueprint.app_template_global("asset_url")
def asset_url(name: str) -> str | None:
    """Where a browser finds `name` ("page.js", "page.css"), or None when it was not built."""
    built = _entries(_manifest_stamp()).get(name)
    source = SOURCES.get(name)
    if built is None and source is None:
        return None
    address = url_for("assets.send", name=built) if built is not None else url_for("static", filename=source)
    # The addresses of a frame with a key are new for each launch; files are the same for all.
    return address.removeprefix(request.environ.get("grader.frame_prefix", ""))


@blueprint.get("/<name>")
def send(name: str) -> Response:
    """One built file. Its name holds a hash of its content, so it never changes."""
    path = DIST / name
    if path.suffix not in TYPES or not path.is_file():
        abort(404)
    compressed = path.with_name(name + ".gz")
    use_gzip = bool(request.accept_encodings["gzip"]) and compressed.is_file()
    response = send_file(compressed if use_gzip else path, mimetype=TYPES[path.suffix], max_age=YEAR, etag=name)
    if use_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


def _manifest_stamp() -> int:
    """Changes with every build, so that a running server finds a new one."""
    try:
        return (DIST / MANIFEST).stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=2)
def _entries(stamp: int) -> dict[str, str]:
    if not stamp:
        return {}
    try:
        entries = json.loads(Path(DIST / MANIFEST).read_text(encoding="utf-8"))["entries"]
    except (OSError, ValueError, KeyError):
        return {}
    return {str(name): str(built) for name, built in entries.items()}
