"""Emails: what they say, whom they reach, and that none is sent twice."""

from __future__ import annotations

import re

import pytest

from grader.settings import Settings, SettingsError
from grader.store import comments, courses, email_preferences, members, notices, overrides, preferences
from grader.store.comments import Author
from grader.store.models import Email, EmailState, EmailTiming, EmailTopic, Notice, NoticeKind, Person
from grader.store.preferences import Preferences
from grader.worker.emails.sender import EmailSender
from tests.web.grading import hidden_case, visible_case

HOME = "https://grader.example.edu"


@pytest.fixture
def tell(database, world):
    def to(name="alice", *, title="Zero", text="Look at zero.", kind=NoticeKind.MESSAGE, **values):
        new = notices.NewNotice(
            kind=kind, course_id=world.networks, author="Ina Example", title=title, text=text, **values
        )
        with database.write() as db:
            notices.tell(db, [world.people[name]], new)

    return to


def states(database):
    with database.read() as db:
        return [email.state for email in db.query(Email).order_by(Email.id)]


def plain(message):
    return message.get_body(("plain",)).get_content()


def test_a_message_by_email(tell, send, database, world):
    tell(assignment="relu_der")
    ((address, message),) = send()
    assert address == "alice@example.edu"
    assert message["To"] == "alice@example.edu"
    assert message["Subject"] == "[Neural networks] Zero: Backward through ReLU"
    assert message["From"] == "NumPy grader <grader@grader.example.edu>"
    with database.read() as db:
        notice = db.query(Notice).one()
    for body in (plain(message), message.get_body(("html",)).get_content()):
        assert "Look at zero." in body
        assert "Ina Example, Neural networks" in body
        assert f"{HOME}/notices/{notice.id}" in body
        assert f"{HOME}/account#email" in body
    assert states(database) == [EmailState.SENT]
    assert send() == []


def test_notices_of_a_short_time_come_in_one_email(tell, send):
    tell(title="First")
    tell(title="Second", text="<b>bold</b>\nhttp://evil.example/")
    ((_, message),) = send()
    assert message["Subject"] == "[Neural networks] 2 notices"
    assert plain(message).index("First") < plain(message).index("Second")
    html = message.get_body(("html",)).get_content()
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    assert 'href="http://evil' not in html


@pytest.mark.parametrize("title", ["Hi\r\nBcc: all@example.edu", "Hi\n\nBody", "a\0b", "é" * 300])
def test_what_people_write_cannot_add_headers(tell, send, title):
    tell(title=title)
    ((address, message),) = send()
    assert address == "alice@example.edu"
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]


def test_an_address_that_is_none_is_not_tried_again(tell, send, database, world, mail):
    with database.write() as db:
        db.get(Person, world.people["alice"]).email = "alice@example.edu\r\nRCPT TO:<bob@example.edu>"
    tell()
    assert send() == []
    assert states(database) == [EmailState.FAILED]
    assert not any("bob" in command for command in mail.commands)


def test_the_language_and_the_zone_are_those_of_the_reader(send, database, world):
    with database.write() as db:
        preferences.save(db, world.people["alice"], Preferences(language="de", time_zone="Europe/Vienna"))
        notices.tell(
            db,
            [world.people["alice"]],
            notices.NewNotice(
                kind=NoticeKind.EXTENSION,
                course_id=world.networks,
                assignment="relu_der",
                details={"due_at": "2031-05-04T12:00:00+00:00", "attempts": 1},
            ),
        )
    ((_, message),) = send()
    assert "Abgabefrist verlängert bis 4. Mai 2031, 14:00 CEST, 1 weiterer Versuch" in plain(message)


def test_what_was_read_withdrawn_or_left_is_not_sent(tell, send, database, world, mail):
    tell(source_id=1)
    tell("bob", source_id=2)
    tell("ina", source_id=3)
    with database.write() as db:
        notices.mark_read(db, world.people["alice"])
        notices.withdraw(db, NoticeKind.MESSAGE, 3)
        members.remove(db, courses.enrolment(db, world.networks, world.people["bob"]), actor="ina")
    assert send() == []
    assert states(database) == [EmailState.SKIPPED] * 3
    # Nothing needs the mail server.
    assert not any(command.startswith("MAIL") for command in mail.commands)


def test_the_digest_tells_the_notices_of_a_day_and_can_be_switched_off(send, database, world, hand_in, worker):
    attempt = hand_in("alice")
    worker.grade(attempt, visible_case(), hidden_case())
    ina = Author(person_id=world.people["ina"], name="Ina Example")
    with database.write() as db:
        for line in (1, 2):
            comments.add(db, attempt, text=f"Comment {line}", line=line, author=ina)
    ((_, message),) = send()
    assert message["Subject"] == "[Neural networks] 2 notices"
    assert "Ina Example commented on line 2" in plain(message)
    with database.write() as db:
        comments.add(db, attempt, text="Comment 3", line=1, author=ina)
        email_preferences.save(db, world.people["alice"], {EmailTopic.COMMENTS: EmailTiming.NEVER})
    assert send() == []


