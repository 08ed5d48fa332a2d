"""All answers of a run in one vector are compared as they are one by one."""

import numpy as np
import pytest

from grader.engine.diagnosis.flat_answers import _Form, flatten
from grader.engine.diagnosis.stacked_answers import numbers_in, parts_alike, parts_shared
from grader.engine.diagnosis.traces import Observed, alike, reduce_value, same
from grader.model import Handle

RNG = np.random.default_rng(7)
PARTS = [RNG.normal(size=(2, 3)) for _ in range(6)]
ANSWERS = (*PARTS, 3, 2.5, True, (PARTS[0], {"W1": PARTS[1], "b1": 1e-300}), [1.0, 2.0, 3.0], "text", None, np.zeros(0))


def run(*answers, passed=False):
    """A run of these answers."""
    steps = tuple((f"call f{index}", reduce_value(answer)) for index, answer in enumerate(answers))
    return Observed(passed=passed, kind="" if passed else "value", steps=steps)


def with_one(index, answer):
    return (*ANSWERS[:index], answer, *ANSWERS[index + 1 :])


OTHERS = [
    with_one(0, PARTS[0] * (1 + 1e-8)),
    with_one(0, PARTS[0] * (1 + 1e-6)),
    with_one(0, PARTS[0].T),
    with_one(6, 4),
    with_one(8, 1),
    with_one(9, (PARTS[0], {"W1": PARTS[2], "b1": 1e-300})),
    with_one(9, (PARTS[0], {"W1": PARTS[1], "b2": 1e-300})),
    with_one(9, (PARTS[0],)),
    with_one(10, [1.0, 2.0, 3.0 + 1e-8]),
    with_one(10, [1.0, 2.0 + 1e-8, 3.0]),
    with_one(10, [1.0, 2.0]),
    with_one(11, "texts"),
    with_one(11, None),
    (*ANSWERS[:3], *ANSWERS),
]


@pytest.mark.parametrize("passed", [False, True])
@pytest.mark.parametrize("other", [ANSWERS, *OTHERS])
def test_the_vectors_tell_what_the_answers_tell(other, passed):
    mine, theirs = run(*ANSWERS, passed=passed), run(*other, passed=passed)
    assert mine.flat is not None
    assert theirs.flat is not None
    one_by_one = [same(a[1], b[1], free=passed) for a, b in zip(mine.steps, theirs.steps, strict=False)]
    assert alike(mine, theirs) == (all(one_by_one) and len(mine.steps) == len(theirs.steps))
    pairs = zip(mine.steps, theirs.steps, strict=False)
    assert parts_shared(mine, [theirs]) == [sum(parts_alike(a[1], b[1]) for a, b in pairs)]


def test_large_arrays_are_compared_by_their_samples():
    large = RNG.normal(size=(100, 100))
    other = large.copy()
    other[0, 0] += 1
    mine = run(*PARTS, large, large)
    assert mine.flat is not None
    assert alike(mine, run(*PARTS, large, large.copy()))
    assert not alike(mine, run(*PARTS, large, other))


@pytest.mark.parametrize(
    "unusual", [np.array([np.nan]), np.array([1j]), float("inf"), object(), RNG.normal(size=(9, 999))]
)
def test_some_answers_are_compared_one_by_one(unusual):
    assert flatten([("call f", answer) for answer in (*PARTS, *PARTS)]) is not None
    assert flatten([("call f", answer) for answer in (*PARTS, *PARTS, unusual)]) is None


def test_handles_and_the_order_of_keys_do_not_matter():
    one = run(*PARTS, {"a": PARTS[0], "b": PARTS[1]}, Handle(id=1, type_name="Layer", methods=frozenset()), 1)
    two = run(*PARTS, {"b": PARTS[1], "a": PARTS[0]}, Handle(id=2, type_name="Layer", methods=frozenset()), 1)
    assert one.flat.form is two.flat.form
    assert alike(one, two)


def test_runs_of_several_forms_are_compared_at_once():
    mine, unusual = run(*ANSWERS), run(*with_one(0, np.array([np.nan])))
    others = [run(*ANSWERS), *(run(*other) for other in OTHERS), None, unusual, run(*ANSWERS)]
    one_by_one = [int(parts_shared(mine, [other])[0]) for other in others]
    assert list(parts_shared(mine, others)) == one_by_one
    assert one_by_one[0] == one_by_one[-1] > one_by_one[-2] > one_by_one[-3] == 0
    numbers = numbers_in(mine.flat, [other.flat if other is not None else None for other in others])
    assert np.array_equal(numbers[0], mine.flat.numbers)
    assert np.isnan(numbers[[-3, -2]]).all()
    # The third one has the first array in another shape: its numbers are missing, and no others.
    assert np.array_equal(np.isnan(numbers[3]), np.arange(mine.flat.numbers.size) < PARTS[0].size)


def test_what_two_forms_have_in_common_is_found_once(monkeypatch):
    kept = run(*ANSWERS), run(*OTHERS[2])
    find, found = _Form._find_common, []
    monkeypatch.setattr(_Form, "_find_common", lambda *forms: found.append(forms) or find(*forms))
    for _ in range(3):
        parts_shared(run(*ANSWERS), list(kept))
    assert len(found) == 2
