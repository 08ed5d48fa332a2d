"""Which files make up an assignment, and the version that changes with each of them."""

import re
import shutil
import subprocess
import sys

import pytest

from grader.assignments import files, public, secret
from grader.cli.new_command import TEMPLATE, write_template
from grader.errors import AssignmentError
from grader.settings import PROJECT


@pytest.fixture
def root(tmp_path):
    """A project with the assignments `small` and `other`."""
    (tmp_path / "testcases").mkdir()
    write_template(tmp_path, "small", "Small")
    write_template(tmp_path, "other", "Other")
    return tmp_path


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def append(root, name):
    with (root / name).open("a") as stream:
        stream.write("\n")


@pytest.fixture
def building_on(root):
    """`small` imports `base`, which imports from two packages, one of which imports from a third."""
    with (root / "reference/small/solution.py").open("a") as stream:
        stream.write("\nimport reference.base\n")
    write(
        root, "reference/base.py", "from reference.layers import solution\n\ndef late():\n    import reference.late\n"
    )
    write(root, "reference/layers/__init__.py", "")
    write(root, "reference/layers/solution.py", "from ..deep.solution import step\nfrom .. import wide\n")
    write(root, "reference/late/__init__.py", "")
    write(root, "reference/deep/solution.py", "from .parts.one import step\n")
    write(root, "reference/deep/parts/one.py", "step = 1\n")
    write(root, "reference/wide.py", "import numpy as np\n")
    write(root, "reference/unused/solution.py", "")
    return root


def test_a_reference_reaches_what_it_imports(building_on):
    assert files.reached_references(building_on, "small") == {"small", "base", "layers", "late", "deep", "wide"}


@pytest.mark.parametrize(
    "changed",
    [
        "testcases/small/assignment.toml",
        "testcases/small/prompt.md",
        "testcases/small/starter.py",
        "testcases/small/support.py",
        "testcases/small/questions.toml",
        "testcases/small/answers.toml",
        "testcases/small/cases.py",
        "testcases/small/losses.json",
        "testcases/small/cases/forward.py",
        "reference/small/__init__.py",
        "reference/small/solution.py",
        "reference/small/mistakes.py",
        "reference/base.py",
        "reference/layers/solution.py",
        "reference/layers/mistakes.py",
        "reference/late/__init__.py",
        "reference/deep/parts/one.py",
        "reference/wide.py",
    ],
)
def test_the_version_changes_with_every_file_that_can_change_a_result(building_on, changed):
    versions = files.Versions(building_on)
    before = versions.version("small")
    assert versions.version("small") == before == files.Versions(building_on).version("small")
    (building_on / changed).parent.mkdir(exist_ok=True)
    append(building_on, changed)
    after = versions.version("small")
    assert after != before
    (building_on / changed).unlink()
    assert versions.version("small") not in {before, after} or changed not in EXISTING


EXISTING = {"testcases/small/cases.py", "reference/small/mistakes.py", "reference/wide.py"}


@pytest.mark.parametrize(
    "changed",
    [
        "testcases/small/submissions/accepted/loops.py",
        "testcases/small/cases/__pycache__/forward.pyc",
        "testcases/other/cases.py",
        "reference/other.py",
        "reference/unused/solution.py",
    ],
)
def test_the_version_stays_with_what_changes_no_result(building_on, changed):
    versions = files.Versions(building_on)
    before = versions.version("small")
    (building_on / changed).parent.mkdir(parents=True, exist_ok=True)
    append(building_on, changed)
    assert versions.version("small") == before


def test_mistakes_that_become_a_package_change_the_version(root):
    versions = files.Versions(root)
    before = versions.version("small")
    text = (root / "reference/small/mistakes.py").read_text()
    (root / "reference/small/mistakes.py").unlink()
    write(root, "reference/small/mistakes/gradient.py", text)
    after = versions.version("small")
    append(root, "reference/small/mistakes/gradient.py")
    assert len({before, after, versions.version("small")}) == 3


def test_the_version_changes_with_the_grader(root, monkeypatch):
    before = files.Versions(root).version("small")
    monkeypatch.setattr(files, "grader_version", lambda: "grader 99")
    assert files.Versions(root).version("small") != before


def test_an_unchanged_assignment_is_not_read_again(root, monkeypatch):
    versions = files.Versions(root)
    before = versions.version("small")
    monkeypatch.setattr(files, "reached_references", None)
    assert versions.version("small") == before


def test_an_assignment_without_its_toml_stays_in_the_list(root):
    (root / "testcases/small/assignment.toml").unlink()
    (root / "testcases/notes").mkdir()
    assert files.slugs(root) == ("other", "small")


def test_an_error_names_its_file_relative_to_the_project(root):
    append(root, "testcases/small/assignment.toml")
    write(root, "testcases/small/cases.py", "1 / 0\n")
    with pytest.raises(AssignmentError, match=r"^testcases/small/cases.py, line 1: ZeroDivisionError"):
        secret.load("small", root)
    write(root, "testcases/small/assignment.toml", "title =\n")
    with pytest.raises(AssignmentError, match=r"^testcases/small/assignment.toml: "):
        public.load("small", root)


