"""What is wrong in a TOML file of an assignment is told with file, line and remedy."""

from dataclasses import fields

import pytest

from grader.assignments import public, secret
from grader.assignments.assignment_toml import LimitsTable
from grader.assignments.toml import TomlFile
from grader.cli.new_command import write_template
from grader.errors import AssignmentError
from grader.model import Limits

QUESTIONS = '''# Questions.

[[questions]]
name = "loss"
title = "The loss"
row = "value"
kind = "number"
text = """
Write
name = "no key"
"""

[[questions]]
name = "step"
title = "The step"
row = "gradient"
kind = "formula"
text = "One step."
[questions.symbols]
names = ["eta", "x"]

[[questions]]
name = "sign"
title = "The sign"
row = "value"
kind = "choice"
text = "Which one?"
options = [
    { name = "plus", text = "$+$" },
    { name = "minus", text = "$-$" },
]
'''

ANSWERS = """
[loss]
value = 0.5
decimals = 3
[loss.mistakes.doubled]
title = "Twice the loss"
explanation = "You forgot the half."
value = 1.0

[step]
formula = "x - eta"
[step.mistakes.uphill]
title = "Uphill"
explanation = "The sign."
value = "x + eta"

[sign]
right = "minus"
feedback = { plus = "No." }
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "testcases").mkdir()
    write_template(tmp_path, "small", "Small")
    (tmp_path / "testcases/small/questions.toml").write_text(QUESTIONS)
    (tmp_path / "testcases/small/answers.toml").write_text(ANSWERS)
    return tmp_path


def changed(root, name, old, new):
    path = root / "testcases/small" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_right_files_are_read(root):
    suite = secret.load("small", root).suite
    assert [entry.name for entry in suite.entries][:3] == ["loss", "step", "sign"]
    loss, step, sign = suite.questions
    assert loss.key.mistakes[0][0] == 1.0
    assert step.question.symbols.names == ("eta", "x")
    assert sign.key.right == {"minus"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("points = 6", 'points = "many"', r"assignment.toml, line 25: row 'gradient': points must be a number"),
        ("points = 6", "", r"assignment.toml, line 22: 'points' is missing: add it"),
        ("points = 6", "points = 6\nweight = 1", r"line 26: unknown key 'weight'; known: name, title, points"),
        ('name = "gradient"', "name = 3", r"line 23: name must be of type str, it is int"),
        ("[limits]", "[limits]\ndepth = true", r"line 28: limit depth must be a positive number, it is True"),
        ("attempts = 0", "attempts = true", r"line 12: attempts must be of type int, it is bool"),
        ("attempts = 0", "attempts = 1.5", r"line 12: attempts must be of type int, it is float"),
        ("attempts = 0", "hints_from = [1, 2]", r"line 12: hints_from must be three rising"),
        ('entry_points = ["mse"', 'entry_points = [3, "mse"', r"line 6: entry_points must be of type str, it is int"),
        ('["mse", "mse_gradient"]', '"mse"', r"line 6: entry_points must be of type list"),
        ('summary = "', 'summry = "', r"line 3: unknown key 'summry': did you mean 'summary'\?"),
    ],
)
def test_assignment_toml(root, old, new, told):
    changed(root, "assignment.toml", old, new)
    with pytest.raises(AssignmentError, match=told):
        public.load("small", root)


def test_a_missing_assignment_toml_says_what_to_do(root):
    (root / "testcases/small/assignment.toml").unlink()
    with pytest.raises(AssignmentError, match=r"^testcases/small/assignment.toml: this file is missing: write it"):
        public.load("small", root)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "formula"', 'kind = "formular"', r"line 17: kind must be one of choice, .*, it is 'formular'"),
        ('title = "The sign"', "", r"questions.toml, line 22: 'title' is missing: add it"),
        ('name = "step"', 'name = "loss"', r"line 14: two questions are named 'loss'"),
        ('row = "gradient"', 'row = "gradent"', r"line 16: question 'step' names row 'gradent', which assignment.toml"),
        ('    { name = "minus", text = "$-$" },\n', "", r"line 22: question 'sign': choices have two options at least"),
        ('{ name = "minus", ', "{ ", r"line 28: 'name' is missing"),
        ('["eta", "x"]', '["eta", ""]', r"line 19: names is a list of names, and none is empty"),
        ("[questions.symbols]", "[questions.symbls]", r"line 19: unknown key 'symbls': did you mean 'symbols'\?"),
        ('kind = "choice"', 'kind = "choice"\nweight = true', r"line 27: weight must be of type float, it is bool"),
        ("# Questions.", "other = 3", r"line 1: unknown key 'other'; known: questions"),
    ],
)
def test_questions_toml(root, old, new, told):
    changed(root, "questions.toml", old, new)
    with pytest.raises(AssignmentError, match=told):
        public.load("small", root)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("value = 1.0", "value = 0.5001", r"answers.toml, line 8: the mistake 'doubled' has a value that counts as ri"),
        ("value = 1.0", "", r"answers.toml, line 5: 'value' is missing: add it"),
        ("value = 0.5", 'value = "half"', r"line 3: value must be of type float, it is str"),
        ("decimals = 3", "decimls = 3", r"line 4: unknown key 'decimls': did you mean 'decimals'\?"),
        ('"x - eta"', '"x - (eta"', r"line 11: the formula 'x - \(eta' cannot be read"),
        ('"x + eta"', '"-eta + x"', r"line 15: the near miss 'uphill' is equivalent to the right formula"),
        ('right = "minus"', 'right = "mines"', r"line 18: question 'sign' has no option 'mines'"),
        ('right = "minus"', "right = []", r"line 18: question 'sign': name the right option"),
        ('feedback = { plus = "No." }', "", r"line 17: question 'sign': option 'plus' is wrong and lacks feedback"),
        ('plus = "No."', "plus = 3", r"line 19: plus must be of type str, it is int"),
        ("[sign]", "[sgn]", r"line 17: there is no question 'sgn' in questions.toml"),
        ('[sign]\nright = "minus"\nfeedback = { plus = "No." }', "", r"question 'sign' is missing: add \[sign\]"),
    ],
)
def test_answers_toml(root, old, new, told):
    changed(root, "answers.toml", old, new)
    with pytest.raises(AssignmentError, match=told):
        secret.load("small", root)


@pytest.mark.parametrize(
    ("entry_points", "told"),
    [
        (
            '["mse", "mse_gradent"]',
            r"^testcases/small/assignment.toml, line 6: the reference does not define the e.*ent'",
        ),
        ('["mse.of"]', r"entry point 'mse.of': define it, or take it out here"),
    ],
)
def test_an_entry_point_that_nobody_defines_is_refused(root, entry_points, told):
    changed(root, "assignment.toml", '["mse", "mse_gradient"]', entry_points)
    with pytest.raises(AssignmentError, match=told):
        secret.load("small", root)


def test_the_lines_of_dotted_keys_and_nested_tables(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text('a.b = 1\n[c]\n"d" = """\ne = 1\n"""\n[[c.f]]\ng = 1\n[[c.f]]\n[c.f.h]\ni = [\n  { j = 1 },\n]\n')
    file = TomlFile(path)
    assert [file.line_of(path) for path in (("a", "b"), ("c", "d"), ("c", "e"), ("c", "f", 0, "g"))] == [1, 3, 2, 7]
    assert [file.line_of(path) for path in (("c", "f", 1, "h", "i", 0, "j"), ("c", "f", 1), ("x",))] == [10, 8, None]


def test_every_limit_can_be_set():
    assert {name: field.default for name, field in LimitsTable.model_fields.items()} == {
        field.name: field.default for field in fields(Limits)
    }
