"""Sends what waits in the outbox: signed, without following redirects, to checked addresses only, again when it fails.

A receiver checks `X-Grader-Signature`: "sha256=" and the hexadecimal HMAC-SHA256 of "<X-Grader-Timestamp>.<body>" with
the webhook's secret as key. `X-Grader-Delivery` is the same for every try of one message.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import json
import logging
import socket
import ssl
import threading
import time
from urllib.parse import urlsplit

from grader.errors import GraderError
from grader.settings import Settings
from grader.store import deliveries
from grader.store.database import Database
from grader.store.models import Delivery

log = logging.getLogger(__name__)

#: Seconds for connecting, and for the answer.
TIMEOUT = 10.0


class DeliveryFailed(GraderError):
    """The receiver did not accept it."""


class Sender:
    """A round of sending, and the thread that makes the rounds."""

    def __init__(self, settings: Settings) -> None:
        self._private = settings.webhook_private
        self._database = Database(settings.database_url)
        self._stop = threading.Event()

    def send_due(self) -> int:
        """Send what is due. Gives the number of messages that were tried."""
        with self._database.read() as session:
            if not deliveries.any_due(session):
                return 0
        with self._database.write() as session:
            due = deliveries.take_due(session)
        for one in due:
            try:
                deliver(one, private=self._private)
            except (OSError, http.client.HTTPException, GraderError, ValueError) as error:
                log.info("Delivery %d to %s failed: %s", one.id, urlsplit(one.webhook.url).hostname, error)
                with self._database.write() as session:
                    deliveries.failed(session, one, str(error) or type(error).__name__)
            else:
                with self._database.write() as session:
                    deliveries.succeeded(session, one.id)
        return len(due)

    def start(self) -> threading.Thread:
        """Make rounds in a thread until `close`."""
        thread = threading.Thread(target=self._loop, name="deliveries", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """End the rounds."""
        self._stop.set()

    def _loop(self) -> None:
        while not self._stop.wait(1.0):
            try:
                while self.send_due():
                    pass
            except Exception:
                log.exception("Sending failed and goes on")
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
    connection = _connect(delivery.webhook.url, private=private)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body=body, headers=headers)
        status = connection.getresponse().status
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise DeliveryFailed(f"The receiver answered with status {status}.")


def _connect(url: str, *, private: bool) -> http.client.HTTPConnection:
    """A connection to an address that was checked: the name is looked up once, so it cannot change in between."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise DeliveryFailed("A webhook's address begins with https:// or http://.")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    address = str(found[0][4][0])
    if not private and not all(ipaddress.ip_address(str(one[4][0]).split("%")[0]).is_global for one in found):
        raise DeliveryFailed(f"{parts.hostname} is a private address.")
    link = socket.create_connection((address, port), timeout=TIMEOUT)
    if parts.scheme == "https":
        link = ssl.create_default_context().wrap_socket(link, server_hostname=parts.hostname)
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=TIMEOUT)
    connection.sock = link
    return connection
