"""The header `Idempotency-Key` of every POST: a repeated request gets the first one's answer and changes nothing.

Errors leave nothing behind: after one, the key may be used again.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Response, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Conflict

from grader.store import idempotency
from grader.store.idempotency import AnswerNotKept, KeptAnswer, KeyInUse, KeyMismatch
from web.problems import Problem
from web.services import before_first_write, writing

HEADER = "Idempotency-Key"
#: Header of an answer that was kept.
REPLAYED = "Idempotency-Replayed"
MAX_LENGTH = 255
#: Their answers hold secrets that are not stored elsewhere, so they are not kept.
SECRET_ANSWERS = frozenset(
    {
        "api.create_token",
        "api.create_course",
        "api.copy_course",
        "api.create_password_link",
        "api.create_lms_registration_link",
    }
)
#: The store knows a repetition by the key, so that nothing is lost or doubled when the answer was not kept.
REPEATABLE = frozenset({"api.create_submission"})
#: Headers of an answer that are kept with it.
KEPT_HEADERS = ("Content-Type", "Location", "Link")
LOST = (
    "The request with this Idempotency-Key was carried out, but its answer is not kept. "
    "Look for what it has made before you send it again with another key."
)


def replay_or_reserve() -> ResponseReturnValue | None:
    """Answer a repeated request, or reserve its key.

    Raises Problem 422 for a key of another request, 409 for one whose request is not answered.
    """
    key = request.headers.get(HEADER)
    if request.method != "POST" or key is None or g.get("token") is None:
        return None
    if not 1 <= len(key) <= MAX_LENGTH:
        raise Problem(422, f"An Idempotency-Key has 1 to {MAX_LENGTH} characters.")
    try:
        with writing() as db:
            repeatable = request.endpoint in REPEATABLE
            found = idempotency.reserve(db, g.token.id, key, _digest(), repeatable=repeatable)
    except KeyMismatch as error:
        raise Problem(422, error.message) from error
    except KeyInUse as error:
        raise Problem(409, error.message, headers={"Retry-After": "1"}) from error
    except AnswerNotKept:
        raise Conflict(LOST) from None
    if isinstance(found, KeptAnswer):
        return Response(found.body, status=found.status, headers={**found.headers, REPLAYED: "true"})
    g.reservation = found
    before_first_write(lambda db: idempotency.mark_committed(db, found))
    return None


def keep_answer(response: Response) -> Response:
    """Keep the answer of a request that was carried out; release the key of one that was refused."""
    reservation: int | None = g.pop("reservation", None)
    if reservation is None:
        return response
    g.pop("before_first_write", None)
    done = 200 <= response.status_code < 300
    if done and request.endpoint in SECRET_ANSWERS:
        return response
    with writing() as db:
        if done:
            headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            answer = KeptAnswer(status=response.status_code, headers=headers, body=response.get_data())
            idempotency.keep_answer(db, reservation, answer)
        else:
            idempotency.release(db, reservation, even_if_committed=response.status_code < 500)
    return response


def _digest() -> str:
    """SHA-256 of what the request asks for. Of a form, its fields and files: each client frames them anew."""
    parts: list[Any] = [request.method, request.path, request.query_string.decode("latin-1"), *_body()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _body() -> list[Any]:
    if request.mimetype == "multipart/form-data":
        files = []
        for name, file in request.files.items(multi=True):
            files.append([name, file.filename, hashlib.sha256(file.read()).hexdigest()])
            file.seek(0)
        return [sorted(request.form.items(multi=True)), sorted(files)]
    data = request.get_data()
    try:
        return [json.dumps(json.loads(data), sort_keys=True)]
    except (ValueError, RecursionError):
        return [hashlib.sha256(data).hexdigest()]
