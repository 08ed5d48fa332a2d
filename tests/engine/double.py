"""A jail without isolation, for trusted text in tests: the engine is tested against it, never the sandbox."""

from contextlib import contextmanager

import numpy as np

from grader.engine.diagnosis.divergence import CapturingSession
from grader.errors import SubmissionFault
from grader.model import Source, Verdict


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
    def case(self, limits):
        self._jail.cases += 1
        namespace = {"np": np, "__name__": "submission"}
        try:
            exec(self._bundle.support, namespace)
            kept = {name: namespace[name] for name in self._bundle.provided if name in namespace}
            for cell in self._bundle.source.cells:
                exec(cell, namespace)
            namespace.update(kept)
        except Exception as error:
            raise SubmissionFault(
                Verdict.LOAD_ERROR, f"{type(error).__name__}: {error}", error_type=type(error).__name__
            ) from error
        yield OpenSession(namespace)


class OpenSession(CapturingSession):
    """An `engine.ports.InstrumentedSession` of a program that prints nothing and is not watched."""

    notes = ()
    log = ""

    def watch(self, name, report, *, every=0.1):
        pass


def source(text):
    """A submission of one cell."""
    return Source(filename="submission.py", cells=(text,))
