"""Connections to addresses that people have entered. The name is resolved once and its addresses are checked."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from grader.errors import GraderError
from grader.outbound.public_addresses import is_public

#: Addresses of a name that are tried.
MAX_ADDRESSES = 2

#: What `socket.getaddrinfo` returns for each address: family, kind, protocol, canonical name, address.
_AddressInfo = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]


class AddressRefused(GraderError):
    """Nothing is sent to this address."""


@contextmanager
def connected(url: str, *, private: bool, timeout: float, longest: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to a checked address. The name is resolved once, so that DNS rebinding cannot change the address.

    Private addresses are refused unless `private`, also if the name has public ones besides. Connecting and each read
    take at most `timeout` seconds. The connection is closed after `longest` seconds, even while data still arrives.
    Raises `AddressRefused`, `OSError` or `http.client.HTTPException`.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise AddressRefused("The address must begin with https:// or http://.")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    if not private and not all(is_public(str(info[4][0])) for info in found):
        raise AddressRefused(f"{parts.hostname} is a private address.")
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=timeout)
    connection.sock = _connect(found, timeout)
    with _shut_down_after(longest, connection.sock):
        try:
            if parts.scheme == "https":
                trust = ssl.create_default_context()
                connection.sock = trust.wrap_socket(connection.sock, server_hostname=parts.hostname)
            yield connection
        finally:
            connection.close()


def target_of(url: str) -> str:
    """What a request line asks for: path and query."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _connect(found: Sequence[_AddressInfo], timeout: float) -> socket.socket:
    """A socket that is connected to the first address that answers. Nothing is resolved again."""
    errors: list[OSError] = []
    for family, kind, protocol, _, address in found[:MAX_ADDRESSES]:
        made = socket.socket(family, kind, protocol)
        made.settimeout(timeout)
        try:
            made.connect(address)
        except OSError as error:
            made.close()
            errors.append(error)
        else:
            return made
    raise errors[0] if errors else AddressRefused("The name has no address.")


@contextmanager
def _shut_down_after(seconds: float, made: socket.socket) -> Iterator[None]:
    """Shut `made` down, and the TLS socket that wraps it, if the block takes longer than `seconds`."""
    duplicate = made.dup()

    def shut_down() -> None:
        with suppress(OSError):
            duplicate.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, shut_down)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        duplicate.close()
