"""Diagnosis: which mistake produced these numbers. In this order, each only when certain, never on a passed case:

    misconceptions   a known wrong variant of the reference behaves the same in every case that bears on the row
    relations        the answer is the right one times a factor, transposed, permuted, ... in every failed check
    environment      the exception is one of NumPy's or Python's changes
    divergence       the first named intermediate quantity that differs

and, for what is right but slow, efficiency.
"""

from grader.engine.diagnosis.explain import Diagnostician

__all__ = ["Diagnostician"]
