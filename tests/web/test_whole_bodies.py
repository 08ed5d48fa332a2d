"""Requests of which a part is lost, as gunicorn hands them on: with the length that was announced, and less."""

from __future__ import annotations

import io
import json
from urllib.parse import urlencode

import pytest

from grader.store import idempotency

CODE = "def relu_der(dA, cache):\n    return dA * (cache['Z'] > 0)\n"


def arrived(body, kept):
    """The arguments of a test client for the first `kept` bytes of a body."""
    announced = {"wsgi.input_terminated": True, "CONTENT_LENGTH": str(len(body))}
    return {"input_stream": io.BytesIO(body[:kept]), "environ_overrides": announced}


def test_a_part_of_a_request_does_not_take_its_key(lms, monkeypatch):
    # As if the process ended before it released the key.
    monkeypatch.setattr(idempotency, "release", lambda *args, **kwargs: None)
    body = json.dumps({"assignment": "relu_der", "source": CODE, "student": "ben", "enrol": True}).encode()
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    for kept in (0, 20, len(body) - 1):
        assert lms.post("/submissions", headers=headers, **arrived(body, kept)).status_code == 400
    assert lms.post("/submissions", headers=headers, **arrived(body, len(body))).status_code == 202


@pytest.mark.parametrize(("lost", "status"), [(0, 303), (20, 400)])
def test_code_that_was_cut_is_not_handed_in(browse, world, lost, status):
    alice, page = browse("alice"), f"/courses/{world.networks}/relu_der"
    body = urlencode({"csrf_token": alice.csrf(page), "source": CODE}).encode()
    kind = "application/x-www-form-urlencoded"
    answer = alice.client.post(f"{page}/submissions", content_type=kind, **arrived(body, len(body) - lost))
    assert answer.status_code == status
