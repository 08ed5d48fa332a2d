"""Reports as JSON."""

import json

from grader.model import Report
from tests.engine.test_grading import CASES, REFERENCE


def test_reports_survive_json(bench):
    report = bench(CASES, REFERENCE).grade("def scale(x, k):\n    return np.array([np.nan, np.inf])")
    assert Report.from_json(report.to_json()) == report
    json.dumps(report.to_json(), allow_nan=False)
