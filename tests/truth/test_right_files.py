"""Right code gets full marks, however it is written. A run takes every third file; with
`--hypothesis-profile=thorough` it takes them all."""

import pytest

from grader.model import Verdict
from grader.uploads import read_upload
from tests.sampling import every
from tests.truth.right_files import right_files


@pytest.mark.slow
def test_right_files_get_full_marks(judge):
    files = every(3, list(right_files()))
    lost = []
    for file in files:
        upload = read_upload(file.name, file.data)
        report = judge.grade(file.slug, upload.source, light_only=True)
        if report.verdict is not Verdict.ACCEPTED or report.score < report.max_score:
            failed = [case.name for case in report.cases if case.verdict is not Verdict.ACCEPTED]
            lost.append(f"{file.slug}/{file.name}: {', '.join(failed)}; {report.notes}")
    assert len(files) >= 15
    assert lost == []
