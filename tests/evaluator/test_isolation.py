"""What trusted code of an assignment can reach: nothing of the service, of the machine, or of other assignments."""

import os

import pytest

#: Runs `act` with the student's value; what it returns must be "".
CASES = """
import ctypes, glob, os, socket, subprocess, sys
from pathlib import Path
from grader.engine import case, expect


def act():
{act}


def tried():
    try:
        return str(act() or "")
    except (OSError, ValueError):
        return ""


@case(row="value", title="Only", visible=True)
def only(student, reference):
    value = student.number(1)
    found = tried() if value < 0 else ""
    expect(found == "").is_true(message=found or "x")
    expect(value).close_to(reference.number(1))
"""
ACTS = {
    "fork": "return os.fork() and 'forked'",
    "exec": "return subprocess.run(['/python/bin/python3', '-c', '']).returncode == 0 and 'ran a program'",
    "internet": "return socket.socket(socket.AF_INET) and 'an internet socket'",
    "local socket": "return socket.socket(socket.AF_UNIX) and 'a local socket'",
    "environment": "return [name for name in os.environ if 'SECRET' in name or 'DATABASE' in name or 'REDIS' in name]",
    "write": "return Path('/srv/testcases/numbers/cases.py').write_text('') and 'wrote a file'",
    "write tmp": "return Path('/tmp/x').write_text('x') and 'wrote a file'",
    "other assignments": "return [path for path in glob.glob('/srv/testcases/*') if 'numbers' not in path]",
    "other references": "return [path for path in glob.glob('/srv/reference/*') if 'numbers' not in path]",
    "all assignments": "return glob.glob('/all/*')",
    "unmount": "return ctypes.CDLL(None).umount2(b'/all', 2) == 0 and 'uncovered the other assignments'",
    "mount": "return ctypes.CDLL(None).mount(b'tmpfs', b'/srv', b'tmpfs', 0, None) == 0 and 'mounted'",
    "samples": "return glob.glob('/srv/testcases/numbers/submissions/*')",
    "proc": "return glob.glob('/proc/[0-9]*')",
    "password file": "return os.path.exists('/etc/passwd') and 'read /etc/passwd'",
    "home": "return glob.glob('/home/*') + glob.glob('/root/*') + glob.glob('/tmp/*')",
    "ptrace": "return ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0 and 'traced'",
    "kill": "return os.kill(1, 9) is None and 'killed the zygote'",
    "limits": "import resource; return resource.setrlimit(resource.RLIMIT_AS, (-1, -1)) is None and 'raised a limit'",
    "modules": "return [m for m in sys.modules if m.startswith(('sqlalchemy', 'celery', 'redis'))]",
}


def message_after(evaluation, act):
    evaluation.assignment("", slug="other")
    evaluation.assignment(CASES.format(act=f"    {act}"), points=1)
    (case,) = evaluation.grade("def number(n):\n    return -1.0\n").cases
    assert case.verdict.value == "wrong_answer"
    return case.message


@pytest.mark.parametrize("name", ACTS)
def test_trusted_code_cannot(evaluation, name):
    assert os.environ["GRADER_SECRET_KEY"] == "canary"
    assert message_after(evaluation, ACTS[name]).startswith("Expected 1.0, got -1.0.")


def test_what_trusted_code_can_do_is_seen(evaluation):
    assert "cases.py" in message_after(evaluation, "return glob.glob('/srv/testcases/numbers/*')")
