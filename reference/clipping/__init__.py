"""How clipped gradients are told by their values, at whatever limit they are cut."""

import numpy as np

TITLE = "Large gradients are cut off"
HINT = "What happens to a gradient of 50? Is there a line that limits it?"
#: The failed checks for which adapters look for clipping.
WHEN = ("value", "property")


def explanation(what):
    """What the student is told; `what` is right for small gradients, such as "Your step is"."""
    return (
        f"{what} right wherever the gradients are small. Larger ones are cut at a limit of yours. The task asks for "
        "the gradients as they are."
    )


def is_close(found, right):
    """Whether two arrays have one shape and the same entries, up to rounding in 32 bits."""
    found, right = np.asarray(found), np.asarray(right)
    # np.allclose takes ten times as long for small arrays, and is asked for each step of a loop.
    if found.shape != right.shape:
        return False
    with np.errstate(all="ignore"):
        return bool(((found == right) | (np.abs(found - right) <= 1e-6 + 1e-4 * np.abs(right))).all())


def cut_like(found, right):
    """`right` with each entry cut at the largest one of `found`, which is the only limit that `found` may have."""
    limit = np.max(np.abs(np.asarray(found)), initial=0)
    # Zeros alone are no sign of a limit.
    return np.clip(right, -limit, limit) if limit else right


def is_clipped(found, right):
    """Whether `found` is `right` with each entry cut at one limit. True as well where no entry is beyond the limit."""
    return is_close(found, right) or is_close(found, cut_like(found, right))


def unclipped(found, right):
    """`right`, if all arrays of `found` are the same, clipped or not. Raises ValueError if one is something else."""
    if len(found) != len(right) or not all(map(is_clipped, found, right)):
        raise ValueError("not clipped")
    return right
