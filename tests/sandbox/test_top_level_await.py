"""`await`, `async for` and `async with` at the top level run as in IPython, through the jail."""

import json
import textwrap
from contextlib import contextmanager

import pytest

from grader.model import Bundle, Limits
from grader.uploads import read_upload

WORK = """
import asyncio

async def work(n):
    await asyncio.sleep(0.001)
    return n

async def steps(n):
    for i in range(n):
        yield i
"""


def python_file(*cells):
    return read_upload("submission.py", "\n".join(cells).encode())


def notebook(*cells):
    found = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return read_upload(
        "submission.ipynb", json.dumps({"cells": found, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
    )


@pytest.fixture(params=[python_file, notebook])
def loaded(jail, request):
    """`with loaded(*cells) as session`: one test case of a file of that kind."""

    @contextmanager
    def opened(*cells):
        source = request.param(*map(textwrap.dedent, cells)).source
        bundle = Bundle(source=source, support="", entry_points=("f",))
        with jail.admit(bundle) as admitted, admitted.case(Limits()) as session:
            yield session

    return opened


@pytest.mark.parametrize(
    "cell",
    [
        "T = 0\nawait asyncio.sleep(0)",
        "T = await work(0)",
        "T = (await asyncio.gather(work(1), work(0)))[1]",
        "async for T in steps(3): T -= 2",
        "T = sum([await work(i) for i in (1, -1)])",
        "T = max([i async for i in steps(1)])",
        "class Manager:\n    async def __aenter__(self): return 0\n    async def __aexit__(self, *_): pass\n"
        "async with Manager() as T: pass",
        "task = asyncio.create_task(work(0))\nT = await task",
        "def give(x=await work(0)): return x\nT = give()",
        # Without any `await`, as a file has to write it.
        "T = asyncio.run(work(0))",
    ],
)
def test_what_the_function_reads_is_set(loaded, cell):
    with loaded(WORK, cell, "def f(): return T") as session:
        assert session.call("f", (), {}) == 0
        assert session.notes == ()


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("await nothing()", "NameError: name 'nothing' is not defined"),
        ("await 3", "TypeError: object int can't be used in 'await' expression"),
        ("await asyncio.Event().wait()", "RuntimeError: this waits for something that never happens: no task is left"),
        ("class C:\n    await work(0)", "syntax error in a part of `C`: 'await' outside function"),
    ],
)
def test_what_raises_is_left_out_and_named(loaded, cell, told):
    with loaded(WORK, cell, "T = await work(7)\ndef f(): return T") as session:
        assert session.call("f", (), {}) == 7
        assert len(session.notes) == 1
        assert told in session.notes[0]


def test_a_loop_without_end_is_left_out(jail):
    code = f"{WORK}\nT = await work(0)\nwhile True: await asyncio.sleep(0)\ndef f(): return T"
    bundle = Bundle(source=python_file(code).source, support="", entry_points=("f",))
    with jail.admit(bundle) as admitted:
        for _ in range(2):
            with admitted.case(Limits(load_seconds=0.2)) as session:
                assert session.call("f", (), {}) == 0


def test_a_task_goes_on_while_a_later_cell_waits(loaded):
    first = """
        done = []
        async def later():
            done.append(await work(1))
        asyncio.create_task(later())
    """
    with loaded(WORK, first, "await asyncio.sleep(0.01)", "def f(): return done") as session:
        assert session.call("f", (), {}) == [1]
        assert session.notes == ()


def test_a_task_that_is_left_over_says_nothing(jail):
    cell = (
        "asyncio.create_task(asyncio.sleep(1000))\nimport gc\ndef f():\n    gc.collect()\n    return 1\nawait work(0)"
    )
    bundle = Bundle(source=python_file(WORK, cell).source, support="", entry_points=("f",))
    with jail.admit(bundle) as admitted, admitted.case(Limits()) as session:
        assert session.call("f", (), {}) == 1
        assert session.log == ""
