"""Which notices come by email: a section of the account page."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from grader.store import email_preferences
from grader.store.models import EmailTiming, EmailTopic
from web.accounts.base import blueprint
from web.accounts.session import me, signed_in
from web.i18n import N_, gettext
from web.problems import Problem
from web.services import reading, services, writing

#: Topic -> what the form calls it.
TOPIC_NAMES = {
    EmailTopic.MESSAGES: N_("Messages from your instructors"),
    EmailTopic.ANNOUNCEMENTS: N_("Announcements"),
    EmailTopic.EXTENSIONS: N_("Extensions"),
    EmailTopic.GRADES: N_("Changed and released points"),
    EmailTopic.COMMENTS: N_("Comments and answers"),
}
TIMING_NAMES = {
    EmailTiming.NOW: N_("Immediately"),
    EmailTiming.DAILY: N_("Once a day"),
    EmailTiming.NEVER: N_("Never"),
}


@blueprint.app_template_global()
def email_is_sent() -> bool:
    """Whether this service sends emails."""
    return bool(services().settings.smtp_host)


@blueprint.app_template_global()
def email_choices() -> list[tuple[str, str, str]]:
    """(topic, its name, the timing that the signed-in person has chosen) of each topic."""
    with reading() as db:
        chosen = email_preferences.of(db, me().id)
    return [(topic.value, gettext(name), chosen[topic].value) for topic, name in TOPIC_NAMES.items()]


@blueprint.app_template_global()
def email_timings() -> list[tuple[str, str]]:
    """(timing, its name)."""
    return [(timing.value, gettext(name)) for timing, name in TIMING_NAMES.items()]


@blueprint.post("/account/email")
@signed_in
def save_email_settings() -> ResponseReturnValue:
    """Save which notices come by email; an address that the mail server has refused is tried again."""
    try:
        chosen = {topic: EmailTiming(request.form.get(topic.value, "")) for topic in EmailTopic}
    except ValueError:
        raise Problem(422, gettext("Choose one of the listed values.")) from None
    with writing() as db:
        email_preferences.save(db, me().id, chosen)
    flash(gettext("Your email settings are saved."), "good")
    return redirect(url_for("accounts.account") + "#email", 303)
