"""Deliveries of a webhook: read the log, send again, send a test."""

from __future__ import annotations

from flask import url_for

from grader.store import delivery_log
from grader.store.models import Delivery
from web import webhooks
from web.api import cursors
from web.api.auth import instructor_token
from web.api.base import Answer, blueprint
from web.api.webhook_schemas import (
    DeliveriesOut,
    DeliveriesQuery,
    DeliveryDetail,
    DeliveryOut,
    ReplayIn,
    ReplayOut,
)
from web.api.webhooks import find_webhook
from web.services import reading, writing

PATH = "/v1/webhooks/<webhook_id>"


@blueprint.post(f"{PATH}/test")
@blueprint.output(DeliveryDetail, status_code=202)
def test_webhook(webhook_id: str) -> Answer:
    """Send a message with the event `webhook.test`

    It is sent within seconds like any other; the delivery says how the receiver answered. For tokens with the role
    instructor.
    """
    instructor_token()
    with writing() as db:
        delivery = webhooks.send_test(db, find_webhook(db, webhook_id))
        return _detail(delivery), 202, _location(delivery)


@blueprint.get(f"{PATH}/deliveries")
@blueprint.input(DeliveriesQuery, location="query")
@blueprint.output(DeliveriesOut)
def list_deliveries(webhook_id: str, query_data: DeliveriesQuery) -> Answer:
    """The messages to a webhook, newest first, with the receiver's last answer to each

    The `Link` header names the next page. For tokens with the role instructor.
    """
    place = cursors.decode("deliveries", query_data.cursor, (int,))
    with reading() as db:
        hook = find_webhook(db, webhook_id)
        found = delivery_log.page(
            db, hook.id, state=query_data.state, before=place[0] if place else None, size=query_data.per_page
        )
    following = cursors.encode("deliveries", [found.items[-1].id]) if found.more else None
    body = DeliveriesOut(deliveries=[_out(row) for row in found.items], total=found.total, next_cursor=following)
    return body, 200, {"Link": cursors.cursor_links(following)}


@blueprint.get(f"{PATH}/deliveries/<int:delivery_id>")
@blueprint.output(DeliveryDetail)
def read_delivery(webhook_id: str, delivery_id: int) -> DeliveryDetail:
    """A message with its content

    For tokens with the role instructor.
    """
    with reading() as db:
        return _detail(webhooks.message(db, find_webhook(db, webhook_id), delivery_id))


@blueprint.post(f"{PATH}/deliveries/<int:delivery_id>/replay")
@blueprint.output(DeliveryDetail, status_code=202)
def replay_delivery(webhook_id: str, delivery_id: int) -> Answer:
    """Send a message again, with the same id and content

    For tokens with the role instructor.
    """
    instructor_token()
    with writing() as db:
        delivery = webhooks.replay(db, find_webhook(db, webhook_id), delivery_id)
        return _detail(delivery), 202, _location(delivery)


@blueprint.post(f"{PATH}/replay")
@blueprint.input(ReplayIn)
@blueprint.output(ReplayOut, status_code=202)
def replay_failed_deliveries(webhook_id: str, json_data: ReplayIn) -> Answer:
    """Send all messages again that were given up

    For tokens with the role instructor.
    """
    instructor_token()
    with writing() as db:
        number = webhooks.replay_failed(db, find_webhook(db, webhook_id), since=json_data.since)
    return ReplayOut(replayed=number), 202


def _location(delivery: Delivery) -> dict[str, str]:
    where = url_for("api.read_delivery", webhook_id=delivery.webhook_id, delivery_id=delivery.id)
    return {"Location": where}


def _out(row: Delivery) -> DeliveryOut:
    return DeliveryOut(
        id=row.id,
        event=row.kind,
        submission=row.submission_id,
        state=delivery_log.state_of(row),
        created_at=row.created_at,
        attempts=row.tries,
        sent_at=row.sent_at,
        next_attempt_at=row.due_at if row.finished_at is None else None,
        answer_status=row.answer_status,
        duration_ms=row.duration_ms,
        error=row.last_error,
    )


def _detail(row: Delivery) -> DeliveryDetail:
    return DeliveryDetail(**_out(row).model_dump(), payload=row.payload)
