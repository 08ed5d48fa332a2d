from hypothesis import given, settings
from hypothesis import strategies as st

from grader.engine.questions import read_answers
from grader.model import Source


def source(*cells, filename="submission.py"):
    return Source(filename=filename, cells=cells)


def test_json_holds_answers_and_code():
    found = read_answers(source('{"answers": {"loss": 0.3, "two": ["a", "b"]}, "code": "def f(): pass"}'))
    assert found.values == {"loss": 0.3, "two": ["a", "b"]}
    assert found.code is not None
    assert found.code.cells == ("def f(): pass",)
    assert found.problem == ""


def test_json_without_code_has_none():
    assert read_answers(source('{"answers": {}, "code": "  "}')).code is None


def test_a_literal_beside_functions_is_read_and_the_lines_keep_their_numbers():
    text = 'x = 1\nanswers = {\n    "a": "}",  # a bracket } in a comment\n    "b": [1, -2.5],\n}\ndef f():\n    pass\n'
    found = read_answers(source(text))
    assert found.values == {"a": "}", "b": [1, -2.5]}
    assert found.code is not None
    assert found.code.cells[0].splitlines()[5] == "def f():"
    assert "answers" not in found.code.cells[0]


def test_the_answers_may_stand_in_a_later_cell_of_a_notebook():
    found = read_answers(source("import numpy", "answers = {'a': 1}\nprint(1)"))
    assert found.values == {"a": 1}
    assert found.code is not None
    assert found.code.cells == ("import numpy", "\nprint(1)")


def test_code_alone_is_kept_and_the_lack_is_told():
    found = read_answers(source("def f(): pass"))
    assert found.code is not None
    assert found.values == {}
    assert "No answers" in found.problem


def test_nothing_is_executed():
    found = read_answers(source("answers = {'a': __import__('os').getpid()}"))
    assert found.values == {}
    assert "only texts, numbers" in found.problem


def test_what_is_broken_is_told():
    assert "line 1" in read_answers(source('{"answers": {"a": 1,}}')).problem
    assert "key" in read_answers(source('{"other": 1}')).problem
    assert "bracket" in read_answers(source("answers = {'a': 1")).problem
    assert "text" in read_answers(source('{"answers": {}, "code": 3}')).problem
    assert "dictionary" in read_answers(source("answers = {1, 2}")).problem


def test_sizes_and_depths_are_bounded():
    assert read_answers(source("answers = {'a': " + "[" * 60 + "]" * 60 + "}")).problem
    assert read_answers(source('{"answers": ' + "[" * 5000 + "]" * 5000 + "}")).problem
    assert read_answers(source("answers = {'a': '" + "x" * 30_000 + "'}")).problem
    many = ", ".join(f"'{i}': 1" for i in range(201))
    assert read_answers(source("answers = {" + many + "}")).problem


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="answers ={}[]()'\"\\#:,1.\n-x", max_size=60))
def test_no_text_raises(text):
    for whole in (text, "answers = " + text, '{"answers": ' + text):
        if whole.strip():
            read_answers(source(whole))
