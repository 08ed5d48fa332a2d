"""A jail without isolation, for trusted text in tests: the engine is tested against it, never the sandbox."""

from contextlib import contextmanager

import numpy as np

from grader.engine.diagnosis.divergence import CapturingSession
from grader.errors import SubmissionFault
from grader.model import Source, Verdict
from grader.sandbox import reply_validation
from grader.sandbox.inside.problems import code_name
from grader.sandbox.inside.trace import described
from grader.sandbox.source_lines import SourceLines


class OpenJail:
    """Fits `ports.Jail`. Loads each case's program afresh in this process."""

    def __init__(self):
        self.cases = 0

    @contextmanager
    def admit(self, bundle):
        yield _OpenAdmitted(self, bundle)


class _OpenAdmitted:
    def __init__(self, jail, bundle):
        self._jail = jail
        self._bundle = bundle

    @contextmanager
    def case(self, limits, _sharing=None):
        self._jail.cases += 1
        namespace = {"np": np, "__name__": "submission"}
        try:
            exec(self._bundle.support, namespace)
            kept = {name: namespace[name] for name in self._bundle.provided if name in namespace}
            for number, cell in enumerate(self._bundle.source.cells):
                exec(compile(cell, code_name(number), "exec"), namespace)
            namespace.update(kept)
        except Exception as error:
            raise SubmissionFault(
                Verdict.LOAD_ERROR, f"{type(error).__name__}: {error}", error_type=type(error).__name__
            ) from error
        yield OpenSession(namespace, self._bundle.source.cells)


class OpenSession(CapturingSession):
    """An `engine.ports.InstrumentedSession` of a program that prints nothing and is not watched."""

    notes = ()
    shared = False
    log = ""

    def __init__(self, namespace, cells):
        super().__init__(namespace)
        self._cells = cells

    def _run(self, function):
        try:
            return super()._run(function)
        except SubmissionFault as fault:
            if fault.at is None and fault.__cause__ is not None:
                locate(fault, fault.__cause__, self._cells)
            raise

    def watch(self, name, report, *, every=0.1):
        pass


def locate(fault, error, cells):
    """Give a fault the frames and the expression at which `error` arose, as a session in a jail does."""
    reported = reply_validation.error(described(error, cells), len(cells))
    lines = SourceLines(cells, reply_validation.Vocabulary(cells))
    fault.frames = lines.frames(reported["frames"])
    fault.at = lines.failed_expression(reported["at"])


def source(text):
    """A submission of one cell."""
    return Source(filename="submission.py", cells=(text,))
