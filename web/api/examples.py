"""An example of the body of each request, for the OpenAPI document, by operation. The tests send them."""

from __future__ import annotations

from typing import Any

from web.api.response_examples import ANSWERS

REASON = "Illness"
DEADLINE, EXTENDED = "2026-12-01T23:59:00+01:00", "2026-12-03T23:59:00+01:00"
REGRADE: dict[str, Any] = {"assignment": "relu_der", "stale_only": False}
SUBMISSION: dict[str, Any] = {
    "assignment": "relu_der",
    "source": "def relu_der(dA, cache):\n    return dA * (cache['Z'] > 0)\n",
    "student": "alice@example.edu",
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "check_question": {"answer": "0.288", "student": "alice@example.edu"},
    "create_course": {"name": "Networks 2", "time_zone": "Europe/Berlin"},
    "change_course": {"join_needs_approval": True},
    "copy_course": {"name": "Networks 3"},
    "add_course_assignment": {"slug": "backprop_homework", "visible": False},
    "order_course_assignments": {"slugs": ["relu_der", "backprop_homework"]},
    "change_course_assignment": {"visible": True},
    "create_extensions": {"students": ["alice@example.edu"], "due_at": EXTENDED, "attempts": 1, "reason": REASON},
    "change_extension": {"attempts": 2, "reason": REASON},
    "create_assignment_regrade": {"stale_only": True},
    "create_regrade": REGRADE,
    "apply_regrade": {"which": "gains", "explanation": "A test was wrong."},
    "apply_regrade_by_id": {"which": "gains", "explanation": "A test was wrong."},
    "change_assignment_settings": {
        "due_at": DEADLINE,
        "late": {"grace_minutes": 10, "days": 3, "percent_per_day": 10},
        "attempts": 5,
        "counts": "best",
    },
    "set_gradebook_total": {"drop_lowest": 0, "weights": {"relu_der": 2}},
    "add_member": {"email": "dora@example.edu", "name": "Dora Example", "sis_id": "4711"},
    "import_members": {"csv": "email,name,section\neve@example.edu,Eve Example,Monday\n", "preview": True},
    "change_member": {"sis_id": "4712"},
    "merge_member": {"other_id": 17, "preview": True},
    "create_saved_comment": {"title": "Zero", "text": "The derivative at zero is **0** here."},
    "create_section": {"name": "Friday"},
    "rename_section": {"name": "Saturday"},
    "create_token": {"name": "Front end", "role": "student", "scopes": ["submissions:write"], "days": 90},
    "create_submission": SUBMISSION,
    "create_comment": {"line": 1, "text": "Look at zero."},
    "create_override": {"row": "gradient", "score": 4.5, "reason": "The idea is right."},
    "create_regrade_request": {"row": "gradient", "reason": "Zero is right by the task."},
    "answer_regrade_request": {"answer": "The task says otherwise."},
    "create_webhook": {"url": "https://lms.example.edu/graded"},
    "change_webhook": {"url": "https://lms.example.edu/grades"},
    "replay_failed_deliveries": {"since": "2026-11-28T00:00:00Z"},
    "create_lms": {
        "issuer": "https://moodle.example.edu",
        "client_id": "x7Hq2",
        "deployment_id": "1",
        "login_url": "https://moodle.example.edu/mod/lti/auth.php",
        "token_url": "https://moodle.example.edu/mod/lti/token.php",
        "jwks_url": "https://moodle.example.edu/mod/lti/certs.php",
    },
    "change_lms_link": {"assignment": "relu_der"},
    "rotate_webhook_secret": {"overlap_hours": 24},
}


def add_examples(spec: dict[str, Any]) -> None:
    """Add the examples to the bodies and answers of their operations."""
    for methods in spec["paths"].values():
        for operation in methods.values():
            example = EXAMPLES.get(operation.get("operationId", ""))
            if example is not None:
                operation["requestBody"]["content"]["application/json"]["example"] = example
            for status, answer in ANSWERS.get(operation.get("operationId", ""), {}).items():
                operation["responses"][status]["content"]["application/json"]["example"] = answer
