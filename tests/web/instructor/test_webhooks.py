"""Webhooks on the instructor's page: made, watched, tested, sent again, given a new secret, deleted."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from grader.store import audit, delivery_log
from grader.store.models import Delivery, Webhook

URL = "https://lms.example.edu/graded"


@pytest.fixture
def ina(browse, app):
    app.config["WTF_CSRF_ENABLED"] = False
    return browse("ina")


@pytest.fixture
def hooks(database):
    def read():
        with database.read() as db:
            return list(db.scalars(select(Webhook)))

    return read


@pytest.fixture
def webhook(ina, hooks, world):
    """A webhook and the address of its page."""
    ina.client.post(f"/teach/{world.networks}/webhooks", data={"url": URL})
    (hook,) = hooks()
    return hook, f"/teach/{world.networks}/webhooks/{hook.id}"


def secret_on(page: str) -> str:
    return re.search(r'<pre class="secret"><code>([^<]+)</code>', page)[1]


def test_the_secret_is_shown_once(ina, hooks, world):
    made = ina.client.post(f"/teach/{world.networks}/webhooks", data={"url": f" {URL} "})
    (hook,) = hooks()
    assert (made.status_code, hook.url, hook.secret) == (201, URL, secret_on(made.text))
    again = ina.get(f"/teach/{world.networks}/webhooks/{hook.id}").text
    assert hook.secret not in again
    assert f"/teach/{world.networks}/webhooks/{hook.id}" in ina.get(f"/teach/{world.networks}/settings").text


@pytest.mark.parametrize("url", ["", "lms.example.edu", "ftp://lms.example.edu", "https://"])
def test_what_is_no_address_stays_in_the_form(ina, hooks, world, webhook, url):
    for path in (f"/teach/{world.networks}/webhooks", f"{webhook[1]}/address"):
        page = ina.client.post(path, data={"url": url})
        assert page.status_code == 422
        assert "Enter the whole address" in page.text
        assert not url or f'value="{url}" required aria-invalid="true"' in page.text
    assert [hook.url for hook in hooks()] == [URL]


def test_messages_are_sent_again(ina, webhook, database):
    _, page = webhook
    assert ina.client.post(f"{page}/test").location == page
    with database.write() as db:
        delivery = db.scalars(select(Delivery)).one()
        delivery.finished_at, number = delivery.created_at, delivery.id
    shown = ina.get(page).text
    assert "webhook.test" in shown
    assert "Failed" in shown
    for path in (f"{page}/replay", f"{page}/deliveries/{number}/replay"):
        assert ina.client.post(path).location == page
        with database.read() as db:
            assert delivery_log.state_of(db.get(Delivery, number)) == "waiting"
    assert ina.client.post(f"{page}/deliveries/{number + 1}/replay").status_code == 404


def test_the_log_has_pages(ina, webhook, database):
    hook, page = webhook
    with database.write() as db:
        numbers = [delivery_log.send_test(db, db.get(Webhook, hook.id)).id for _ in range(60)]
    older = re.search(r'href="([^"]+\?cursor=\d+)"', ina.get(page).text)[1]
    assert f"message {numbers[0]}</span>" in ina.get(older).text
    assert f"message {numbers[0]}</span>" not in ina.get(page).text


def test_address_and_secret_are_replaced(ina, webhook, hooks):
    old, page = webhook
    assert ina.client.post(f"{page}/address", data={"url": f"{URL}/2"}).location == page
    secret = secret_on(ina.client.post(f"{page}/secret").text)
    (new,) = hooks()
    assert (new.url, new.secret, new.previous_secret) == (f"{URL}/2", secret, old.secret)
    assert ina.get(f"{page}/secret").location == page


def test_it_is_deleted_and_every_act_is_recorded(ina, webhook, hooks, world, database):
    _, page = webhook
    ina.client.post(f"{page}/test")
    assert ina.client.post(f"{page}/delete").location.endswith("/settings#webhooks")
    assert hooks() == []
    assert ina.get(page).status_code == 404
    with database.read() as db:
        acts = [(entry.actor, entry.action) for entry in audit.entries(db, world.networks, limit=3)]
    assert acts == [("ina@example.edu", f"webhook.{act}") for act in ("deleted", "tested", "created")]


def test_a_webhook_of_another_course_is_not_there(ina, webhook, world, browse):
    _, page = webhook
    otto = browse("otto")
    assert otto.get(page).status_code == 404
    other = page.replace(f"/{world.networks}/", f"/{world.history}/")
    assert otto.get(other).status_code == 404
    assert otto.client.post(f"{other}/delete").status_code == 404
