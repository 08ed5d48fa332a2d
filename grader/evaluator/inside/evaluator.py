"""The evaluator: grades one submission after another within its limits, and reports to the worker."""

from __future__ import annotations

import gc
import hashlib
import os
import resource
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, NoReturn

from grader.evaluator.inside.jail import EvaluatorJail
from grader.evaluator.messages import Connection, Disconnected, Message
from grader.evaluator.stage import Stage, StagePage
from grader.judge import Judge
from grader.model import CaseFinished, CaseResult, Event, Isolation, QuestionAttempts, Source
from grader.repair.repairing import Order
from grader.repair.source_text import normalised
from grader.sandbox.inside import confinement

_FILES = 128


def serve_evaluator(
    connection: Connection,
    page: StagePage,
    judge: Judge,
    jail: EvaluatorJail,
    slug: str,
    memory_bytes: int,
    install_filter: Callable[[], None],
) -> NoReturn:
    """Confine this process, then grade submissions until the worker closes the connection."""
    try:
        confinement.no_new_privileges()
        confinement.set_limits(
            (
                (resource.RLIMIT_AS, memory_bytes),
                (resource.RLIMIT_CORE, 0),
                (resource.RLIMIT_NOFILE, _FILES),
                (resource.RLIMIT_FSIZE, 0),
            )
        )
        confinement.drop_capabilities()
        install_filter()
        connection.send({"kind": "ready"})
        jail.connect(connection)
        while True:
            order, descriptors = connection.receive()
            if order["kind"] == "prepare":
                jail.prepare(descriptors[0])
            elif order["kind"] == "release":
                jail.release()
            elif order["kind"] == "grade":
                for descriptor in descriptors:
                    jail.prepare(descriptor)
                _grade(connection, page, judge, jail, slug, order)
            elif order["kind"] == "repair":
                _repair(connection, page, judge, jail, slug, order)
    except Disconnected:
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(70)


def _grade(
    connection: Connection, page: StagePage, judge: Judge, jail: EvaluatorJail, slug: str, order: Message
) -> None:
    jail.mode = str(order["mode"])
    jail.isolation = Isolation(order["isolation"])
    cases = {str(name): index for index, name in enumerate(order["cases"])}
    sent: dict[str, CaseResult] = {}

    def on_event(event: Event) -> None:
        if isinstance(event, CaseFinished):
            sent[event.result.name] = event.result
            connection.send({"kind": "case", "result": event.result.to_json()})
        else:
            connection.send({"kind": "progress", "progress": {**asdict(event), "data": dict(event.data)}})

    def on_stage(stage: str, case: str) -> None:
        since = page.read().since if stage == "check" else time.process_time()
        page.write(Stage[stage.upper()], cases.get(case, 0), since)

    attempts: dict[str, Any] | None = order["question_attempts"]
    report = judge.grade(
        slug,
        Source.from_json(order["filename"], order["source"]),
        on_event=on_event,
        on_stage=on_stage,
        visible_only=bool(order["visible_only"]),
        only=order["only"],
        explain=bool(order["explain"]),
        done=[CaseResult.from_json(result) for result in order["done"]],
        question_attempts=None
        if attempts is None
        else {name: QuestionAttempts(**attempt) for name, attempt in attempts.items()},
    )
    # What the worker has already is not sent again.
    cases_json = [result.name if sent.get(result.name) is result else result.to_json() for result in report.cases]
    rest = replace(report, cases=()).to_json()
    connection.send({"kind": "report", "report": rest, "cases": cases_json, "peak_kib": _peak_kib()})
    # Collect cyclic garbage of this submission now, while nobody waits.
    gc.collect(1)


def _repair(
    connection: Connection, page: StagePage, judge: Judge, jail: EvaluatorJail, slug: str, order: Message
) -> None:
    jail.mode = str(order["mode"])
    source = Source.from_json(order["filename"], order["source"])
    # The worker knows the results of the same code, but does not parse any.
    connection.send({"kind": "code", "digest": hashlib.sha256(normalised(source).encode(errors="replace")).hexdigest()})
    answer, _ = connection.receive()
    if answer["known"] is None:
        return
    repairs = judge.repair(
        slug,
        Order(
            source=source,
            seconds=float(order["seconds"]),
            visible_only=bool(order["visible_only"]),
            failed=frozenset(order["failed"]),
            known=answer["known"],
            solutions=tuple(order["solutions"]),
        ),
        is_cancelled=lambda: page.is_cancelled,
    )
    connection.send({"kind": "repairs", "repairs": repairs.to_json(), "peak_kib": _peak_kib()})
    gc.collect(1)


def _peak_kib() -> int:
    """The most KiB that this process had in RAM."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
