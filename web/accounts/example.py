"""The result that the sign-in page shows as an example: what relu_der says of a common mistake."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model import Verdict
from web.accounts.base import blueprint
from web.student.strip import Strip, strip

#: The submission.
CODE = "def relu_der(dA, cache):\n    return dA * (cache['Z'] >= 0)\n"
MISTAKE = "The gradient passes where Z is exactly 0"
#: The test that is shown: its argument, and for each entry of the result (the submission's, the expected one).
TEST = "exact_zeros"
ARGUMENT = ((0.0, 1.0, -1.0), (2.0, 0.0, 0.0))
RESULT = (((1.5, 0.0), (-2.0, -2.0), (0.0, 0.0)), ((4.0, 4.0), (5.0, 0.0), (-6.0, 0.0)))
#: Points of each test, in order, and whether it passes.
TESTS = (
    (2.4, True),
    (2.4, False),
    (2.4, False),
    (1.2, True),
    (1.2, True),
    (2.4, False),
    (1, True),
    (1, True),
    (1, True),
)


@dataclass(frozen=True, kw_only=True)
class Example:
    """A result in short."""

    mistake: str
    passed: int
    failed: int
    argument: tuple[tuple[float, ...], ...]
    result: tuple[tuple[tuple[float, float], ...], ...]
    entries: int
    differ: int
    strip: Strip


@blueprint.app_template_global()
def example_result() -> Example:
    """The example as the page shows it."""
    entries = [entry for row in RESULT for entry in row]
    passed = sum(good for _, good in TESTS)
    bars = (
        (str(i), (Verdict.ACCEPTED if good else Verdict.WRONG_ANSWER).value, points)
        for i, (points, good) in enumerate(TESTS)
    )
    return Example(
        mistake=MISTAKE,
        passed=passed,
        failed=len(TESTS) - passed,
        argument=ARGUMENT,
        result=RESULT,
        entries=len(entries),
        differ=sum(yours != expected for yours, expected in entries),
        strip=strip(bars),
    )
