"""Fetches submitted files from the addresses that a queue names, which only lead to listed hosts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

import requests

from grader.errors import UploadRejected, UploadTooLarge
from grader.uploads import readable_size
from grader.worker.xqueue.client import TIMEOUT, ServerUnavailable

#: Endings of files that can be graded.
_GRADED = (".py", ".ipynb", ".json")
_BLOCK = 64 * 1024
_NOT_FETCHED = "The grader could not fetch your file. Submit it again; if that does not help, tell your course staff."


def the_file(files: Mapping[str, str]) -> tuple[str, str]:
    """Name and address of the file to grade: the only one, or the only one that may hold code.

    Raises `UploadRejected` if there are several.
    """
    if len(files) == 1:
        return next(iter(files.items()))
    graded = [(name, url) for name, url in files.items() if name.lower().endswith(_GRADED)]
    if len(graded) != 1:
        raise UploadRejected("Submit one .py file or one .ipynb notebook.")
    return graded[0]


def fetch(url: str, hosts: Collection[str], *, max_bytes: int) -> bytes:
    """The file at `url`. Raises `UploadRejected` for good, and `ServerUnavailable` where a later try may succeed.

    `hosts` are names, or names with a port. No redirect is followed: it could lead to another host.
    """
    if not _is_listed(url, hosts):
        raise UploadRejected(
            "Your file is at an address that the grader does not fetch from. Tell your course staff: the host is not "
            "on the grader's list."
        )
    try:
        with requests.get(url, stream=True, timeout=TIMEOUT, allow_redirects=False) as reply:
            if reply.status_code == 429 or reply.status_code >= 500:
                raise ServerUnavailable(f"file: status {reply.status_code}")
            if reply.status_code != 200:
                raise UploadRejected(_NOT_FETCHED)
            return _content(reply, max_bytes)
    except requests.RequestException as error:
        raise ServerUnavailable(f"file: {type(error).__name__}: {error}") from error


def _content(reply: requests.Response, max_bytes: int) -> bytes:
    content = bytearray()
    for block in reply.iter_content(_BLOCK):
        content += block
        if len(content) > max_bytes:
            most = f"the most that is accepted is {readable_size(max_bytes)}"
            raise UploadTooLarge(f"Your file is too large; {most}. Submit only your code, without data and outputs.")
    return bytes(content)


def _is_listed(url: str, hosts: Collection[str]) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return False
    name = (parts.hostname or "").lower()
    return parts.scheme in ("http", "https") and bool(name) and (name in hosts or f"{name}:{port}" in hosts)


def host_of(url: str) -> str:
    """Name and port of a server, as an entry of the list of hosts."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').lower()}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
