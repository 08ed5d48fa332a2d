"""Finite differences: is a student's backward pass the derivative of their own forward pass?

An author writes a gradient check beside the cases:

    @gradient_check(explains=("loss_gradient",), forward="softmax_loss", backward="softmax_loss_der")
    def loss_gradient_fits(student):
        measured = central_differences(lambda Z: student.softmax_loss(Z, Y)[2], Z)
        return student.softmax_loss_der(Y, student.softmax_loss(Z, Y)[1]), measured

It runs only when one of the cases that it explains failed without another diagnosis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.engine.compare import as_numbers
from grader.model import Diagnosis

#: Step of the central differences, for inputs of size about 1: their error is of the order of its square.
STEP = 1e-5
#: Two gradients are the same when they differ by less, relative to the largest entry.
CLOSE = 1e-4

#: `(student) -> (gradient as the student's backward pass has it, gradient as measured on their forward pass)`.
Body = Callable[[Any], tuple[Any, Any]]


@dataclass(frozen=True, kw_only=True)
class GradientCheck:
    """One comparison of a backward pass with its own forward pass."""

    name: str
    #: Names of the cases that it may explain: cases of the backward pass.
    explains: tuple[str, ...]
    #: Names of the two functions, as students read them.
    forward: str
    backward: str
    body: Body

    def conclude(self, claimed: Any, measured: Any) -> Diagnosis | None:
        """What the two gradients tell; None when they cannot be compared."""
        left, right = as_numbers(claimed), as_numbers(measured)
        if left is None or right is None or left.shape != right.shape:
            return None
        if not (np.isfinite(left).all() and np.isfinite(right).all()) or not right.any():
            return None
        if np.abs(left - right).max() <= CLOSE * np.abs(right).max():
            return Diagnosis(
                name="backward_fits_own_forward",
                title=f"`{self.backward}` is right for your own `{self.forward}`",
                explanation=f"Measured by small steps, `{self.backward}` is the derivative of your own "
                f"`{self.forward}`. So it is `{self.forward}` that does not compute what the task asks for.",
            )
        return Diagnosis(
            name="backward_does_not_fit_own_forward",
            title=f"`{self.backward}` is not the derivative of your own `{self.forward}`",
            explanation=f"Measured by small steps, the derivative of your own `{self.forward}` is another one than "
            f"`{self.backward}` gives.",
        )


def gradient_check(*, explains: Iterable[str], forward: str, backward: str) -> Callable[[Body], GradientCheck]:
    """Make a function `(student) -> (claimed, measured)` a gradient check named after the function."""

    def decorate(body: Body) -> GradientCheck:
        return GradientCheck(
            name=body.__name__, explains=tuple(explains), forward=forward, backward=backward, body=body
        )

    return decorate


def central_differences(function: Callable[[np.ndarray], Any], at: np.ndarray, *, step: float = STEP) -> np.ndarray:
    """The derivative of a number by each entry of `at`, of the same shape: (f(x + h) - f(x - h)) / 2h.

    Source: Press et al., Numerical Recipes (2007), section 5.7. Costs two calls per entry.
    """
    slope = np.zeros(at.shape)
    for index in np.ndindex(*at.shape):
        up, down = np.array(at, dtype=float), np.array(at, dtype=float)
        up[index] += step
        down[index] -= step
        slope[index] = (np.asarray(function(up)).item() - np.asarray(function(down)).item()) / (2 * step)
    return slope
