"""The host's side of `grader.worker.presence`: tells whether its workers take work, and drains them on request."""

from __future__ import annotations

import logging
import queue
import socket
import threading
from collections.abc import Callable, Mapping

from redis import RedisError

from grader.settings import Settings
from grader.worker.presence import Presence, Request
from grader.worker.processes.process_identity import own_identity
from grader.worker.processes.supervisor import Supervisor

log = logging.getLogger(__name__)

#: Seconds between two looks for requests.
INTERVAL = 2.0


class Draining:
    """Asks Redis in a thread, so that a Redis that hangs does not delay the supervisor, which is told in `obey`."""

    def __init__(self, settings: Settings, supervisor: Supervisor, programs: Mapping[str, str]) -> None:
        """`programs` are the names of the programs by the queue that they work on."""
        self._presence = Presence(settings)
        self._supervisor = supervisor
        self._programs = dict(programs)
        self._host, self._host_name = own_identity(), socket.gethostname()
        self._requests: queue.SimpleQueue[tuple[str, Request]] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="draining", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """Stop the thread."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self._presence.close()

    def obey(self) -> None:
        """Do what was asked for. For the supervisor's thread."""
        while not self._requests.empty():
            queue_name, request = self._requests.get()
            self._act(self._programs[queue_name], request)

    def poll(self) -> None:
        """Report the state of the workers, and fetch requests. Raises `redis.RedisError`."""
        for queue_name, program in self._programs.items():
            request = self._presence.take_request(self._host, queue_name)
            if request is not None:
                self._requests.put((queue_name, request))
            self._presence.report_group(self._host, self._host_name, queue_name, self._supervisor.state_of(program))

    def _act(self, program: str, request: Request) -> None:
        actions: dict[Request, Callable[[], None]] = {
            Request.RESTART: lambda: self._supervisor.drain(program, restart=True),
            Request.END: lambda: self._supervisor.drain(program, restart=False),
            Request.START: lambda: self._supervisor.start_again(program),
        }
        log.info("%s: %s, as an administrator has asked", program, request.value)
        actions[request]()

    def _loop(self) -> None:
        while not self._stop.wait(INTERVAL):
            try:
                self.poll()
            except RedisError as error:
                log.debug("Requests to drain workers could not be read: %s", error)
            except Exception:
                log.exception("Requests to drain workers could not be read; the next attempt follows")