PACKAGE = {
    "__init__.py": "from . import backward, forward\n\nMODULES = (forward, backward)\n",
    "forward.py": """
        from grader.engine import case, expect
        from .inputs import A, Y

        @case(row="value", title="Forward")
        def forward(student, reference):
            expect(student.mse(A, Y)).close_to(reference.mse(A, Y))
        """,
    "backward.py": """
        from grader.engine import case, expect
        from .inputs import A, Y

        @case(row="gradient", title="Backward", after="forward")
        def backward(student, reference):
            expect(student.mse_gradient(A, Y)).close_to(reference.mse_gradient(A, Y))
        """,
    "inputs.py": "import numpy as np\n\nA, Y = np.ones((2, 3)), np.zeros((2, 3))\n",
}


@pytest.fixture
def package(root):
    """`small` with its cases in a package."""
    (root / "testcases/small/cases.py").unlink()
    for name, text in PACKAGE.items():
        write(root, f"testcases/small/cases/{name}", re.sub("^ {8}", "", text, flags=re.MULTILINE))
    return root


def test_cases_may_be_a_package_that_lists_its_modules_in_order(package):
    before = set(sys.modules)
    suite = secret.load("small", package).suite
    assert [case.name for case in suite.cases] == ["forward", "backward"]
    assert suite.points == {"forward": 4.0, "backward": 6.0}
    assert not {name for name in set(sys.modules) - before if "small" in name}
    assert not list(package.rglob("testcases/**/__pycache__"))


def test_a_change_in_a_module_of_the_cases_is_read(package):
    secret.load("small", package)
    path = package / "testcases/small/cases/forward.py"
    path.write_text(path.read_text().replace("Forward", "Foreward"))
    assert secret.load("small", package).suite.cases[0].title == "Foreward"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("inputs.py", "A = 1 / 0\n", r"^testcases/small/cases/inputs.py, line 1: ZeroDivisionError"),
        ("inputs.py", "A = = 0\n", r"^testcases/small/cases/inputs.py, line 1: invalid syntax"),
        (
            "inputs.py",
            "def f(): ...\ndef f(): ...\n",
            r"^testcases/small/cases/inputs.py, line 2: there is a 'f' above",
        ),
        ("__init__.py", "\nfrom . import nothing\n", r"^testcases/small/cases/__init__.py, line 2: ImportError"),
        ("../cases.py", "", r"^testcases/small/cases.py: there is a package cases beside this file"),
    ],
)
def test_what_is_wrong_in_a_module_of_the_cases_is_told_with_its_line(package, name, text, told):
    write(package, f"testcases/small/cases/{name}", text)
    with pytest.raises(AssignmentError, match=told):
        secret.load("small", package)


# The places that name these files elsewhere.


def test_the_web_image_gets_the_public_files_and_no_other(building_on, tmp_path):
    write(building_on, "testcases/small/answers.toml", "")
    target = tmp_path / "public"
    command = [sys.executable, "-m", "grader.assignments.files", str(building_on / "testcases"), str(target)]
    subprocess.run(command, check=True, cwd=PROJECT)
    copied = {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()}
    assert copied == {
        f"{slug}/{name}"
        for slug in ("small", "other")
        for name in files.PUBLIC
        if (building_on / "testcases" / slug / name).exists()
    }
    shutil.rmtree(building_on / "testcases")
    shutil.rmtree(building_on / "reference")
    target.rename(building_on / "testcases")
    assert public.load("small", building_on).title == "Small"


def test_the_dockerfile_asks_for_the_public_files():
    dockerfile = (PROJECT / "docker/Dockerfile").read_text()
    web = dockerfile[dockerfile.index("FROM base AS web") : dockerfile.index("FROM base AS worker")]
    assert "python -m grader.assignments.files /all /public" in dockerfile
    assert "COPY --from=public /public testcases" in web
    assert not re.search(r"COPY (testcases|reference)", web)


def test_the_template_has_files_of_an_assignment_only():
    inside = {path.relative_to(TEMPLATE).parts[0].removesuffix(".txt") for path in TEMPLATE.rglob("*.txt")}
    assert inside - {"reference"} <= {*files.PUBLIC, *files.SECRET}


def test_the_guide_says_of_every_file_who_may_see_it():
    listed = {}
    for line in (PROJECT / "docs/authoring.md").read_text().splitlines():
        if found := re.match(r"    testcases/<slug>/(\S+?)/?(?:\.\.\.)?  .*(students may see|secret)$", line):
            listed[found[1]] = found[2]
    assert listed == dict.fromkeys(files.PUBLIC, "students may see") | dict.fromkeys(files.SECRET, "secret")


def test_the_projects_assignments_hold_no_file_that_is_not_known():
    data = {"reference_losses.json"}
    for slug in files.slugs(PROJECT):
        names = {path.name for path in files.folder_of(PROJECT, slug).iterdir()}
        assert names <= {*files.PUBLIC, *files.SECRET, *data, *files.GENERATED}
