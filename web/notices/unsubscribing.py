"""Ending emails with the signed link that each of them holds (RFC 8058: one click, without signing in)."""

from __future__ import annotations

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.notices.unsubscribe import read
from grader.store import accounts, email_preferences
from grader.store.models import EmailTiming, EmailTopic, Person
from web.accounts.email_settings import TOPIC_NAMES
from web.i18n import gettext
from web.services import reading, writing


def unsubscribe_page(token: str) -> ResponseReturnValue:
    """The question, for who opens the link: programs that look at links must not end anything."""
    person, topics = _find(token)
    return _page(person, topics, done=False)


def unsubscribe(token: str) -> ResponseReturnValue:
    """End the emails of the topics."""
    person, topics = _find(token)
    with writing() as db:
        email_preferences.save(db, person.id, dict.fromkeys(topics, EmailTiming.NEVER))
    return _page(person, topics, done=True)


def _find(token: str) -> tuple[Person, list[EmailTopic]]:
    found = read(str(current_app.secret_key), token)
    with reading() as db:
        person = accounts.get_person(db, found[0]) if found else None
    if found is None or person is None:
        raise NotFound(gettext("This link does not work. Choose on your account page which emails you get."))
    return person, found[1]


def _page(person: Person, topics: list[EmailTopic], *, done: bool) -> str:
    names = [gettext(TOPIC_NAMES[topic]) for topic in topics]
    return render_template("notices/unsubscribe.html", person=person, names=names, done=done)
