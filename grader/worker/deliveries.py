"""Sends webhooks from the outbox: signed, to checked addresses only, without redirects, and again after a failure.

`grader.worker.webhook_signatures` has the headers that a receiver checks. Two of them, `X-Grader-Delivery` and
`webhook-id`, stay the same when a message is sent again.
"""

from __future__ import annotations

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
from grader.worker.webhook_signatures import headers
from grader.worker.webhook_signatures import sign as sign

log = logging.getLogger(__name__)

#: Time-out for connecting and for each read, in seconds.
TIMEOUT = 10.0
#: Time-out of a whole delivery, in seconds.
LONGEST = 20.0


class DeliveryFailed(GraderError):
    """The receiver did not accept the message."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        #: The HTTP status that it answered with.
        self.status = status


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
        begin = time.monotonic()
        try:
            status = deliver(delivery, private=self._private)
        except (OSError, http.client.HTTPException, GraderError, ValueError) as error:
            if not hook.failures:
                log.warning("The webhook to %s fails (%s); it is retried with back-off", host, error)
            attempt = _attempt(getattr(error, "status", None), begin)
            with self._database.write() as session:
                deliveries.failed(session, delivery, str(error) or type(error).__name__, attempt)
            return False
        if hook.failures:
            log.info("The webhook to %s works again", host)
        with self._database.write() as session:
            deliveries.succeeded(session, delivery.id, _attempt(status, begin))
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


def _attempt(status: int | None, begin: float) -> deliveries.Attempt:
    return deliveries.Attempt(status=status, duration_ms=round(1000 * (time.monotonic() - begin), 1))


def deliver(delivery: Delivery, *, private: bool) -> int:
    """Send one message; returns the status of the answer.

    Raises `DeliveryFailed`, `AddressRefused`, `OSError` or `http.client.HTTPException`.
    """
    body = json.dumps(delivery.payload, separators=(",", ":"), allow_nan=False).encode()
    timestamp = str(int(time.time()))
    sent = {
        "Content-Type": "application/json",
        "User-Agent": "nn-grader",
        "X-Grader-Event": delivery.kind,
        **headers(deliveries.signing_secrets(delivery.webhook), delivery.id, timestamp, body),
    }
    url = delivery.webhook.url
    with connected(url, private=private, timeout=TIMEOUT, longest=LONGEST) as connection:
        connection.request("POST", target_of(url), body=body, headers=sent)
        status = connection.getresponse().status
    if not 200 <= status < 300:
        raise DeliveryFailed(f"The receiver answered with status {status}.", status)
    return status
