"""Measures the whole service: HTTP, store, Celery, Redis, jail, and server-sent events."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from bench.processor_time import metered
from bench.service_client import Client, Service, service
from bench.table import Row, Table

RIGHT = "def relu_der(dA, cache):\n    import numpy as np\n    return np.where(cache['Z'] > 0, dA, 0)\n"
WRONG = RIGHT.replace("> 0", ">= 0")


def check(report: dict, source: str) -> None:
    """Raise RuntimeError for a wrong outcome, so that only right ones are measured."""
    expected = "accepted" if source is RIGHT else "partially_accepted"
    if report["verdict"] != expected:
        raise RuntimeError(report)


def latency(running: Service, rounds: int) -> Table:
    """One submission at a time on an otherwise idle service, right and wrong in turn."""
    client = running.client()
    for source in (RIGHT, WRONG) * 3:
        check(client.watch("relu_der", source).report, source)
    watched = []
    for index in range(rounds):
        source = (RIGHT, WRONG)[index % 2]
        watched.append(client.watch("relu_der", source))
        check(watched[-1].report, source)
    cases = len(watched[0].report["cases"])
    return Table(
        title=f"relu_der through the whole service, {cases} cases, one at a time",
        rows=[
            Row(name="submit to 202", samples=[timing.accepted for timing in watched]),
            Row(name="submit to first result", samples=[timing.first_result for timing in watched]),
            Row(name="submit to verdict", samples=[timing.verdict for timing in watched]),
            Row(name="  right submissions only", samples=[timing.verdict for timing in watched[0::2]]),
            Row(name="  wrong submissions only", samples=[timing.verdict for timing in watched[1::2]]),
        ],
    )


def rate(running: Service, count: int) -> float:
    """Submissions per second from the first hand-in to the last verdict, handed in as fast as four clients can.

    The end is read from the submissions' own time stamps, so that asking for it costs nothing while it is measured.
    """

    def hand_in(client: Client) -> list[str]:
        return [client.submit("relu_der", RIGHT) for _ in range(count // 4)]

    clients = [running.client() for _ in range(4)]
    start = datetime.now(UTC)
    with ThreadPoolExecutor(4) as pool:
        identifiers = [identifier for handed in pool.map(hand_in, clients) for identifier in handed]
    ends = [_graded(clients[0], identifier) for identifier in reversed(identifiers)]
    return count / (max(ends) - start).total_seconds()


def drained(running: Service, count: int) -> float:
    """Submissions per second out of a full queue, each worker with its jail on a core of its own.

    Nothing is handed in meanwhile: where there are as many cores as workers, and no more, this is what a core brings.
    """
    client = running.client()
    running.give_a_core_each()
    with running.held():
        identifiers = [client.submit("relu_der", RIGHT) for _ in range(count)]
        start = datetime.now(UTC)
    return count / (max(_graded(client, identifier) for identifier in reversed(identifiers)) - start).total_seconds()


def _graded(client: Client, identifier: str) -> datetime:
    while (submission := client.get(identifier))["status"] != "graded":
        time.sleep(0.25)
    check(submission["report"], RIGHT)
    return datetime.fromisoformat(submission["graded_at"])


def main(rounds: int = 100, count: int = 400) -> list[Table]:
    """Latency with one worker; throughput with one and with two."""
    with service(workers=1) as running:
        table = latency(running, rounds)
        single = max(rate(running, count) for _ in range(2))
        one_core = max(drained(running, count) for _ in range(2))
    with service(workers=2) as running:
        latency(running, 4)
        two = max(rate(running, count) for _ in range(2))
        two_cores = max(drained(running, count) for _ in range(2))
        spent = processor_time(running, rounds)
    remarks = [
        f"throughput of {count} submissions, best of two: {single:.1f}/s with one worker, {two:.1f}/s with two "
        f"({two / single:.2f} times)",
        f"out of a full queue, a core for each worker: {one_core:.1f}/s with one, {two_cores:.1f}/s with two "
        f"({two_cores / one_core:.2f} times)",
    ]
    return [Table(title=table.title, rows=table.rows, remarks=[*remarks, *spent])]


def processor_time(running: Service, rounds: int) -> list[str]:
    """Sentences on what right and wrong submissions cost each part of the service, with a watcher."""
    client = running.client()
    sentences = []
    with metered(running.pid) as meter:
        for kind, source in (("right", RIGHT), ("wrong", WRONG)):
            before = meter.read()
            for _ in range(rounds):
                check(client.watch("relu_der", source).report, source)
            spent = {part: (after - before[part]) / rounds for part, after in meter.read().items()}
            parts = ", ".join(
                f"{part} {spent[part]:.1f}" for part in sorted(spent, key=spent.__getitem__, reverse=True)
            )
            sentences.append(f"processor time of a {kind} submission, ms: {sum(spent.values()):.1f}, of it {parts}")
    return sentences
