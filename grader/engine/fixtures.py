"""Arrays that test cases share between runs."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt


def frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The same array, made read-only, so that no case can change what another one uses."""
    array.flags.writeable = False
    return array


@cache
def nonzero_arrays(seed: int, *shapes: tuple[int, ...]) -> tuple[npt.NDArray[np.float64], ...]:
    """Read-only arrays of the given shapes, entries uniform in 0.2..2.0 with random signs, so none is near zero."""
    rng = np.random.default_rng(seed)
    return tuple(frozen(rng.uniform(0.2, 2.0, shape) * rng.choice([-1.0, 1.0], shape)) for shape in shapes)
