"""The template of one assignment: hides all other files, loads it, runs its reference, and forks evaluators."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from grader.assignments.secret import Catalogue
from grader.errors import GraderError
from grader.evaluator.inside.evaluator import serve_evaluator
from grader.evaluator.inside.jail import EvaluatorJail
from grader.evaluator.messages import Connection, Disconnected, Message
from grader.evaluator.stage import StagePage
from grader.judge import Judge
from grader.sandbox.inside import confinement

#: Mount points of all assignments and references, and of those that the template shows.
ALL, ROOT = Path("/all"), Path("/srv")
#: Processor seconds after which no more known mistakes are tried. The worker's limit for explanations is higher.
EXPLAIN_SECONDS = 1.2
_MS_BIND, _MS_REC = 4096, 16384
_libc = ctypes.CDLL(None, use_errno=True)


def serve_template(control: Connection, order: Message, install_filter: Callable[[], None]) -> NoReturn:
    """Load the assignment `order["slug"]`, send its outline, and serve orders until the worker disconnects."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        _show_only([f"testcases/{order['slug']}", *(f"reference/{name}" for name in order["references"])])
        jail = EvaluatorJail()
        judge = Judge(Catalogue(ROOT), jail, explain_seconds=EXPLAIN_SECONDS)
        control.send(_load(judge, str(order["slug"])))
        gc.collect()
        gc.freeze()
        _serve(control, judge, jail, str(order["slug"]), int(order["memory_bytes"]), install_filter)
    except Disconnected:
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(70)


def _load(judge: Judge, slug: str) -> Message:
    """Load the assignment. Returns the first message: its outline, or why it cannot be graded."""
    try:
        suite = judge.reference_runner(slug).suite
        judge.warm(slug)
    except GraderError as error:
        return {"kind": "problem", "message": error.message}
    except Exception as error:
        return {"kind": "problem", "message": f"{type(error).__name__}: {error}"}
    cases = [
        {
            "name": entry.name,
            "title": entry.title,
            "row": entry.row,
            "visible": entry.visible,
            "max_score": suite.points[entry.name],
        }
        for entry in suite.entries
    ]
    return {"kind": "loaded", "cases": cases, "questions": [keyed.name for keyed in suite.questions]}


def _serve(
    control: Connection,
    judge: Judge,
    jail: EvaluatorJail,
    slug: str,
    memory_bytes: int,
    install_filter: Callable[[], None],
) -> NoReturn:
    warm_up: Iterator[None] = judge.precompute(slug)
    while True:
        order, descriptors = control.receive()
        if order["kind"] == "warm_up":
            control.send({"kind": "warmed_up", "more": next(warm_up, _END) is None})
        elif order["kind"] == "fork":
            end, page = descriptors
            if os.fork() == 0:
                control.close()
                connection = Connection(socket.socket(fileno=end))
                serve_evaluator(connection, StagePage(page), judge, jail, slug, memory_bytes, install_filter)
            os.close(end)
            os.close(page)


#: Returned in place of a step when there are no more.
_END = object()


def _show_only(paths: list[str]) -> None:
    """Mount these folders and files below ROOT in a new mount namespace, and hide ALL."""
    confinement.unshare(confinement.NEWNS)
    flags = confinement.MS_NOSUID | confinement.MS_NODEV | confinement.MS_NOEXEC
    confinement.mount_tmpfs(bytes(ROOT), b"size=1m,mode=0755", flags)
    for path in paths:
        for source in (ALL / path, ALL / f"{path}.py"):
            if source.exists():
                target = ROOT / source.relative_to(ALL)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.mkdir() if source.is_dir() else target.touch()
                if _libc.mount(bytes(source), bytes(target), None, _MS_BIND | _MS_REC, None) != 0:
                    raise OSError(ctypes.get_errno(), f"the files of {path} cannot be shown")
    confinement.mount_tmpfs(bytes(ALL), b"size=0,nr_inodes=1,mode=0555", flags | confinement.MS_RDONLY)
