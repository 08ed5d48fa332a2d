"""Sends webhooks from the outbox: signed, to checked addresses only, without redirects, and again after a failure.

A receiver checks `X-Grader-Signature`: "sha256=" and the hexadecimal HMAC-SHA256 of "<X-Grader-Timestamp>.<body>" with
the webhook's secret as key. `X-Grader-Delivery` stays the same when a message is sent again.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from grader.errors import GraderError
from grader.settings import Settings
from grader.store import deliveries
from grader.store.database import Database
from grader.store.models import Delivery
from grader.worker.public_addresses import is_public

log = logging.getLogger(__name__)

#: Time-out for connecting and for each read, in seconds.
TIMEOUT = 10.0
#: Time-out of a whole delivery, in seconds.
LONGEST = 20.0
#: Addresses of a name that are tried.
MAX_ADDRESSES = 2

#: What `socket.getaddrinfo` returns for each address: family, kind, protocol, canonical name, address.
_AddressInfo = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]


class DeliveryFailed(GraderError):
    """The receiver did not accept the message."""


class WebhookSender:
    """Sends due deliveries in a thread."""

    def __init__(self, settings: Settings) -> None:
        self._private = settings.webhook_private
        self._database = Database(settings.database_url)
        self._stop = threading.Event()

    def send_due(self) -> int:
        """Send what is due. Returns the number of messages that were attempted."""
        with self._database.read() as session:
            if not deliveries.any_due(session):
                return 0
        with self._database.write() as session:
            due = deliveries.claim_due(session)
        failing: set[str] = set()
        for delivery in due:
            # The first failure has delayed the others of this webhook.
            if delivery.webhook_id not in failing and not self._send(delivery):
                failing.add(delivery.webhook_id)
        return len(due)

    def _send(self, delivery: Delivery) -> bool:
        hook = delivery.webhook
        host = urlsplit(hook.url).hostname
        try:
            deliver(delivery, private=self._private)
        except (OSError, http.client.HTTPException, GraderError, ValueError) as error:
            if not hook.failures:
                log.warning("The webhook to %s fails (%s); it is retried with back-off", host, error)
            with self._database.write() as session:
                deliveries.failed(session, delivery, str(error) or type(error).__name__)
            return False
        if hook.failures:
            log.info("The webhook to %s works again", host)
        with self._database.write() as session:
            deliveries.succeeded(session, delivery.id)
        return True

    def start(self) -> threading.Thread:
        """Send in a thread until `close`."""
        thread = threading.Thread(target=self._loop, name="deliveries", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Stop the thread after the delivery that it is sending."""
        self._stop.set()

    def _loop(self) -> None:
        while not self._stop.wait(1.0):
            try:
                while self.send_due():
                    pass
            except Exception:
                log.exception("Sending deliveries failed; it continues after a pause")
                self._stop.wait(10)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The value of `X-Grader-Signature`."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def deliver(delivery: Delivery, *, private: bool) -> None:
    """Send one message. Raises `DeliveryFailed`, `OSError` or `http.client.HTTPException`."""
    body = json.dumps(delivery.payload, separators=(",", ":"), allow_nan=False).encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "nn-grader",
        "X-Grader-Event": delivery.kind,
        "X-Grader-Delivery": str(delivery.id),
        "X-Grader-Timestamp": timestamp,
        "X-Grader-Signature": sign(delivery.webhook.secret, timestamp, body),
    }
    parts = urlsplit(delivery.webhook.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _connected(delivery.webhook.url, private=private) as connection:
        connection.request("POST", target, body=body, headers=headers)
        status = connection.getresponse().status
    if not 200 <= status < 300:
        raise DeliveryFailed(f"The receiver answered with status {status}.")


@contextmanager
def _connected(url: str, *, private: bool) -> Iterator[http.client.HTTPConnection]:
    """A connection to a checked address. The name is resolved once, so that DNS rebinding cannot change the address.

    Private addresses are refused unless `private`, also if the name has public ones besides.

    It is closed after `LONGEST` seconds, even while data still arrives.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise DeliveryFailed("A webhook's address begins with https:// or http://.")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    if not private and not all(is_public(str(info[4][0])) for info in found):
        raise DeliveryFailed(f"{parts.hostname} is a private address.")
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=TIMEOUT)
    connection.sock = _connect(found)
    with _shut_down_after(LONGEST, connection.sock):
        try:
            if parts.scheme == "https":
                trust = ssl.create_default_context()
                connection.sock = trust.wrap_socket(connection.sock, server_hostname=parts.hostname)
            yield connection
        finally:
            connection.close()


def _connect(found: Sequence[_AddressInfo]) -> socket.socket:
    """A socket that is connected to the first address that answers. Nothing is resolved again."""
    errors: list[OSError] = []
    for family, kind, protocol, _, address in found[:MAX_ADDRESSES]:
        connected = socket.socket(family, kind, protocol)
        connected.settimeout(TIMEOUT)
        try:
            connected.connect(address)
        except OSError as error:
            connected.close()
            errors.append(error)
        else:
            return connected
    raise errors[0] if errors else DeliveryFailed("The name has no address.")


@contextmanager
def _shut_down_after(seconds: float, connected: socket.socket) -> Iterator[None]:
    """Shut `connected` down, and the TLS socket that wraps it, if the block takes longer than `seconds`."""
    duplicate = connected.dup()

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
