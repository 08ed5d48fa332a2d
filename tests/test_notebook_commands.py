"""What the commands of a notebook leave behind: the Python that they run, with its line numbers."""

from __future__ import annotations

import encodings
import json
from contextlib import suppress

import pytest

from grader.errors import UploadRejected
from grader.notebook_commands import without_commands
from grader.uploads import read_text, read_upload


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("%time LIMIT = 0", "LIMIT = 0"),
        ("x = 1\n%time y = f(x)\nz = y", "x = 1\ny = f(x)\nz = y"),
        ("if x:\n    %time y = 1", "if x:\n    y = 1"),
        ("y = %time f(3)", "y = f(3)"),
        ("%prun -s cumulative -l 10 train(3)", "train(3)"),
        ("%prun f()", "f()"),
        ("%%time\nx = 1", "\nx = 1"),
        ("%%capture out\nx = 1", "\nx = 1"),
        (">>> x = 1\n>>> def f():\n...     return x\n...\n>>> f()\n1\n", "x = 1\ndef f():\n    return x\n\nf()\n\n"),
        ("In [3]: x = 1\n   ...: y = 2\nOut[3]: 5", "x = 1\ny = 2\n"),
        (
            "%%add_to Net\ndef train(self):\n    '''Of\n  all'''\n    return 1\n\ndef f(self): pass",
            "class Net(Net):\n def train(self):\n     '''Of\n  all'''\n     return 1\n\n def f(self): pass",
        ),
    ],
)
def test_what_a_command_runs_stays(text, python):
    assert without_commands(text)[0] == python


@pytest.mark.parametrize(
    "text", ["%timeit x = f()", "r = %timeit -o f()", "%env A=1", "%run other.py", "%cd ..", "!ls"]
)
def test_what_runs_nothing_here_is_named(text):
    python, notes = without_commands(f"{text}\ny = 1")
    assert python == "pass\ny = 1"
    assert notes == [f"line 1: `{text}` was left out (a notebook command, not Python)"]


def test_a_cell_that_is_written_to_a_file_is_named():
    python, notes = without_commands("%%writefile layers.py\ndef f(): return 1")
    assert python == "\n"
    assert notes == [
        "the whole cell was left out: `%%writefile layers.py` writes it to a file instead of running it; "
        "take that line away, and the cell is run"
    ]


def test_a_cell_of_methods_without_any():
    assert without_commands("%%add_to Net\n\n")[0] == "\n\n"


class TestCellsOfText:
    def cells(self, *cells):
        made = [{"cell_type": kind, "metadata": {}, "outputs": [], "source": text} for kind, text in cells]
        return read_upload("net.ipynb", json.dumps({"cells": made, "nbformat": 4}).encode()).source

    @pytest.mark.parametrize(("kind", "word"), [("raw", "raw"), ("markdown", "text")])
    def test_a_definition_in_one_is_told(self, kind, word):
        source = self.cells(("code", "x = 1"), (kind, "def relu(z):\n    return z\nclass Net:\n  pass"))
        assert source.notes == (
            f"`relu`, `Net`: the definition stands in a {word} cell after code cell 1, and only code cells are run",
        )

    def test_one_that_is_also_in_code_is_not(self):
        assert self.cells(("markdown", "```\ndef relu(z):\n```"), ("code", "def relu(z):\n    return z")).notes == ()


class TestEncodings:
    LATIN = "# -*- coding: latin-1 -*-\n# Stra\u00dfe\ndef f(x):\n    return x\n"

    @pytest.mark.parametrize("name", ["latin-1", "iso-8859-15", "cp1252", "mac-roman", "gbk", "shift_jis"])
    def test_a_declared_one_is_honoured(self, name):
        text = f"#!/usr/bin/env python\n# vim: set fileencoding={name} :\nx = '\u00b0'\n"
        source = read_upload("f.py", text.encode(name)).source
        assert source.cells == (text,)
        assert source.notes == (f"the file was read as {name}, as its line 2 says",)

    @pytest.mark.parametrize(
        "head",
        [
            "",
            "x = 1\n# coding: latin-1\n",
            "# coding: utf-7\n",
            "# coding: rot13\n",
            "# coding: nothing\n",
            "# coding: utf-8\n",
        ],
    )
    def test_others_are_not(self, head):
        with pytest.raises(Exception, match="is not valid UTF-8"):
            read_upload("f.py", head.encode() + b"# Stra\xdfe\n")

    @pytest.mark.parametrize("name", ["{}nothing", "latin{}1", "latin-1{}"])
    def test_names_are_not_kept(self, name):
        """Python keeps each name that is looked up, so a million of them would fill the memory of a web process."""
        with suppress(UploadRejected):
            read_upload("f.py", self.LATIN.encode("latin-1"))
        before = len(encodings._cache)
        for dashes in range(1, 60, 5):
            with suppress(UploadRejected):
                read_upload("f.py", f"# coding: {name.format('-' * dashes)}\n# Stra\u00dfe\n".encode("latin-1"))
        assert len(encodings._cache) == before

    def test_utf_8_stays_utf_8(self):
        assert read_upload("f.py", self.LATIN.encode()).source.cells == (self.LATIN,)
        assert read_upload("f.py", self.LATIN.encode("latin-1")).source.cells == (self.LATIN,)

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
    def test_utf_16_is_named(self, encoding):
        with pytest.raises(Exception, match="encoded as UTF-16"):
            read_upload("f.py", self.LATIN.encode(encoding))


def test_code_of_too_many_parts_is_refused():
    with pytest.raises(Exception, match="more than 100,000 lines, numbers and other parts"):
        read_text("x = [" + "0," * 300_000 + "]")
    with pytest.raises(Exception, match="more than 100,000"):
        read_text("a=1\n" * 60_000)
    assert read_text("x = [" + "0.25, " * 70_000 + "]").source.cells
