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
import threading
import time
from urllib.parse import urlsplit

from grader.errors import GraderError
from grader.outbound.connections import connected, target_of
from grader.settings import Settings
from grader.store import deliveries
from grader.store.database import Database
from grader.store.models import Delivery

log = logging.getLogger(__name__)

#: Time-out for connecting and for each read, in seconds.
TIMEOUT = 10.0
#: Time-out of a whole delivery, in seconds.
LONGEST = 20.0


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
    """Send one message. Raises `DeliveryFailed`, `AddressRefused`, `OSError` or `http.client.HTTPException`."""
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
    url = delivery.webhook.url
    with connected(url, private=private, timeout=TIMEOUT, longest=LONGEST) as connection:
        connection.request("POST", target_of(url), body=body, headers=headers)
        status = connection.getresponse().status
    if not 200 <= status < 300:
        raise DeliveryFailed(f"The receiver answered with status {status}.")
