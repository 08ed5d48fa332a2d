"""Loading assignments: what is right is read, what is wrong names file, line and remedy."""

import shutil

import pytest

from grader.assignments import files, public, samples, secret
from grader.cli.new_command import write_template
from grader.errors import AssignmentError
from grader.model import HiddenFeedback, Lane


@pytest.fixture
def root(tmp_path):
    """A folder with one complete assignment, `small`."""
    (tmp_path / "testcases").mkdir()
    write_template(tmp_path, "small", "Small")
    return tmp_path


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_complete_assignment_is_read(root):
    assignment = public.load("small", root)
    assert (assignment.slug, assignment.title, assignment.max_score) == ("small", "Small", 10.0)
    assert [row.name for row in assignment.rows] == ["value", "gradient"]
    assert (assignment.lane, assignment.hidden_feedback) == (Lane.INTERACTIVE, HiddenFeedback.DIAGNOSIS)
    assert files.slugs(root) == ("small",)
    suite = secret.load("small", root).suite
    assert [case.name for case in suite.cases][:2] == ["small_value", "wide_value"]
    assert sum(suite.points.values()) == pytest.approx(10.0)


def test_the_public_part_needs_no_secret_file(root):
    shutil.rmtree(root / "reference")
    (root / "testcases/small/cases.py").unlink()
    shutil.rmtree(root / "testcases/small/submissions")
    assert public.load("small", root).entry_points == ("mse", "mse_gradient")


@pytest.mark.parametrize("slug", ["other", "../small", "", "small/../small", "."])
def test_an_unknown_slug_is_no_path(root, slug):
    with pytest.raises(AssignmentError, match="there are: small"):
        public.load(slug, root)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'lane = "interactive"',
            'lane = "fast"',
            r"assignment.toml, line 10: lane must be one of interactive, training",
        ),
        ("attempts = 0", 'attempts = "none"', r"line 12: attempts must be of type int"),
        ("attempts = 0", 'allowed = ["torch"]', r"line 12: allowed may name these modules: scipy, sklearn; 'torch' is"),
        ("attempts = 0", "atempts = 0", r"line 12: unknown key 'atempts': did you mean 'attempts'\?"),
        ('title = "Small"', "", r"'title' is missing: add it"),
        ("points = 4", "points = -4", r"row 'value': points must be a number of 0 or more"),
        ('name = "value"', 'name = "gradient"', r"two rows have the same name"),
        ("wall_seconds = 2.0", "wall_second = 2.0", r"unknown limit 'wall_second'; known: wall_seconds"),
        ("wall_seconds = 2.0", "wall_seconds = 0", r"limit wall_seconds must be a positive number"),
        ('entry_points = ["mse"', 'entry_points = ["my function"', r"'my function' is none"),
        ('kind = "code"', "kind = code", r"no valid TOML"),
        ("attempts = 0", "hints_from = [1, 3, 2]", r"hints_from must be three rising attempt numbers"),
        ("attempts = 0", "hints_from = [0, 1, 2]", r"hints_from must be three rising attempt numbers"),
    ],
)
def test_what_is_wrong_in_the_toml_is_told_with_its_line(root, old, new, told):
    change(root / "testcases/small/assignment.toml", old, new)
    with pytest.raises(AssignmentError, match=told):
        public.load("small", root)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "testcases/small/cases.py",
            "from grader.engine import",
            "from grader.engin import",
            r"cases.py, line 10: Modul",
        ),
        ("testcases/small/cases.py", "def small_value(", "def small_value", r"cases.py, line 24: "),
        (
            "testcases/small/cases.py",
            'row="value"',
            'row="valu"',
            r"names row 'valu', but assignment.toml has only: grad",
        ),
        (
            "testcases/small/cases.py",
            "def wide_value",
            "def small_value",
            r"cases.py, line \d+: there is a 'small_value' above",
        ),
        (
            "testcases/small/cases.py",
            "weight=0.5",
            'after="nothing"',
            r"is to run after 'nothing', which does not come",
        ),
        ("testcases/small/cases.py", "weight=0.5", 'limits={"wall": 1}', r"sets limit 'wall'; known:"),
        ("testcases/small/cases.py", "weight=0.5", "weight=-1", r"has weight -1; a weight is 0 or more"),
        (
            "reference/small/mistakes.py",
            'hint="Differ',
            'hin="Differ',
            r"small/mistakes.py, line \d+: TypeError: mistake\(\) got an unexpected keyword argument 'hin'",
        ),
        (
            "reference/small/mistakes.py",
            '    hint="Differentiate (A - Y)^2 once more, slowly.",\n',
            "",
            r"small/mistakes.py, line \d+: TypeError: mistake\(\) missing 1 required keyword-only argument: 'hint'",
        ),
        (
            "reference/small/mistakes.py",
            "@mistake(\n    difference,",
            "@mistake(\n    np.subtract,",
            r"small/mistakes.py, line 9: mistake 'target_minus_output' replaces subtract, which is no function",
        ),
        (
            "reference/small/mistakes.py",
            "def _argument_overwritten",
            "def _factor_two_missing",
            r"small/mistakes.py, line 64: two mistakes are named 'factor_two_missing': rename one of them",
        ),
        (
            "reference/small/mistakes.py",
            "import difference, ",
            "import diference, ",
            r"small/mistakes.py, line 6: ImportError: cannot import name 'diference'",
        ),
        (
            "reference/small/mistakes.py",
            "from reference.small.solution",
            "from reference.smal.solution",
            r"small/mistakes.py, line 6: ModuleNotFoundError: there is no module reference.smal$",
        ),
        ("reference/small/mistakes.py", "return 1\n", "return 1 +\n", r"small/mistakes.py, line 50: invalid syntax"),
        (
            "reference/small/solution.py",
            "def samples(A)",
            "1 / 0\n\n\ndef samples(A)",
            r"small/solution.py, line 15: ZeroDivisionError",
        ),
        (
            "reference/small/__init__.py",
            "MUTANTS_EQUIVALENT = {",
            "MUTANTS_EQUIVALENT = 1 / {",
            r"small/__init__.py, line 4: TypeError",
        ),
    ],
)
def test_what_is_wrong_in_the_secret_files_is_told_with_its_line(root, file, old, new, told):
    change(root / file, old, new)
    with pytest.raises(AssignmentError, match=told):
        secret.load("small", root)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("testcases/small/prompt.md", "write the task, in Markdown"),
        ("testcases/small/cases.py", "write the test cases"),
        ("reference/small/solution.py", "write the reference solution"),
    ],
)
def test_a_missing_file_is_told_with_what_belongs_there(root, file, told):
    (root / file).unlink()
    with pytest.raises(AssignmentError, match=told):
        secret.load("small", root)


