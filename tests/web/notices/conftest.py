"""A service that sends emails to a mail server of the test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from grader.settings import Settings
from grader.store.models import Email, EmailState, now
from grader.worker.emails.sender import EmailSender
from tests.smtp_server import MailServer


@pytest.fixture(scope="session")
def one_mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture
def mail(one_mail_server):
    one_mail_server.taken.clear()
    one_mail_server.answers.clear()
    one_mail_server.commands.clear()
    return one_mail_server


@pytest.fixture
def settings(settings, mail) -> Settings:
    return settings.model_copy(
        update={
            "smtp_host": "127.0.0.1",
            "smtp_port": mail.port,
            "smtp_security": "none",
            "public_url": "https://grader.example.edu",
        }
    )


@pytest.fixture
def send(settings, database, mail):
    """`send()` sends what waits as if its time had come, by a sender that has just been started; gives what arrived."""

    def now_due():
        with database.write() as db:
            for email in db.query(Email).filter_by(state=EmailState.WAITING):
                email.due_at = now() - timedelta(seconds=1)
        before = len(mail.taken)
        sender = EmailSender(settings)
        sender.send_due()
        sender._database.close()
        return mail.taken[before:]

    return now_due
