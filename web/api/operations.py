"""The audit log of a course; the operations of the service, for administrators and their tokens."""

from __future__ import annotations

from flask import url_for

from grader.store import failures
from grader.store.audit import Wanted
from grader.store.models import Pause
from grader.worker.presence import WorkerGroup
from web import audit_log, pauses
from web.access import Right, course_for, require_administrator
from web.api import cursors
from web.api.base import Answer, blueprint
from web.api.operation_schemas import (
    AuditEntryOut,
    AuditOut,
    AuditQuery,
    DrainIn,
    FailureOut,
    FailuresOut,
    LaneStateOut,
    OperationsOut,
    PauseIn,
    PauseOut,
    ProcessOut,
    RetryIn,
    RetryOut,
    WorkersOut,
)
from web.operations import acts
from web.operations.state import LaneView, ServiceState, service_state
from web.services import reading

#: Failures that are listed.
LISTED = 200
HIDDEN = {404: "The caller is no administrator."}


@blueprint.get("/v1/courses/<int:course_id>/audit")
@blueprint.input(AuditQuery, location="query")
@blueprint.output(AuditOut)
def read_course_audit(course_id: int, query_data: AuditQuery) -> Answer:
    """Who did what in a course, newest first, with old and new values

    The `Link` header names the next page. For tokens with the role instructor.
    """
    return _log(query_data, course_for(course_id, Right.MANAGE).id)


@blueprint.get("/v1/operations/audit")
@blueprint.input(AuditQuery, location="query")
@blueprint.output(AuditOut)
@blueprint.doc(responses=HIDDEN)
def read_service_audit(query_data: AuditQuery) -> Answer:
    """Who did what in all courses and on the service itself

    For administrators.
    """
    require_administrator()
    return _log(query_data, None)


@blueprint.get("/v1/operations")
@blueprint.output(OperationsOut)
@blueprint.doc(responses=HIDDEN)
def read_operations() -> OperationsOut:
    """Lanes, pauses, workers, failures and versions

    For administrators.
    """
    require_administrator()
    state = service_state()
    return OperationsOut(
        lanes=[_lane(lane) for lane in state.lanes],
        pauses=[_pause(pause) for pause in state.pauses],
        workers=[_workers(group, state) for group in state.groups],
        redis=state.redis,
        failures=state.failures,
        versions=dict(state.versions),
    )


@blueprint.post("/v1/operations/pauses")
@blueprint.input(PauseIn)
@blueprint.output(PauseOut, status_code=201)
@blueprint.doc(responses={**HIDDEN, 409: "It is paused already."})
def create_pause(json_data: PauseIn) -> Answer:
    """Pause a lane, or an assignment in all courses: submissions are accepted and wait

    For administrators.
    """
    require_administrator()
    lane = json_data.lane.value if json_data.lane is not None else ""
    made = pauses.pause(lane=lane, assignment=json_data.assignment or "", reason=json_data.reason)
    return _pause(made), 201, {"Location": url_for("api.read_operations")}


@blueprint.delete("/v1/operations/pauses/<int:pause_id>")
@blueprint.output({}, status_code=204)
def delete_pause(pause_id: int) -> tuple[str, int]:
    """End a pause; what has waited is graded in its order

    For administrators.
    """
    require_administrator()
    pauses.resume(pause_id)
    return "", 204


@blueprint.post("/v1/operations/workers")
@blueprint.input(DrainIn)
@blueprint.output({}, status_code=202)
@blueprint.doc(responses={404: "There are no such workers, or the caller is no administrator."})
def drain_workers(json_data: DrainIn) -> tuple[dict[str, str], int]:
    """Drain the workers of a lane on a host: they finish their work and take no more

    For administrators.
    """
    require_administrator()
    acts.drain(json_data.host, json_data.queue, json_data.request.value)
    return {}, 202


@blueprint.get("/v1/operations/failures")
@blueprint.output(FailuresOut)
@blueprint.doc(responses=HIDDEN)
def list_failures() -> FailuresOut:
    """Submissions that the grader itself failed, newest first

    For administrators.
    """
    require_administrator()
    with reading() as db:
        rows, total = failures.everywhere(db, limit=LISTED), failures.number_everywhere(db)
    found = [
        FailureOut(
            submission=row.id,
            course=row.course_id,
            assignment=row.assignment,
            student=row.student,
            failed_at=row.finished_at,
            failure=row.failure or "",
        )
        for row in rows
    ]
    return FailuresOut(failures=found, total=total)


@blueprint.post("/v1/operations/failures/retry")
@blueprint.input(RetryIn)
@blueprint.output(RetryOut, status_code=202)
@blueprint.doc(responses=HIDDEN)
def retry_failures(json_data: RetryIn) -> Answer:
    """Grade again what the grader failed: at most 500, the newest first

    For administrators.
    """
    require_administrator()
    return RetryOut(retried=acts.retry(json_data.submissions, assignment=json_data.assignment)), 202


def _log(query: AuditQuery, course_id: int | None) -> Answer:
    wanted = Wanted(
        course_id=course_id,
        person=query.person,
        action=query.action,
        subject=query.object,
        since=query.since,
        until=query.until,
    )
    place = cursors.decode("audit", query.cursor, (int,))
    found = audit_log.read_page(wanted, place[0] if place else None, size=query.per_page)
    following = cursors.encode("audit", [found.older]) if found.older is not None else None
    entries = [AuditEntryOut.model_validate(audit_log.as_json(entry)) for entry in found.entries]
    return AuditOut(entries=entries, next_cursor=following), 200, {"Link": cursors.cursor_links(following)}


def _lane(view: LaneView) -> LaneStateOut:
    return LaneStateOut(
        lane=view.lane,
        waiting=view.state.waiting,
        running=view.state.running,
        oldest_queued_at=view.state.oldest_at,
        workers=view.workers,
        ended_in_ten_minutes=view.activity.ten_minutes,
        ended_in_an_hour=view.activity.hour,
        median_wait_seconds=view.activity.median_wait,
        wait_95_seconds=view.activity.long_wait,
        paused=view.pause is not None,
    )


def _pause(pause: Pause) -> PauseOut:
    return PauseOut(
        id=pause.id,
        lane=pause.lane,
        assignment=pause.assignment,
        course=pause.course_id,
        reason=pause.reason,
        author=pause.author,
        since=pause.created_at,
    )


def _workers(group: WorkerGroup, state: ServiceState) -> WorkersOut:
    processes = [
        ProcessOut(
            pid=process.pid,
            silent=process.silent,
            uptime_seconds=process.uptime,
            memory_bytes=process.memory,
            sandbox=process.sandbox,
            evaluators=process.evaluators,
            versions=process.versions,
            submission=work.submission_id if (work := state.work.get(process.identity)) else None,
        )
        for process in group.processes
    ]
    return WorkersOut(
        host=group.host, host_name=group.host_name, queue=group.queue, state=group.state, processes=processes
    )
