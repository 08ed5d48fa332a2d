"""The rule of every route that is not open: which right it takes. A route without one fails `test_rights_of_roles`."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import Rule

from web.access import Right

#: Of the signed-in person alone: pages without anybody else's data.
SELF = "self"
#: Of an active member of the course in the address.
MEMBER = "member"
#: Of a submission's student, and of those who may view the course.
SUBMISSION = "submission"
#: Of any valid token, or of whoever made the submission.
TOKEN = "token"

#: Of administrators.
ADMINISTRATOR = "administrator"

#: Pages that find their course by a submission.
BY_SUBMISSION = {
    "instructor.regrade": Right.GRADE,
    "instructor.add_comment": Right.GRADE,
    "instructor.delete_comment": Right.GRADE,
    "instructor.set_override": Right.GRADE,
    "instructor.take_back_override": Right.GRADE,
    "instructor.answer_request": Right.GRADE,
    "instructor.after_a_form": Right.VIEW,
}
#: Pages that find their course by a link of a learning management system, or by its question for content.
BY_LINK = {
    "lti.choose_page": Right.SETTINGS,
    "lti.choose": Right.SETTINGS,
    "lti.deep_link_page": Right.VIEW,
    "lti.send_deep_link": Right.VIEW,
}
#: Pages for whoever teaches any course.
FOR_TEACHERS = {
    "instructor.home",
    "instructor.new_course_page",
    "instructor.create_course",
    "instructor.leave_student_view",
}
#: Routes of the API.
API = {
    "api.list_assignments": TOKEN,
    "api.read_assignment": TOKEN,
    "api.check_question": TOKEN,
    "api.create_submission": TOKEN,
    "api.list_submissions": TOKEN,
    "api.read_submission": SUBMISSION,
    "api.watch_submission": SUBMISSION,
    "api.read_repairs": SUBMISSION,
    "api.cancel_submission": SUBMISSION,
    "api.read_comments": SUBMISSION,
    "api.read_overrides": SUBMISSION,
    "api.read_regrade_requests": SUBMISSION,
    "api.create_regrade_request": SUBMISSION,
    "api.withdraw_regrade_request": SUBMISSION,
    "api.create_comment": Right.GRADE,
    "api.delete_comment": Right.GRADE,
    "api.create_override": Right.GRADE,
    "api.delete_override": Right.GRADE,
    "api.answer_regrade_request": Right.GRADE,
    "api.regrade_submission": Right.GRADE,
    "api.read_grades": Right.VIEW,
    "api.create_webhook": Right.MANAGE,
    "api.delete_webhook": Right.MANAGE,
    "api.list_webhooks": Right.MANAGE,
    "api.read_webhook": Right.MANAGE,
    "api.change_webhook": Right.MANAGE,
    "api.rotate_webhook_secret": Right.MANAGE,
    "api.test_webhook": Right.MANAGE,
    "api.list_deliveries": Right.MANAGE,
    "api.read_delivery": Right.MANAGE,
    "api.replay_delivery": Right.MANAGE,
    "api.replay_failed_deliveries": Right.MANAGE,
    "api.watch_course": Right.VIEW,
    "api.read_own_token": TOKEN,
    "api.revoke_own_token": TOKEN,
    # Of people: tests/web/notices/test_api.py.
    "api.list_notices": TOKEN,
    "api.read_notice": TOKEN,
    "api.mark_notice_read": TOKEN,
    "api.mark_all_notices_read": TOKEN,
    "api.list_tokens": Right.MANAGE,
    "api.create_token": Right.MANAGE,
    "api.read_token": Right.MANAGE,
    "api.revoke_token": Right.MANAGE,
    "api.list_courses": TOKEN,
    "api.create_course": Right.MANAGE,
    "api.read_course": Right.VIEW,
    "api.change_course": Right.MANAGE,
    "api.copy_course": Right.MANAGE,
    "api.renew_join_code": Right.MANAGE,
    "api.list_members": Right.VIEW,
    "api.add_member": Right.MANAGE,
    "api.import_members": Right.MANAGE,
    "api.read_member": Right.VIEW,
    "api.change_member": Right.MANAGE,
    "api.remove_member": Right.MANAGE,
    "api.create_password_link": Right.MANAGE,
    "api.merge_member": Right.MANAGE,
    "api.list_sections": Right.VIEW,
    "api.create_section": Right.MANAGE,
    "api.rename_section": Right.MANAGE,
    "api.delete_section": Right.MANAGE,
    "api.list_course_assignments": Right.VIEW,
    "api.add_course_assignment": Right.SETTINGS,
    "api.order_course_assignments": Right.SETTINGS,
    "api.change_course_assignment": Right.SETTINGS,
    "api.remove_course_assignment": Right.SETTINGS,
    "api.pause_course_assignment": Right.SETTINGS,
    "api.resume_course_assignment": Right.SETTINGS,
    "api.read_assignment_settings": Right.VIEW,
    "api.change_assignment_settings": Right.SETTINGS,
    "api.read_settings_history": Right.VIEW,
    "api.undo_settings_change": Right.SETTINGS,
    "api.list_extensions": Right.VIEW,
    "api.create_extensions": Right.SETTINGS,
    "api.change_extension": Right.SETTINGS,
    "api.revoke_extension": Right.SETTINGS,
    "api.read_gradebook": Right.VIEW,
    "api.set_gradebook_total": Right.SETTINGS,
    "api.list_misconceptions": Right.VIEW,
    "api.read_statistics": Right.VIEW,
    "api.read_assignment_statistics": Right.VIEW,
    "api.download_submissions": Right.VIEW,
    "api.list_regrades": Right.VIEW,
    "api.read_course_audit": Right.MANAGE,
    "api.read_service_audit": ADMINISTRATOR,
    "api.read_operations": ADMINISTRATOR,
    "api.create_pause": ADMINISTRATOR,
    "api.delete_pause": ADMINISTRATOR,
    "api.drain_workers": ADMINISTRATOR,
    "api.list_failures": ADMINISTRATOR,
    "api.retry_failures": ADMINISTRATOR,
    "api.list_saved_comments": Right.VIEW,
    "api.create_saved_comment": Right.GRADE,
    "api.delete_saved_comment": Right.GRADE,
    "api.list_lms": Right.VIEW,
    "api.list_lms_scores": Right.VIEW,
    "api.send_lms_scores": Right.GRADE,
    "api.read_lms_tool": Right.MANAGE,
    "api.create_lms": Right.MANAGE,
    "api.create_lms_registration_link": Right.MANAGE,
    "api.read_lms": Right.MANAGE,
    "api.delete_lms": Right.MANAGE,
    "api.change_lms_link": Right.SETTINGS,
    "api.fetch_lms_members": Right.MANAGE,
    "api.test_lms": Right.MANAGE,
    "api.list_announcements": Right.VIEW,
    "api.create_announcement": Right.MANAGE,
    "api.read_announcement": Right.VIEW,
    "api.change_announcement": Right.MANAGE,
    "api.delete_announcement": Right.MANAGE,
    "api.restore_announcement": Right.MANAGE,
    "api.list_messages": Right.VIEW,
    "api.send_message": Right.GRADE,
    "api.preview_message": Right.GRADE,
    "api.list_regrade_requests": Right.VIEW,
    "api.create_regrade": Right.GRADE,
    "api.create_assignment_regrade": Right.GRADE,
    "api.read_regrade": Right.VIEW,
    "api.read_regrade_by_id": Right.VIEW,
    "api.apply_regrade": Right.GRADE,
    "api.apply_regrade_by_id": Right.GRADE,
    "api.discard_regrade": Right.GRADE,
    "api.discard_regrade_by_id": Right.GRADE,
    "api.cancel_regrade": Right.GRADE,
    "api.cancel_regrade_by_id": Right.GRADE,
}


#: Told by the role alone, before anything is looked up: 403 for every id.
BY_ROLE = {
    "api.regrade_submission",
    "api.read_webhook",
    "api.change_webhook",
    "api.rotate_webhook_secret",
    "api.test_webhook",
    "api.list_deliveries",
    "api.read_delivery",
    "api.replay_delivery",
    "api.replay_failed_deliveries",
}


def rule_of(app: Flask, rule: Rule, method: str) -> Right | str | None:
    """The right that a route takes; None if it has no rule."""
    name = rule.endpoint
    if name in API or name in BY_SUBMISSION:
        return API.get(name) or BY_SUBMISSION[name]
    if name in BY_LINK:
        return BY_LINK[name]
    if name in FOR_TEACHERS:
        return SELF
    if name.startswith("operations."):
        return ADMINISTRATOR
    if name.startswith("instructor.") and hasattr(app.view_functions[name], "right"):
        # `requires` names the right.
        return app.view_functions[name].right or (Right.VIEW if method == "GET" else Right.MANAGE)
    if name.startswith(("student.", "accounts.", "notices.")):
        if "submission_id" in rule.arguments:
            return SUBMISSION
        return MEMBER if "course_id" in rule.arguments else SELF
    return None
