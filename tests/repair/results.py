"""Results of a search, made up."""

from grader.model import Change, Repair, RepairKind, Repairs


def change(**fields):
    values = {
        "kind": RepairKind.COMPARISON,
        "function": "relu_der",
        "role": "what is returned",
        "cell": 0,
        "line": 2,
        "part": "Z > 0",
        "subject": "the boundary of a comparison",
        "before": "Z >= 0",
        "after": "Z > 0",
    }
    return Change(**values | fields)


def repairs(*changes, **fields):
    """A repair of `relu_der`; without changes a search that found nothing."""
    repair = {
        "function": "relu_der",
        "changes": changes,
        "mends": ("zero",),
        "by_visible_tests": True,
        "leaves_out": False,
        "complete": True,
        "rungs": (
            "One change in line 2 makes all tests pass.",
            "In line 2, look at `Z >= 0`.",
            "It is about the boundary of a comparison.",
        ),
        "edit": "line 2: `Z >= 0` → `Z > 0`",
    } | fields
    return Repairs(
        repairs=(Repair(**repair),) if changes else (),
        functions=("relu_der",),
        tries=12,
        seconds=0.1,
        exhausted=False,
        keys=(("relu_der:3:abc",),) if changes else (),
    )
