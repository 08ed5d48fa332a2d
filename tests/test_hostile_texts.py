"""Texts made so that a careless pattern reads them over and over again. Read outside the jail, before anything runs."""

from __future__ import annotations

import time

import pytest

from grader.engine.questions.answers import read_answers
from grader.errors import UploadRejected
from grader.model import Source
from grader.uploads import read_text, read_upload

MANY = 200_000


@pytest.mark.parametrize(
    "line",
    [
        "x?" + " " * MANY + "z",
        "x?" + " \t" * MANY + ";" + " " * MANY + "z",
        "?x" + " " * MANY + "?",
        " " * MANY + "%",
        "a" + " " * MANY + "= " + " " * MANY + "?",
        "'\\" * MANY + "?",
        '"\\' * MANY + "!",
        "'''" + "\\'" * MANY + "!",
        "%%" + "a" * MANY + " !",
    ],
)
def test_pasted_code_is_read_in_one_go(line):
    begin = time.process_time()
    read_text(f"y = 1\n{line}\n")
    assert time.process_time() - begin < 3


@pytest.mark.parametrize("line", ["a" + ", a" * MANY + "!", "[" * MANY + "!"])
def test_code_of_too_many_parts_is_refused_in_one_go(line):
    begin = time.process_time()
    with pytest.raises(UploadRejected, match="more than 100,000"):
        read_text(f"y = 1\n{line}\n")
    assert time.process_time() - begin < 3


@pytest.mark.parametrize(
    "text",
    [
        '{"answers": ' + "'\\" * 90_000,
        '{"answers": ' + '"\\' * 90_000,
        '{"answers": {' + "\"'" * 90_000,
        "answers = {" + "'\\" * 90_000,
        "answers = {" + "'" * 180_000,
        "answers = " + "\nanswers = " * 90_000,
    ],
)
def test_answers_are_read_in_one_go(text):
    begin = time.process_time()
    read_answers(Source(filename="answers.py", cells=(text,)))
    assert time.process_time() - begin < 3


def test_a_notebook_of_as_many_cells_as_fit_is_read_in_one_go():
    cells = b'{"cell_type":"code","source":"x"}' + b',{"cell_type":"code"}' * 49_000
    begin = time.process_time()
    source = read_upload("many.ipynb", b'{"nbformat":4,"cells":[' + cells + b"]}").source
    assert len(source.cells) == 49_001
    assert time.process_time() - begin < 3


@pytest.mark.parametrize("literal", ["{'q': 0x%s}", "{'q': [-0x%s]}", "{0x%s: 1}", "{'q': {'a': (0x%s,)}}"])
def test_a_number_too_long_to_be_written_is_no_answer(literal):
    found = read_answers(Source(filename="answers.py", cells=("answers = " + literal % ("f" * 4000) + "\n",)))
    assert found.values == {}
    assert "may hold only texts, numbers and lists of them" in found.problem
