"""Submissions to a stack that runs: `measure.py URL SIGN_IN smoke | live | kill SERVICE...`. Started by `run`.

SIGN_IN is a file with the email and the password of an instructor.
"""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import containers
import work
from client import Client
from outcome import Outcome, outcome

#: Submissions to hand in for one container, the one after which it is killed, and seconds between two.
SUBMISSIONS, KILLED_AFTER, PACE = 25, 12, 0.15
#: Seconds between two looks at what is not settled yet.
LOOK_EVERY = 0.5
#: Seconds after which a container that was killed must be healthy again.
HEALTHY_SECONDS = 120
#: Live watchers at the same time.
WATCHERS = 20


def main() -> None:
    """Exit 1 if something is not as it should be."""
    url, sign_in, action, *services = sys.argv[1:]
    client = Client(url)
    client.sign_in(*Path(sign_in).read_text(encoding="utf-8").split())
    actions = {"smoke": smoke, "live": live, "kill": partial(kill_each, services=services)}
    sys.exit(0 if actions[action](client) else 1)


def smoke(client: Client) -> bool:
    """Hand in a right and a wrong submission to each lane."""
    fine = True
    for kind in work.KINDS.values():
        for right in (True, False):
            handed_in = work.HandedIn(client, kind, right, student=f"smoke-{time.time():.0f}-{right:d}")
            report = settle(client, [handed_in], kind.seconds)[0]
            ok = handed_in.is_as_expected(report)
            fine = fine and ok
            about = f"{kind.assignment}, {'right' if right else 'wrong'} submission"
            print(f"{'ok' if ok else 'FAILED':8}{about}: {report['verdict']}, {report['score']}")
    return fine


def live(client: Client) -> bool:
    """Watch submissions through the proxy while the web has two containers."""
    kind, start = work.KINDS["interactive"], f"live-{time.time():.0f}"
    handed_in = [work.HandedIn(client, kind, True, student=f"{start}-{number}") for number in range(WATCHERS)]
    with ThreadPoolExecutor(WATCHERS) as pool:
        seen = [pool.submit(watch, client, submission.id) for submission in handed_in]
        time.sleep(1.0)
        shares = containers.connections("web", 8000)
        streams = [future.result() for future in seen]
    whole = sum(ends for ends, _ in streams)
    spread = max(seconds for _, seconds in streams)
    print(f"{whole} of {WATCHERS} streams ended with `done`; open connections of the web containers: {shares}")
    print(f"{client.repeated} requests were repeated")
    print(f"the results of one submission came over {spread:.1f} s, not at once")
    return whole == WATCHERS and len(shares) == 2 and min(shares) > 0 and spread > 0.5


def watch(client: Client, submission: str) -> tuple[bool, float]:
    """Whether the stream ended with `done`, and the seconds between the first result and that."""
    events = [(name, time.monotonic()) for name in client.watch(submission)]
    return events[-1][0] == "done", events[-1][1] - events[0][1]


def kill_each(client: Client, services: list[str]) -> bool:
    """Kill each container in turn and print the table."""
    print("| container | lost | double | stuck | seconds |\n| --- | --- | --- | --- | --- |", flush=True)
    outcomes = [kill(client, service) for service in services]
    return all(result.is_clean for result in outcomes)


def kill(client: Client, service: str) -> Outcome:
    """Kill a container in the middle of the submissions, and print its row when everything is settled."""
    kind = work.KINDS["training" if service == "worker-training" else "interactive"]
    client.repeated = 0
    handed_in, killed_at = hand_in_and_kill(client, service, kind)
    settle(client, handed_in, kind.seconds)
    result = outcome(client, service, handed_in, time.monotonic() - killed_at)
    print(result.row(), flush=True)
    print(f"{service}: {client.repeated} requests were repeated", *result.problems, sep="\n", file=sys.stderr)
    containers.wait_healthy(service, HEALTHY_SECONDS)
    return result


def hand_in_and_kill(client: Client, service: str, kind: work.Kind) -> tuple[list[work.HandedIn], float]:
    """What was handed in, and when the container was killed."""
    start, accepted = f"{service}-{time.time():.0f}", threading.Semaphore(0)

    def hand_in(number: int) -> work.HandedIn:
        submission = work.HandedIn(client, kind, number % kind.right_every == 0, student=f"{start}-{number}")
        accepted.release()
        return submission

    def kill_in_the_middle() -> float:
        for _ in range(KILLED_AFTER):
            accepted.acquire(timeout=kind.seconds)
        containers.kill(service)
        return time.monotonic()

    with ThreadPoolExecutor(SUBMISSIONS + 1) as pool:
        killer = pool.submit(kill_in_the_middle)
        handed_in = []
        for number in range(SUBMISSIONS):
            handed_in.append(pool.submit(hand_in, number))
            time.sleep(PACE)
        return [future.result() for future in handed_in], killer.result()


def settle(client: Client, handed_in: list[work.HandedIn], seconds: float) -> list[dict[str, Any]]:
    """The submissions when all are settled, or after `seconds`."""
    give_up = time.monotonic() + seconds
    waiting = list(handed_in)
    while waiting and time.monotonic() < give_up:
        time.sleep(LOOK_EVERY)
        waiting = [submission for submission in waiting if not submission.is_settled(client)]
    return [submission.read(client) for submission in handed_in]


if __name__ == "__main__":
    main()