def test_mistakes_that_nothing_imports_are_told(root):
    folder = root / "reference/small/mistakes"
    text = folder.with_suffix(".py").read_text()
    folder.with_suffix(".py").unlink()
    folder.mkdir()
    (folder / "gradient.py").write_text(text)
    with pytest.raises(AssignmentError, match=r"small/mistakes/gradient.py: nothing imports this file: name it in"):
        secret.load("small", root)
    (folder / "__init__.py").write_text('__all__ = ["gradient"]\n')
    assert len(secret.load("small", root).reference.misconceptions) == 6
    (folder / "__init__.py").write_text('__all__ = ["gradients"]\n')
    with pytest.raises(AssignmentError, match=r"ModuleNotFoundError: there is no module reference.small.mistakes.grad"):
        secret.load("small", root)


def test_samples_promise_by_folder_and_first_lines(root):
    found = {sample.label: sample for sample in samples.samples("small", root)}
    assert found["accepted/loops.py"].diagnosis is None
    assert found["runtime_error/undefined_name.py"].diagnosis == "none"
    assert found["wrong_answer/mean_of_everything.py"].diagnosis == "mean_over_all_entries"
    (root / "testcases/small/submissions/wrong").mkdir()
    (root / "testcases/small/submissions/wrong/a.py").write_text("")
    with pytest.raises(AssignmentError, match="named after a verdict"):
        samples.samples("small", root)


def test_the_hint_ladder_follows_the_attempts(root):
    assert [public.load("small", root).hint_level(attempt) for attempt in (0, 1, 9)] == [3, 3, 3]
    change(root / "testcases/small/assignment.toml", "attempts = 0", "hints_from = [1, 2, 4]")
    assert [public.load("small", root).hint_level(attempt) for attempt in (0, 1, 2, 3, 4, 5)] == [1, 1, 2, 2, 3, 3]


def test_a_catalogue_loads_each_assignment_once(root):
    catalogue = secret.Catalogue(root)
    assert catalogue.slugs() == ("small",)
    assert catalogue.load("small") is catalogue.load("small")


def test_the_projects_own_assignments_are_found():
    assert {"relu_der", "backward", "train", "mlp_notebook"} <= set(files.slugs())
    assert all(assignment.max_score > 0 for assignment in map(public.load, files.slugs()))


def test_an_allowed_module_that_is_not_installed_is_told_where_the_suite_is_loaded(root, monkeypatch):
    change(root / "testcases/small/assignment.toml", "attempts = 0", 'allowed = ["sklearn"]')
    monkeypatch.setattr(secret.importlib.util, "find_spec", lambda name: None if name == "joblib" else name)
    assert public.load("small", root).allowed == ("sklearn",)
    with pytest.raises(AssignmentError, match=r"assignment.toml, line 12: joblib cannot be imported on this machine"):
        secret.load("small", root)
    monkeypatch.setattr(secret.importlib.util, "find_spec", lambda name: name)
    assert secret.load("small", root).assignment.allowed == ("sklearn",)
