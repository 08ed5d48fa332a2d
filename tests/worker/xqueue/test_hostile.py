"""Submissions that print, raise and return markup, graded in the real sandbox: what the page of the course gets."""

import pytest

from grader.errors import SandboxUnavailable
from grader.sandbox import open_jail
from tests.worker.parts import deliver_until_finished, get, grader_with
from tests.worker.xqueue.test_message import require_harmless

MARK = "</pre><script>alert(1)</script><!-- \\u202e\\x00 &bogus; ]]>"
HOSTILE = {
    "print": f"def double(x):\n    print('{MARK}')\n    return 0\n",
    "raise": f"def double(x):\n    raise ValueError('{MARK}')\n",
    "return": f"def double(x):\n    return '{MARK}'\n",
    "load": f"raise ValueError('{MARK}')\n",
    "type": f"class T(float):\n    pass\nT.__name__ = '{MARK}'.replace(chr(0), '')\ndef double(x):\n    return T(0)\n",
    "long": "def double(x):\n    raise ValueError('<' * 1_000_000)\n",
    "syntax": "def double(x):\n    return '</pre><script>' +\n",
    "right": "def double(x):\n    print('</pre><script>')\n    return 2 * x\n",
}


@pytest.fixture
def grader(settings, database):
    try:
        made = grader_with(settings, open_jail)
        made.begin()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    yield made
    made.close()


def test_no_submission_breaks_the_page(world, database, grader):
    items = {name: world.simulator.put(code, student=name) for name, code in HOSTILE.items()}
    service = world.service()
    world.settle(service)
    for row in world.rows:
        submission = get(database, type("Row", (), {"id": row.submission_id}))
        deliver_until_finished(world.settings, database, grader, submission)
    world.settle(service)
    told = {name: require_harmless(item.result["msg"]) for name, item in items.items()}
    assert {name for name, item in items.items() if item.result["correct"]} == {"right"}
    assert "</pre><script>alert(1)</script>" in told["print"]
    assert "alert(1)" in told["raise"]
    assert "hidden test" in told["raise"]
    # The fourth test and those after it are hidden: nothing that the code produced stands in them.
    assert told["print"].count("Your code printed:") == 1
