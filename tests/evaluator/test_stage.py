"""The page that tells a worker where its evaluator is."""

import os

import pytest

from grader.evaluator.stage import Position, Stage, StagePage


@pytest.fixture
def ends():
    worker = StagePage()
    evaluator = StagePage(os.dup(worker.descriptor))
    yield worker, evaluator
    worker.close()
    evaluator.close()


def test_one_end_reads_what_the_other_wrote(ends):
    worker, evaluator = ends
    evaluator.write(Stage.CHECK, 7, 1.25)
    assert worker.read() == Position(Stage.CHECK, 7, 1.25)
    worker.write(Stage.NONE, 0, 2.5)
    assert evaluator.read() == Position(Stage.NONE, 0, 2.5)


def test_a_new_page_says_that_nothing_has_begun(ends):
    assert ends[0].read() == Position(Stage.NONE, 0, 0.0)


@pytest.mark.parametrize("size", [0, 1, 1 << 20])
def test_the_evaluator_cannot_change_the_size_of_the_page(ends, size):
    worker, evaluator = ends
    with pytest.raises(PermissionError):
        os.ftruncate(evaluator.descriptor, size)
    assert worker.read().stage is Stage.NONE


@pytest.mark.parametrize("content", [b"\x01", b"\x00\x00\x00\x00\x09"], ids=["half written", "no stage"])
def test_what_is_no_position_is_refused(ends, content):
    worker, evaluator = ends
    os.pwrite(evaluator.descriptor, content, 0)
    with pytest.raises(ValueError):
        worker.read()
