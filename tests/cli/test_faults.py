"""What is refused, and what the one line on stderr says to do about it."""

import shutil

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.cli.grading import DEFAULT_ISOLATION, DEFAULT_MODE, SETTING
from grader.settings import Settings


def run(*words, root=None, **env):
    return CliRunner().invoke(main, [str(word) for word in words], env={"GRADER_ROOT": str(root), **env})


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project folder made by `grader new`."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "testcases").mkdir()
    made = run("new", "small", root=folder)
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
def copy(project, tmp_path):
    """The project, to be changed."""
    shutil.copytree(project, tmp_path / "copy")
    return tmp_path / "copy"


def sample(folder):
    return folder / "testcases/small/submissions/accepted/loops.py"


@pytest.mark.parametrize(
    ("slug", "told"),
    [
        ("smal", "no such assignment: smal; did you mean small?"),
        ("nope", "no such assignment: nope; there are: small"),
        ("", "no such assignment: ''; there are: small"),
    ],
)
def test_verify_refuses_an_unknown_assignment_before_it_prints(project, slug, told):
    done = run("verify", "small", slug, root=project)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("words", [("grade", "small", "FILE"), ("verify", "small", "--quick")])
def test_the_jail_is_built_as_the_setting_says(project, monkeypatch, words):
    asked = []

    def refuse(mode="auto", **_options):
        asked.append(mode)
        raise OSError("enough is known")

    monkeypatch.setattr("grader.sandbox.opening.OpeningJail.open", lambda opening, mode, isolation: refuse(mode))
    monkeypatch.setattr("grader.cli.verify_command.open_jail", refuse)
    words = [sample(project) if word == "FILE" else word for word in words]
    run(*words, root=project, GRADER_JAIL_MODE="cold")
    run(*words, root=project)
    assert asked == ["cold", "auto"]
    wrong = run(*words, root=project, GRADER_JAIL_MODE="tepid")
    assert wrong.exit_code == 2
    assert "GRADER_JAIL_MODE is 'tepid', but should be 'auto', 'warm' or 'cold'" in wrong.stderr


def test_the_option_goes_before_the_setting(project, monkeypatch):
    asked = []
    monkeypatch.setattr("grader.sandbox.opening.OpeningJail.open", lambda opening, mode, isolation: asked.append(mode))
    run("grade", "small", sample(project), "--mode", "warm", root=project, GRADER_JAIL_MODE="cold")
    assert asked == ["warm"]


def test_without_the_setting_the_jail_is_built_as_its_default_says():
    assert Settings.model_fields["jail_mode"].default == DEFAULT_MODE
    assert Settings.model_fields["isolation"].default == DEFAULT_ISOLATION
    assert {name.removesuffix("_FILE") for name in SETTING} == {"GRADER_JAIL_MODE", "GRADER_ISOLATION"}


UNSEEDED = """

@case(row="value", title="Unseeded")
def unseeded(student, reference):
    draw = np.random.default_rng().random
    {body}
"""
FAILS = "expect(student.mse(draw((2, 2)), draw((2, 2)))).close_to(reference.mse(draw((2, 2)), draw((2, 2))))"
PASSES = "A, Y = draw((2, 2)), draw((2, 2)); expect(student.mse(A, Y)).close_to(reference.mse(A, Y))"
NOT_DETERMINISTIC = "the test case 'unseeded' is not deterministic"


def add_case(folder, body):
    cases = folder / "testcases/small/cases.py"
    cases.write_text(cases.read_text() + UNSEEDED.format(body=body))


@pytest.mark.parametrize("command", ["grade", "verify"])
def test_an_unseeded_case_that_fails_is_called_not_deterministic(copy, command):
    add_case(copy, FAILS)
    words = ("grade", "small", sample(copy)) if command == "grade" else ("verify", "small", "--quick")
    done = run(*words, root=copy)
    assert done.exit_code == 2
    assert NOT_DETERMINISTIC in done.stderr
    assert "Draw random numbers from np.random.default_rng with a fixed seed" in done.stderr


def test_verify_calls_an_unseeded_case_that_passes_not_deterministic(copy):
    add_case(copy, PASSES)
    done = run("verify", "small", "--quick", root=copy)
    assert done.exit_code == 1
    assert NOT_DETERMINISTIC in done.stdout


def test_a_seeded_case_that_the_reference_fails_is_told_with_the_reason(copy):
    add_case(copy, "expect(student.mse(np.ones((2, 2)), np.zeros((2, 2)))).close_to(17.0)")
    done = run("verify", "small", "--quick", root=copy)
    assert done.exit_code == 2
    assert "the reference does not pass its own test case 'unseeded'" in done.stderr
    assert "not deterministic" not in done.stderr


SOLUTION, CASES = "reference/small/solution.py", "testcases/small/cases.py"


def line_of(path, text):
    return path.read_text().splitlines().index(text) + 1


def test_an_error_in_the_reference_is_told_with_file_line_and_case(copy):
    solution, cases = copy / SOLUTION, copy / CASES
    solution.write_text(solution.read_text() + "\n\ndef broken(A):\n    return 1 / samples(A[:, :0])\n")
    call = "    reference.broken(np.ones((2, 2)))"
    head = '\n\n@case(row="value", title="Broken")\ndef broken(student, reference):'
    cases.write_text(f"{cases.read_text()}{head}\n{call}\n")
    done = run("verify", "small", "--quick", root=copy)
    assert done.exit_code == 2
    assert (
        f"the test case 'broken' ({CASES}, line {line_of(cases, call)}): "
        f"{SOLUTION}, line {line_of(solution, '    return 1 / samples(A[:, :0])')}: "
        "the reference failed in broken: ZeroDivisionError: division by zero: mend the reference, or what the test case"
    ) in done.stderr


def test_an_error_of_the_reference_in_its_own_case_is_told_with_file_and_line(copy):
    solution = copy / SOLUTION
    solution.write_text(solution.read_text().replace("np.shape(A)[1]", "np.shape(A)[2]"))
    done = run("verify", "small", "--quick", root=copy)
    assert done.exit_code == 2
    assert (
        f"{SOLUTION}, line {line_of(solution, '    return np.shape(A)[2]')}); mend one of them: IndexError"
        in done.stderr
    )
    assert (
        f"'small_value' ({CASES}, line {line_of(copy / CASES, 'def small_value(student, reference):') - 1}"
        in done.stderr
    )


def test_an_error_in_a_case_is_told_with_file_and_line(copy):
    add_case(copy, "student.mse(np.ones((2, 2)), np.ones((2, 2))); nothing")
    done = run("verify", "small", "--quick", root=copy)
    assert done.exit_code == 2
    line = len((copy / CASES).read_text().splitlines())
    told = f"{CASES}, line {line}: NameError: name 'nothing' is not defined: mend it"
    assert f"the test case 'unseeded' itself failed: {told}" in done.stderr
