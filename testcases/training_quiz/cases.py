"""Test cases for the code of `training_quiz`."""

import numpy as np

from grader.engine import case, expect

#: Right code differs from the reference by rounding only; the closest wrong one by some per cent.
CLOSE = {"rtol": 1e-6, "atol": 1e-9}


@case(row="code", title="w = 2.3, b = -1.2, the example x = 0, y = 1", visible=True)
def course_example(student, reference):
    expect(student.dCdb(2.3, -1.2, 0, 1), "dCdb").close_to(reference.dCdb(2.3, -1.2, 0, 1), **CLOSE)


@case(row="code", title="The slope of the cost, measured by small steps", visible=True)
def measured_slope(student, reference):
    w1, b1, x, y, step = 0.7, 0.4, 0.6, -0.3, 1e-5
    slope = (reference.C(w1, b1 + step, x, y) - reference.C(w1, b1 - step, x, y)) / (2 * step)
    expect(student.dCdb(w1, b1, x, y), "dCdb").close_to(slope, rtol=1e-6, atol=1e-8)


@case(row="code", title="Other weights, biases and examples")
def other_numbers(student, reference):
    rng = np.random.default_rng(3)
    for w1, b1, x, y in rng.uniform(-1.5, 1.5, (6, 4)).tolist():
        expect(student.dCdb(w1, b1, x, y), "dCdb").close_to(reference.dCdb(w1, b1, x, y), **CLOSE)
    for numbers in (
        (1, 0.5, 0.25, 1),
        (0.5, 1, 2, -1),
        (np.int64(1), np.float64(-0.5), np.int32(1), np.float64(0.25)),
        (np.float32(0.5), np.float32(-0.25), np.float32(1.5), np.float32(0.75)),
    ):
        expect(student.dCdb(*numbers), "dCdb").close_to(reference.dCdb(*numbers), rtol=1e-4, atol=1e-6)
