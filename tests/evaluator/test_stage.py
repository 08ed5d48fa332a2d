"""The page that tells a worker where its evaluator is."""

import itertools
import os

import pytest

from grader.evaluator.stage import Position, Stage, StagePage

#: Bytes of the page that hold anything, and of the number at its head.
PAGE, NUMBER = 256, 4


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


def test_what_is_no_position_is_refused(ends):
    worker, evaluator = ends
    os.pwrite(evaluator.descriptor, bytes([len(Stage)]), 64)
    with pytest.raises(ValueError):
        worker.read()


def test_a_writer_killed_in_the_middle_of_a_record_leaves_the_record_before(ends):
    worker, evaluator = ends
    evaluator.write(Stage.BEGIN, 3, 1.0)
    before = os.pread(evaluator.descriptor, PAGE, 0)
    evaluator.write(Stage.CHECK, 4, 2.0)
    after = os.pread(evaluator.descriptor, PAGE, 0)
    os.pwrite(evaluator.descriptor, before, 0)
    record = [i for i in range(NUMBER, PAGE) if before[i] != after[i]]
    assert record
    for i in record:
        os.pwrite(evaluator.descriptor, after[i : i + 1], i)
        assert worker.read() == Position(Stage.BEGIN, 3, 1.0)
    os.pwrite(evaluator.descriptor, after[:NUMBER], 0)
    assert worker.read() == Position(Stage.CHECK, 4, 2.0)


def test_an_evaluator_that_goes_on_writing_is_told_from_one_that_waits(ends, monkeypatch):
    worker = ends[0]
    numbers = itertools.count()
    monkeypatch.setattr(worker, "_number", lambda: next(numbers))
    with pytest.raises(ValueError):
        worker.read()
    monkeypatch.undo()
    assert worker.read().stage is Stage.NONE
