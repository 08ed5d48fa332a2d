"""The tables."""

from grader.store.models.base import Base, now, table_of
from grader.store.models.courses import Course, CourseAssignment, Enrolment, Extension, Section, SectionDates
from grader.store.models.deliveries import AuditEntry, Delivery, Webhook
from grader.store.models.devices import DeviceSignIn
from grader.store.models.drafts import Draft
from grader.store.models.gradebooks import GradebookRule
from grader.store.models.idempotency import IdempotentRequest
from grader.store.models.lti import (
    LtiContext,
    LtiDeployment,
    LtiFrame,
    LtiKey,
    LtiPlatform,
    LtiResourceLink,
    LtiTicket,
    LtiUser,
)
from grader.store.models.lti_services import LtiLineItem, LtiMember, LtiRoster, LtiScore, LtiService, ScoreState
from grader.store.models.notices import (
    Announcement,
    Email,
    EmailKind,
    EmailPreference,
    EmailState,
    EmailTiming,
    EmailTopic,
    Message,
    Notice,
    NoticeKind,
)
from grader.store.models.operations import Pause, ServiceToken, SubmissionTotal, TotalsMark
from grader.store.models.outcomes import SubmissionOutcome
from grader.store.models.outlines import Outline
from grader.store.models.people import ApiToken, PasswordLink, Person, Role, Scope, WebSession
from grader.store.models.regrades import Regrade, RegradeResult, RegradeState, ResultState
from grader.store.models.remarks import RegradeRequest, RequestState, SavedComment, ScoreOverride, SubmissionComment
from grader.store.models.repairs import SubmissionRepair
from grader.store.models.submissions import Submission, SubmissionEvent
from grader.store.models.xqueue import XQueue, XQueueItem, XQueueState

__all__ = [
    "Announcement",
    "ApiToken",
    "AuditEntry",
    "Base",
    "Course",
    "CourseAssignment",
    "Delivery",
    "DeviceSignIn",
    "Draft",
    "Email",
    "EmailKind",
    "EmailPreference",
    "EmailState",
    "EmailTiming",
    "EmailTopic",
    "Enrolment",
    "Extension",
    "GradebookRule",
    "IdempotentRequest",
    "LtiContext",
    "LtiDeployment",
    "LtiFrame",
    "LtiKey",
    "LtiLineItem",
    "LtiMember",
    "LtiPlatform",
    "LtiResourceLink",
    "LtiRoster",
    "LtiScore",
    "LtiService",
    "LtiTicket",
    "LtiUser",
    "Message",
    "Notice",
    "NoticeKind",
    "Outline",
    "PasswordLink",
    "Pause",
    "Person",
    "Regrade",
    "RegradeRequest",
    "RegradeResult",
    "RegradeState",
    "RequestState",
    "ResultState",
    "Role",
    "SavedComment",
    "Scope",
    "ScoreOverride",
    "ScoreState",
    "Section",
    "SectionDates",
    "ServiceToken",
    "Submission",
    "SubmissionComment",
    "SubmissionEvent",
    "SubmissionOutcome",
    "SubmissionRepair",
    "SubmissionTotal",
    "TotalsMark",
    "WebSession",
    "Webhook",
    "XQueue",
    "XQueueItem",
    "XQueueState",
    "now",
    "table_of",
]
