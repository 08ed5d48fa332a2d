"""Sends due emails in a thread, so that nobody's grading waits for the mail server.

An email is recorded as handed over before the mail server can have it. A process that dies in between leaves it so, and
it is not sent again: the notice stands on the page, and two equal emails are worse than none.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from grader.settings import Settings
from grader.store import emails
from grader.store.database import Database
from grader.store.models import Email, EmailState
from grader.worker.emails import transport
from grader.worker.emails.composing import Composer
from grader.worker.emails.transport import Transport

log = logging.getLogger(__name__)

#: Seconds between two looks at the outbox.
PAUSE = 2.0


class EmailSender:
    """Sends due emails."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._database = Database(settings.database_url)
        self._stop = threading.Event()
        self._composer: Composer | None = None
        self._failing = False

    def send_due(self) -> int:
        """Send what is due. Returns the number of emails that were tried."""
        with self._database.read() as session:
            if not emails.any_due(session):
                return 0
        with self._database.write() as session:
            due = emails.claim_due(session)
        if due:
            self._send(due)
        return len(due)

    def _send(self, due: Sequence[Email]) -> None:
        left = list(due)
        try:
            with transport.connected(self._settings) as connection:
                self._failing = False
                while left:
                    self._send_one(connection, left[0])
                    left.pop(0)
        except transport.Disconnected as error:
            if not self._failing:
                log.warning("Emails cannot be sent (%s); they are tried again with back-off", error)
            self._failing = True
            for email in left:
                self._retry(email, error)

    def _send_one(self, connection: Transport, email: Email) -> None:
        """Send one email, and record what became of it. Raises `Disconnected`."""
        self._composer = self._composer or Composer(self._settings)
        try:
            with self._database.write() as session:
                message = self._composer.compose(session, email)
        except ValueError as error:
            self._finish(email, EmailState.FAILED, f"It cannot be written: {error}")
            return
        if message is None:
            self._finish(email, EmailState.SKIPPED)
            return
        try:
            sender, address = self._composer.envelope_sender, email.person.email
            if connection.send(sender, address, message, lambda: self._hand_over(email)):
                self._finish(email, EmailState.SENT)
        except transport.AddressRefused as error:
            log.warning("The mail server refuses the address of an email: %s", error)
            with self._database.write() as session:
                emails.refuse_address(session, email, error.message)
        except transport.EmailRefused as error:
            self._finish(email, EmailState.REFUSED, error.message)
        except transport.Unknown as error:
            self._finish(email, EmailState.FAILED, f"The connection was lost when it may have been taken: {error}")
        except transport.Disconnected:
            raise
        except transport.TryLater as error:
            self._retry(email, error)

    def _hand_over(self, email: Email) -> bool:
        with self._database.write() as session:
            return emails.hand_over(session, email.id)

    def _finish(self, email: Email, state: EmailState, error: str = "") -> None:
        if error:
            log.warning("An email has ended as %s: %s", state.value, error)
        with self._database.write() as session:
            emails.finish(session, email.id, state, error)

    def _retry(self, email: Email, error: Exception) -> None:
        with self._database.write() as session:
            emails.retry(session, email, str(error))

    def start(self) -> threading.Thread:
        """Send in a thread until `close`."""
        thread = threading.Thread(target=self._loop, name="emails", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Stop the thread after the emails that it is sending."""
        self._stop.set()

    def _loop(self) -> None:
        while not self._stop.wait(PAUSE):
            try:
                while not self._stop.is_set() and self.send_due():
                    pass
            except Exception:
                log.exception("Sending emails failed; it continues after a pause")
                self._stop.wait(10)
