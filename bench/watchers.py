"""Measures live results with 500 concurrent watchers: lost events, and the delay of each event.

The code handed in prints the time at the end of every call, so an event says itself when its case was over.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from urllib.parse import urlsplit

from bench.service_client import Service, service
from bench.table import Row, Table

#: Takes 0.2 s per test, and prints the time at its end.
SLOW = """import time
import numpy as np

def relu_der(dA, cache):
    time.sleep(0.2)
    dZ = np.where(cache["Z"] > 0, dA, 0.0)
    print(time.time())
    return dZ
"""
SUBMISSIONS = 20


async def watch(running: Service, identifier: str) -> tuple[list[float], int]:
    """(delay of each case's event in milliseconds, number of retries because of too many watchers)."""
    host, port = urlsplit(running.url).netloc.split(":")
    refused = 0
    while True:
        reader, writer = await asyncio.open_connection(host, int(port))
        request = (
            f"GET /api/v1/submissions/{identifier}/events HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n"
        )
        writer.write(f"{request}Authorization: Bearer {running.token}\r\n\r\n".encode())
        status = await reader.readline()
        if b" 200 " in status:
            break
        writer.close()
        refused += 1
        await asyncio.sleep(1.0)
    delays: dict[str, float] = {}
    kind = ""
    while line := await reader.readline():
        if line.startswith(b"event: "):
            kind = line[7:].decode().strip()
        elif line.startswith(b"data: ") and kind == "case":
            now = time.time()
            case = json.loads(line[6:])
            delays.setdefault(case["name"], 1e3 * (now - float(case["log"].split()[-1])))
        elif line.startswith(b"data: ") and kind == "done":
            break
    writer.close()
    return list(delays.values()), refused


async def watch_all(running: Service, identifiers: list[str], each: int) -> list[tuple[list[float], int]]:
    return await asyncio.gather(*(watch(running, identifier) for identifier in identifiers for _ in range(each)))


def main(watchers: int = 500) -> list[Table]:
    """Connect all watchers while the first submissions run; each one stays until its submission is done."""
    # All watchers use the same token.
    os.environ["GRADER_TOKEN_WATCHERS"] = "10000"
    with service(workers=1) as running:
        client = running.client()
        identifiers = [client.submit("relu_der", SLOW) for _ in range(SUBMISSIONS)]
        heard = asyncio.run(watch_all(running, identifiers, watchers // SUBMISSIONS))
        # A new connection, because the first one was closed after its idle time-out.
        cases = len(running.client().get(identifiers[0])["report"]["cases"])
    # Events from before the watcher connected came from the database, so they are left out.
    live = [delays for delays, _ in heard[len(heard) // 2 :]]
    lost = sum(cases - len(delays) for delays, _ in heard)
    again = sum(refused for _, refused in heard)
    return [
        Table(
            title=f"{len(heard)} watchers of {SUBMISSIONS} submissions",
            rows=[Row(name="end of a case to its event", samples=[delay for delays in live for delay in delays])],
            remarks=[
                f"events lost: {lost} of {cases * len(heard)}; connections that were asked to come again: {again}"
            ],
        )
    ]
