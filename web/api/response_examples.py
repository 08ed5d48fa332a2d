"""An example of the answer to each request about the main resources, for the OpenAPI document, by operation."""

from __future__ import annotations

from typing import Any

ID = "0b0c9a3e-5d0f-4a52-9d3b-2f1f6a1c7e11"
LINKS = {"self": f"/api/v1/submissions/{ID}", "events": f"/api/v1/submissions/{ID}/events"}
SUBMITTED, GRADED = "2026-11-30T17:02:11.004000Z", "2026-11-30T17:02:11.653000Z"
LATE = {"seconds": 0, "days_used": 0, "percent": 0.0}
ACCEPTED: dict[str, Any] = {"id": ID, "status": "queued", "links": LINKS}
SUMMARY: dict[str, Any] = {
    "id": ID,
    "assignment": "relu_der",
    "student": "alice@example.edu",
    "attempt": 1,
    "trial": False,
    "question": None,
    "status": "graded",
    "created_at": SUBMITTED,
    "graded_at": GRADED,
    "verdict": "partially_accepted",
    "score": 5.0,
    "graded_score": 5.0,
    "max_score": 15.0,
    "late": LATE,
    "pending": False,
    "error": None,
    "links": LINKS,
}
CASES: list[dict[str, Any]] = [
    {
        "name": "handout_example",
        "title": "The example of the task",
        "row": "gradient",
        "visible": True,
        "verdict": "accepted",
        "score": 5.0,
        "max_score": 5.0,
        "message": "",
        "summary": "",
        "summary_parts": [],
        "hint": None,
        "expected": None,
        "actual": None,
        "log": "",
        "diagnosis": None,
        "artifacts": [],
        "duration_ms": 1.5,
    },
    {
        "name": "exact_zeros",
        "title": "Inputs that are exactly zero",
        "row": "gradient",
        "visible": False,
        "verdict": "wrong_answer",
        "score": 0.0,
        "max_score": 10.0,
        "message": "Some entries differ.",
        "summary": "",
        "summary_parts": [],
        "hint": "Look at the comparison with zero.",
        "expected": None,
        "actual": None,
        "log": "",
        "diagnosis": {
            "name": "gradient_at_zero",
            "title": "The gradient passes at zero",
            "explanation": "Use > and not >=.",
        },
        "artifacts": [],
        "duration_ms": 1.1,
    },
]
REPORT: dict[str, Any] = {
    "assignment": "relu_der",
    "verdict": "partially_accepted",
    "score": 5.0,
    "max_score": 15.0,
    "duration_ms": 12.5,
    "notes": [],
    "cases": CASES,
}
ASSIGNMENT: dict[str, Any] = {
    "slug": "relu_der",
    "title": "Backward through ReLU",
    "course": "Deep Learning",
    "course_id": 1,
    "summary": "Send the gradient of a batch backward through a ReLU layer.",
    "entry_points": ["relu_der"],
    "max_score": 15.0,
    "attempts": 5,
    "counts": "best",
    "due_at": "2026-12-01T22:59:00Z",
}
DETAIL: dict[str, Any] = {
    **ASSIGNMENT,
    "rows": [{"name": "gradient", "title": "The gradient is right", "points": 15.0}],
    "questions": [],
    "prompt": "A ReLU layer computes $A = \\max(0, Z)$, entry by entry.",
    "starter": "import numpy as np\n\n\ndef relu_der(dA, cache):\n    ...\n",
    "support": "",
}
GRADE: dict[str, Any] = {
    "student": "alice@example.edu",
    "name": "Alice Example",
    "attempts": 1,
    "score": 5.0,
    "graded_score": 5.0,
    "max_score": 15.0,
    "verdict": "partially_accepted",
    "submitted_at": SUBMITTED,
    "late": LATE,
    "extended": False,
    "released": True,
}
COURSE: dict[str, Any] = {
    "id": 1,
    "name": "Neural networks",
    "join_code": "NETS2345",
    "join_needs_approval": False,
    "assistants_change_settings": False,
    "time_zone": "Europe/Berlin",
    "archived_at": None,
}
MEMBER: dict[str, Any] = {
    "person_id": 17,
    "email": "alice@example.edu",
    "name": "Alice Example",
    "role": "student",
    "state": "active",
    "confirmed": True,
    "has_password": True,
    "section": "Monday",
    "section_id": 3,
    "sis_id": "4711",
    "external_id": None,
    "since": "2026-10-12T08:00:00Z",
}
TOKEN: dict[str, Any] = {
    "id": 4,
    "course": 1,
    "person": None,
    "name": "Front end",
    "role": "student",
    "scopes": ["assignments:read", "submissions:read", "submissions:write"],
    "created_at": "2026-10-12T08:00:00Z",
    "created_by": "ina@example.edu",
    "expires_at": "2027-01-10T08:00:00Z",
    "last_used_at": None,
}
PAGE: dict[str, Any] = {"page": 1, "per_page": 50, "total": 1, "next_cursor": None}
#: Operation -> status -> body.
ANSWERS: dict[str, dict[str, Any]] = {
    "create_submission": {"202": ACCEPTED},
    "read_submission": {"200": {**SUMMARY, "queue_position": None, "report": REPORT}},
    "list_submissions": {"200": {"submissions": [SUMMARY], **PAGE}},
    "regrade_submission": {"202": ACCEPTED},
    "cancel_submission": {"202": {**ACCEPTED, "status": "failed"}},
    "list_assignments": {"200": {"assignments": [ASSIGNMENT]}},
    "read_assignment": {"200": DETAIL},
    "read_grades": {"200": {"assignment": "relu_der", "grades": [GRADE]}},
    "list_courses": {"200": {"courses": [COURSE]}},
    "read_course": {"200": COURSE},
    "list_members": {"200": {"members": [MEMBER], **PAGE}},
    "read_member": {"200": MEMBER},
    "read_own_token": {"200": TOKEN},
    "list_tokens": {"200": {"tokens": [TOKEN]}},
    "create_token": {"201": {**TOKEN, "token": "nng_..."}},
    "create_webhook": {"201": {"id": ID, "url": "https://lms.example.edu/graded", "secret": "whsec_..."}},
    "begin_device_sign_in": {
        "200": {
            "device_code": "Zk3...",
            "user_code": "BCDF-GHJK",
            "verification_uri": "https://grader.example.edu/device",
            "verification_uri_complete": "https://grader.example.edu/device?code=BCDF-GHJK",
            "expires_in": 600,
            "interval": 5,
        }
    },
    "create_device_token": {
        "200": {
            "access_token": "nng_...",
            "token_type": "Bearer",
            "expires_in": 15552000,
            "scope": "assignments:read submissions:read submissions:write",
        },
        "400": {
            "error": "authorization_pending",
            "error_description": "Nobody has answered in the browser yet.",
        },
    },
}
