"""ETag, If-None-Match and If-Match; the headers of the rate limit."""

from __future__ import annotations

import pytest

from grader.store import sections
from web.api import rate_limits
from web.services import Services


def change(program, path, body, **headers):
    return program.client.patch(f"/api/v1{path}", json=body, headers={**program.headers, **headers})


def test_what_the_client_has_is_not_sent_again(lms, world):
    first = lms.get("/assignments")
    etag = first.headers["ETag"]
    again = lms.get("/assignments", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    assert lms.get("/assignments", headers={"If-None-Match": '"other"'}).status_code == 200
    assert lms.get("/courses").headers["ETag"] != etag


def test_a_change_of_what_has_changed_is_refused(lms, world):
    path = f"/courses/{world.networks}/assignments/relu_der/settings"
    etag = lms.get(path).headers["ETag"]
    changed = change(lms, path, {"attempts": 3}, **{"If-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] == lms.get(path).headers["ETag"] != etag
    late = change(lms, path, {"attempts": 5}, **{"If-Match": etag})
    assert late.status_code == 412
    assert late.headers["ETag"] == changed.headers["ETag"]
    assert lms.get(path).json["attempts"] == 3
    assert change(lms, path, {"attempts": 5}, **{"If-Match": changed.headers["ETag"]}).status_code == 200
    assert change(lms, path, {"attempts": 6}, **{"If-Match": "*"}).status_code == 200
    assert change(lms, path, {"attempts": 7}).status_code == 200


def test_the_comparison_is_in_the_transaction_of_the_change(lms, world, database, monkeypatch):
    """Another change between the request's beginning and its transaction is seen."""
    path = f"/courses/{world.networks}"
    etag = lms.get(path).headers["ETag"]
    valid_name = "web.api.courses.valid_name"

    def meanwhile(name, **_values):
        with database.write() as db:
            from grader.store.models import Course

            db.get_one(Course, world.networks).name = "Changed meanwhile"
        return name

    monkeypatch.setattr(valid_name, meanwhile)
    answer = change(lms, path, {"name": "Mine"}, **{"If-Match": etag})
    assert answer.status_code == 412
    assert lms.get(path).json["name"] == "Changed meanwhile"


def test_a_delete_may_be_conditional_and_needs_something_to_compare(lms, world, database):
    hook = lms.post("/webhooks", json={"url": "https://lms.example.edu/"}).json["id"]
    path = f"/api/v1/webhooks/{hook}"
    stale = lms.client.delete(path, headers={**lms.headers, "If-Match": '"stale"'})
    assert stale.status_code == 412
    etag = lms.get(f"/webhooks/{hook}").headers["ETag"]
    assert lms.client.delete(path, headers={**lms.headers, "If-Match": etag}).status_code == 204
    with database.write() as db:
        section = sections.create(db, world.networks, "Monday", actor="ina").id
    path = f"/api/v1/courses/{world.networks}/sections/{section}"
    answer = lms.client.patch(path, json={"name": "Friday"}, headers={**lms.headers, "If-Match": "*"})
    assert answer.status_code == 412


def test_each_answer_tells_what_is_left(lms, tool):
    first, second = lms.get("/courses"), lms.get("/courses")
    assert first.headers["RateLimit-Policy"] == '"token";q=60000;w=60'
    left = [int(answer.headers["RateLimit-Remaining"]) for answer in (first, second)]
    assert left[0] - left[1] == 1
    assert second.headers["RateLimit"].startswith(f'"token";r={left[1]};t=')
    assert 1 <= int(second.headers["RateLimit-Reset"]) <= 60
    assert int(tool.get("/assignments").headers["RateLimit-Remaining"]) == 59999


@pytest.mark.parametrize("redis_is_there", [True, False])
def test_a_token_that_calls_too_often_waits(lms, app, monkeypatch, redis_is_there):
    services: Services = app.extensions["services"]
    few = services.settings.model_copy(update={"token_rate": "2 per minute"})
    monkeypatch.setattr(
        rate_limits, "services", lambda: type("Few", (), {"settings": few, "rate_limits": services.rate_limits})
    )
    if not redis_is_there:
        services.rate_limits._retry_shared_at = float("inf")
    assert [lms.get("/courses").status_code for _ in range(3)] == [200, 200, 429]
    refused = lms.get("/courses")
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert refused.headers["Retry-After"] == refused.headers["RateLimit-Reset"]
    assert refused.content_type == "application/problem+json"
