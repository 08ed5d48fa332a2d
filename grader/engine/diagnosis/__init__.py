"""Diagnosis: which mistake produced these numbers. In this order; reported only when certain, never for a passed case:

    misconceptions   a known wrong variant of the reference behaves the same in every case that bears on the row
    relations        the answer is the right one times a factor, transposed, permuted, ... in every failed check
    environment      the exception has a known cause
    divergence       the first named intermediate quantity that differs

and, for what is right but slow, efficiency.
"""

from grader.engine.diagnosis.deferred import DeferredDiagnostician

__all__ = ["DeferredDiagnostician"]