def test_points_that_may_be_hidden_are_not_sent(send, database, world, hand_in, worker):
    attempt = hand_in("alice")
    worker.grade(attempt, visible_case(), hidden_case())
    with database.write() as db:
        courses.course_assignment(db, world.networks, "relu_der").policy = {"hidden_before": "nothing"}
        overrides.set_points(
            db, attempt, row=None, score=9.0, reason="A slip.", author=Author(person_id=None, name="Ina")
        )
    ((_, message),) = send()
    assert "Ina changed your points" in plain(message)
    assert "A slip." not in plain(message)


def test_one_click_ends_the_emails_of_a_topic(tell, send, app, browse, world):
    tell()
    ((_, message),) = send()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(rf"<{HOME}(/unsubscribe/\S+)>", message["List-Unsubscribe"])[1]
    nobody = app.test_client()
    # Looking at it changes nothing.
    assert "Stop these emails?" in nobody.get(link).text
    tell()
    assert len(send()) == 1
    done = nobody.post(link, data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert "Messages from your instructors" in done.text
    tell()
    assert send() == []
    assert '<option value="never" selected>' in browse("alice").get("/account").text
    for forged in (link[:-1], "/unsubscribe/x", link.replace("unsubscribe/", "unsubscribe/W")):
        assert nobody.post(forged).status_code == 404


def test_the_form_of_the_account_page(tell, send, browse, database, world):
    alice = browse("alice")
    chosen = {topic.value: "never" for topic in EmailTopic}
    assert alice.post("/account/email", chosen, page="/account").status_code == 303
    tell()
    assert send() == []
    assert alice.post("/account/email", {"messages": "hourly"}, page="/account").status_code == 422
    assert "This service sends no emails." not in alice.get("/account").text


def test_a_refused_address_is_recorded_and_shown(tell, send, mail, database, browse, world):
    mail.answers["RCPT TO:<alice"] = "550 5.1.1 no such user"
    tell()
    tell("bob")
    assert [address for address, _ in send()] == ["bob@example.edu"]
    assert states(database) == [EmailState.REFUSED, EmailState.SENT]
    alice = browse("alice")
    assert "Your mail server refused an email to alice@example.edu" in alice.get("/account").text
    mail.answers.clear()
    tell()
    assert send() == []
    assert (
        alice.post("/account/email", {topic.value: "now" for topic in EmailTopic}, page="/account").status_code == 303
    )
    tell()
    assert len(send()) == 1


@pytest.mark.parametrize(
    ("command", "answer", "state"),
    [
        ("MAIL", "451 later", EmailState.WAITING),
        ("RCPT", "450 greylisted", EmailState.WAITING),
        ("DATA", "452 full", EmailState.WAITING),
        ("DONE", "451 later", EmailState.WAITING),
        ("DONE", "554 spam", EmailState.REFUSED),
        # It may have been taken, so it is not sent again.
        ("DONE", "", EmailState.FAILED),
        ("RCPT", "", EmailState.WAITING),
        ("EHLO", "", EmailState.WAITING),
    ],
)
def test_what_the_mail_server_says_decides_what_becomes_of_it(tell, send, mail, database, command, answer, state):
    mail.answers[command] = answer
    tell()
    assert send() == []
    assert states(database) == [state]
    mail.answers.clear()
    assert len(send()) == (state is EmailState.WAITING)


def test_a_server_that_is_down_costs_no_email(tell, send, settings, database, mail):
    tell()
    tell("bob")
    with database.write() as db:
        for email in db.query(Email):
            email.due_at = email.created_at
    down = EmailSender(settings.model_copy(update={"smtp_port": 1}))
    assert down.send_due() == 2
    assert states(database) == [EmailState.WAITING] * 2
    assert len(send()) == 2


def test_a_stop_in_the_middle_sends_nothing_twice(tell, settings, database, mail, send, monkeypatch):
    """The process dies right after the mail server has taken the email, before that is recorded."""
    tell()
    monkeypatch.setattr(EmailSender, "_finish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        send()
    assert len(mail.taken) == 1
    monkeypatch.undo()
    assert send() == []
    assert states(database) == [EmailState.HANDING_OVER]


def test_without_a_mail_server_the_log_tells_it(tell, settings, database, caplog):
    tell()
    with database.write() as db:
        db.query(Email).one().due_at = db.query(Email).one().created_at
    with caplog.at_level("INFO"):
        EmailSender(settings.model_copy(update={"smtp_host": ""})).send_due()
    assert "alice@example.edu" in caplog.text
    assert "Look at zero." not in caplog.text
    assert states(database) == [EmailState.SENT]


@pytest.mark.parametrize("sender", ["nobody", "a@b\nBcc: c@d", "<>"])
def test_a_sender_that_is_none_is_refused_at_the_start(sender):
    with pytest.raises(SettingsError, match="GRADER_SMTP_FROM"):
        Settings.from_env({"GRADER_SMTP_FROM": sender})
