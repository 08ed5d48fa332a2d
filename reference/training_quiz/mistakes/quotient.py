"""The derivative measured by a difference quotient."""

from grader.engine import mistake
from reference.training_quiz.solution import C, dCdb


def _quotient(before, after):
    """The slope of the cost between b1 - before and b1 + after."""

    def dCdb(w1, b1, x, y):
        return (C(w1, b1 + after, x, y) - C(w1, b1 - before, x, y)) / (before + after)

    return dCdb


for name, before, after in (
    ("quotient_with_step_of_a_tenth", 0, 0.1),
    ("quotient_with_step_of_a_hundredth", 0, 0.01),
    ("quotient_with_step_of_a_thousandth", 0, 0.001),
    ("central_quotient_with_step_of_a_tenth", 0.1, 0.1),
    ("central_quotient_with_step_of_a_hundredth", 0.01, 0.01),
):
    mistake(
        dCdb,
        "A difference quotient in place of the derivative",
        f"Your numbers are the slope of the cost between two biases that differ by {before + after:g}. That is near "
        "the derivative, but not equal to it. The chain rule gives it exactly.",
        hint="Which three factors has the chain rule for dCdb? Compare dCdw.",
        where="dCdb as a whole.",
        name=name,
    )(_quotient(before, after))
