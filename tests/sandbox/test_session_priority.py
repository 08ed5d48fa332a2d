"""The processor priority of a sandbox's session, as the kernel has it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

#: Prints the niceness of the session inside a sandbox that a process of niceness 7 opens.
PROGRAM = """
import os
from pathlib import Path
from {module} import {name}
from grader.sandbox.termination import children_of

os.nice(7)
opened = {opening}
for pid in children_of(opened{pid}):
    print(Path(f"/proc/{{pid}}/autogroup").read_text().split()[-1])
opened.close()
"""
SANDBOXES = {
    "jail": {"module": "grader.sandbox", "name": "WarmJail", "opening": "WarmJail()", "pid": ".pid"},
    "evaluators": {
        "module": "grader.evaluator.processes",
        "name": "Zygote, launch",
        "opening": "Zygote(Path({root!r}), launch.DataSets(mnist=None))",
        "pid": "._popen.pid",
    },
}


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="this kernel shares nothing between sessions")
@pytest.mark.parametrize("sandbox", SANDBOXES)
def test_a_sandbox_has_the_niceness_of_the_process_that_opens_it(sandbox, course_folder_for_sandbox):
    values = SANDBOXES[sandbox]
    program = PROGRAM.format(**values | {"opening": values["opening"].format(root=str(course_folder_for_sandbox))})
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=os.environ)
    assert done.stdout.split() == ["7"], done.stderr


@pytest.fixture
def course_folder_for_sandbox(tmp_path):
    for name in ("testcases", "reference"):
        (tmp_path / name).mkdir()
    return tmp_path
