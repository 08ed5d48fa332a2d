"""Hands emails over to the mail server, or writes them to the log where there is none."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from typing import Any, Protocol

from grader.errors import GraderError
from grader.settings import Settings

log = logging.getLogger(__name__)

#: Time-out for connecting and for each answer, in seconds.
TIMEOUT = 15.0


class AddressRefused(GraderError):
    """The mail server does not take the address, now and later."""


class EmailRefused(GraderError):
    """The mail server does not take this email, now and later."""


class TryLater(GraderError):
    """The mail server has certainly not taken the email, but may later."""


class Disconnected(TryLater):
    """The mail server cannot be reached."""


class Unknown(GraderError):
    """The connection was lost while the mail server was taking the email."""


class Transport(Protocol):
    """Where emails go, for some emails in a row."""

    def send(self, sender: str, address: str, message: EmailMessage, hand_over: Callable[[], bool]) -> bool:
        """Send one. `hand_over` is called before the mail server can have it; if it is false, nothing is sent.

        Raises `AddressRefused`, `EmailRefused`, `TryLater`, `Disconnected` or `Unknown`.
        """


class LogTransport:
    """Writes that there is an email; the text only where all is logged, since it may hold a link to a password."""

    def send(self, sender: str, address: str, message: EmailMessage, hand_over: Callable[[], bool]) -> bool:
        """See `Transport`."""
        if not hand_over():
            return False
        log.info("Email to %s, not sent because GRADER_SMTP_HOST is unset: %s", address, message["Subject"])
        body = message.get_body(("plain",))
        log.debug("%s", body.get_content() if body is not None else "")
        return True


class SmtpTransport:
    """One connection to the mail server."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection

    def send(self, sender: str, address: str, message: EmailMessage, hand_over: Callable[[], bool]) -> bool:
        """See `Transport`."""
        connection = self._connection
        address, options, policy = self._encoded(address)
        try:
            _require(connection.mail(sender, options), TryLater)
            _require(connection.rcpt(address), AddressRefused)
            if not hand_over():
                connection.rset()
                return False
        except (smtplib.SMTPException, OSError) as error:
            raise Disconnected(str(error) or type(error).__name__) from error
        except GraderError:
            self._reset()
            raise
        try:
            _require(connection.data(message.as_bytes(policy=policy)), EmailRefused)
        except smtplib.SMTPDataError as error:
            self._reset()
            raise TryLater(_said(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unknown(str(error) or type(error).__name__) from error
        return True

    def _encoded(self, address: str) -> tuple[str, list[str], EmailPolicy[Any]]:
        """The address as the mail server can read it, with the options and the policy that it takes."""
        local, _, domain = address.rpartition("@")
        if local.isascii():
            try:
                return f"{local}@{domain.encode('idna').decode('ascii')}", [], SMTP
            except UnicodeError as error:
                raise AddressRefused(f"{domain} is no domain.") from error
        if not self._connection.has_extn("smtputf8"):
            raise AddressRefused("The mail server takes no addresses with such letters.")
        return address, ["SMTPUTF8"], SMTPUTF8

    def _reset(self) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self._connection.rset()


def _require(answer: tuple[int, bytes], refused: type[GraderError]) -> None:
    """Raise unless the mail server agrees: `refused` if it never will, `TryLater` if it may."""
    code, said = answer
    if 500 <= code < 600:
        raise refused(_said(code, said))
    if not 200 <= code < 300:
        raise TryLater(_said(code, said))


def _said(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {text}"


@contextmanager
def connected(settings: Settings) -> Iterator[Transport]:
    """A connection for some emails. Raises `Disconnected`."""
    if not settings.smtp_host:
        yield LogTransport()
        return
    try:
        connection = _connect(settings)
    except (smtplib.SMTPException, OSError) as error:
        raise Disconnected(str(error) or type(error).__name__) from error
    try:
        yield SmtpTransport(connection)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()
        connection.close()


def _connect(settings: Settings) -> smtplib.SMTP:
    # Only where it is used: reading the machine's certificates takes time.
    trust = ssl.create_default_context() if settings.smtp_security in ("tls", "starttls") else None
    connection: smtplib.SMTP
    if settings.smtp_security == "tls":
        connection = smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT, context=trust)
    else:
        connection = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT)
    try:
        if settings.smtp_security == "starttls":
            connection.starttls(context=trust)
        connection.ehlo_or_helo_if_needed()
        if settings.smtp_user:
            connection.login(settings.smtp_user, settings.smtp_password)
    except BaseException:
        connection.close()
        raise
    return connection
