"""Names without a value, and values that are None: where they come from is told as it is."""

import pytest


def first_diagnosis(report):
    return next(case.diagnosis for case in report.cases if case.diagnosis is not None and case.visible)


@pytest.mark.parametrize(
    "lines",
    [
        'LIMIT = np.load("limits.npy")',
        "if len(__file__) < 0:\n    LIMIT = 0",
        'from missing_module import LIMITS\nwith open("limits.txt") as LIMIT:\n    pass',
    ],
)
def test_a_line_that_did_not_run_is_not_denied(graded, lines):
    text = f'import numpy as np\n{lines}\ndef relu_der(dA, cache):\n    return np.where(cache["Z"] > LIMIT, dA, 0)\n'
    diagnosis = first_diagnosis(graded("relu_der", text))
    assert diagnosis.name == "undefined_name"
    assert "nothing in the file assigns it" not in diagnosis.explanation
    line = next(n for n, line in enumerate(text.split("\n"), 1) if "LIMIT " in line or "LIMIT:" in line)
    assert f"but line {line}, which gives it a value" in diagnosis.explanation


def test_a_name_that_nothing_assigns(graded):
    text = 'import numpy as np\ndef relu_der(dA, cache):\n    return np.where(cache["Z"] > LIMIT, dA, 0)\n'
    assert "nothing in the file assigns it" in first_diagnosis(graded("relu_der", text)).explanation


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            "rows = []\n    for row in dA:\n        rows = rows.append(row)\n    return np.array(rows)",
            "`append` works in place and returns None. Call it without `rows =`.",
        ),
        (
            "mask = cache['Z'] > 0\n    mask = mask.sort()\n    return dA * mask",
            "`sort` works in place and returns None. Call it without `mask =`.",
        ),
        ("mask = None\n    return dA * mask", "It is set to None in line 3."),
        ("mask = print(dA)\n    return dA * mask", "It is what `print` gives back in line 3."),
    ],
)
def test_where_none_comes_from(graded, lines, sentence):
    text = f"import numpy as np\ndef relu_der(dA, cache):\n    {lines}\n"
    diagnosis = first_diagnosis(graded("relu_der", text))
    assert diagnosis.name == "none_used"
    assert sentence in diagnosis.explanation


@pytest.mark.parametrize(
    "body",
    ["if x < 0:\n        return -x\n    return 0", "return 0 if x > 0 else abs(x)", "return max(0, -x)"],
)
def test_a_mistake_is_known_by_all_numbers(graded, body):
    """Of a positive number each gives 0, as the smaller of 0 and x would be, but not of a negative one."""
    report = graded("digits_network", f"def rectified_linear_unit(x):\n    {body}\n")
    named = {case.diagnosis.name for case in report.cases if case.row == "relu" and case.diagnosis is not None}
    assert named == {"unit_of_negative_numbers"}
