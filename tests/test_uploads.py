"""What is read as a submission, what is rejected, and that nothing but a rejection ever escapes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UploadRejected, UploadTooLarge
from grader.uploads import MAX_BYTES, MAX_CELLS, MAX_NOTES, read_text, read_upload

CODE = "import numpy as np\n\ndef relu(x):\n    return np.maximum(x, 0)\n"


def notebook(*sources, **extra):
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **extra}).encode()


def source_of(filename, data, **limit):
    upload = read_upload(filename, data, **limit)
    assert upload.content == data
    return upload.source


def source_of_text(text, *filename):
    upload = read_text(text, *filename)
    # What is stored is read in the same way again: rows from before cells were kept are.
    assert read_upload(upload.source.filename, upload.content) == upload
    return upload.source


def rejection(filename, data):
    with pytest.raises(UploadRejected) as caught:
        source_of(filename, data)
    return caught.value.message


class TestPythonFiles:
    def test_plain(self):
        source = source_of("relu.py", CODE.encode())
        assert (source.filename, source.cells, source.notes) == ("relu.py", (CODE,), ())

    @pytest.mark.parametrize("encode", [lambda t: t.encode("utf-8-sig"), lambda t: t.replace("\n", "\r\n").encode()])
    def test_byte_order_mark_and_line_ends(self, encode):
        assert source_of("relu.py", encode(CODE)).cells == (CODE,)

    def test_old_mac_line_ends(self):
        assert source_of("relu.py", CODE.replace("\n", "\r").encode()).cells == (CODE,)

    def test_tabs_and_form_feeds_stay(self):
        text = "def f(x):\n\treturn x\n\f\ndef g(x):\n\treturn x\n"
        assert source_of("f.py", text.encode()).cells == (text,)

    def test_ending_in_capitals(self):
        assert source_of("RELU.PY", CODE.encode()).filename == "RELU.PY"

    def test_spaces_from_web_pages(self):
        source = source_of("relu.py", "def f(x):\n\u00a0\u00a0\u00a0\u00a0return\u200b x\n".encode())
        assert source.cells == ("def f(x):\n    return x\n",)
        assert source.notes[0].startswith("line 2: invisible characters")

    @pytest.mark.parametrize(
        ("given_name", "kept"),
        [
            ("../../etc/relu.py", "relu.py"),
            ("C:\\Users\\me\\relu.py", "relu.py"),
            ("re\nlu\x1b[31m.py", "relu[31m.py"),
            ("x" * 500 + ".py", "x" * 97 + ".py"),
        ],
    )
    def test_names_are_made_harmless(self, given_name, kept):
        assert source_of(given_name, CODE.encode()).filename == kept


class TestRejections:
    @pytest.mark.parametrize(
        ("filename", "data", "says"),
        [
            ("relu.txt", CODE.encode(), ".txt are not accepted"),
            ("relu", CODE.encode(), "no ending"),
            ("relu.py", b"", "empty"),
            ("relu.py", b" \n\t\r\n", "is empty"),
            ("relu.py", b"\xef\xbb\xbf", "is empty"),
            ("relu.py", b"x" * (MAX_BYTES + 1), "1,048,577 bytes"),
            ("net.ipynb", b"x" * (MAX_BYTES + 1), "Clear all outputs"),
            ("relu.py", b"x = 1\ny = '\xe9'\n", "Line 2 is not valid UTF-8"),
            ("relu.py", b"\xed\xa0\x80 = 1", "Line 1 is not valid UTF-8"),
            ("relu.py", CODE.encode("utf-16"), "UTF-16"),
            ("relu.py", b"x = 1\0", "binary"),
            ("relu.py", b"\x7fELF\x02\x01\x01\0", "binary"),
            ("relu.py", b"PK\x03\x04rest", "ZIP archive"),
            ("net.ipynb", b"PK\x03\x04rest", "ZIP archive"),
            ("relu.py", b"\x1f\x8brest", "compressed"),
            ("relu.py", b"%PDF-1.7", "PDF"),
            ("relu.py", notebook(CODE), "ends in .ipynb"),
            ("net.ipynb", CODE.encode(), "JSON is broken (line 1)"),
            ("net.ipynb", b'{"cells": [', "JSON is broken"),
            ("net.ipynb", b"[1, 2]", "not a notebook"),
            ("net.ipynb", b"{}", "not a notebook with cells"),
            ("net.ipynb", b'{"cells": "x", "worksheets": 3}', "not a notebook with cells"),
            ("net.ipynb", notebook(), "not a notebook with cells"),
            ("net.ipynb", notebook("", "  \n"), "no code cell"),
            ("net.ipynb", notebook("%%bash\nls"), "no Python code"),
            ("net.ipynb", notebook("x = '\ud800'"), "surrogate"),
            ("net.ipynb", notebook("x = 1\0"), "binary"),
            ("net.ipynb", notebook("x <- 1", metadata={"kernelspec": {"language": "R"}}), "written in R"),
        ],
    )
    def test_says_what_to_do(self, filename, data, says):
        assert says in rejection(filename, data)

    def test_json_bombs(self):
        assert "too deeply" in rejection("net.ipynb", b"[" * 500_000)
        assert "too deeply" in rejection("net.ipynb", b'{"a":' * 150_000)
        huge = notebook(CODE).replace(b'"nbformat": 4', b'"nbformat": ' + b"9" * 900_000)
        assert source_of("net.ipynb", huge).cells == (CODE,)

    def test_the_limit_is_that_of_the_settings(self):
        assert source_of("relu.py", b"#" * 2048, max_bytes=2048).cells == ("#" * 2048,)
        for limit, words in ((2048, "2 KiB"), (1_500_000, "1,500,000 bytes"), (3 * MAX_BYTES // 2, "1.5 MiB")):
            with pytest.raises(UploadTooLarge, match=f"the most that is accepted is {words}"):
                read_upload("relu.py", b"#" * (limit + 1), max_bytes=limit)

    def test_a_notebook_of_too_many_cells(self):
        cells = b",".join([b'{"cell_type":"code","source":"x"}'] * (MAX_CELLS + 1))
        with pytest.raises(UploadRejected, match="more than 50,000 code cells"):
            read_upload("net.ipynb", b'{"cells":[' + cells + b"]}", max_bytes=4 * MAX_BYTES)

    def test_pasted_surrogates(self):
        with pytest.raises(UploadRejected, match="surrogate"):
            source_of_text("x = '\ud800'")

    def test_pasted_text_too_large(self):
        with pytest.raises(UploadRejected, match="MiB"):
            source_of_text("é" * (MAX_BYTES // 2 + 1))


class TestNotebooks:
    def test_sources_as_text_and_as_lists_of_lines(self):
        source = source_of("net.ipynb", notebook(CODE, ["x = 1\n", "y = 2"]))
        assert source.cells == (CODE, "x = 1\ny = 2")

    def test_only_code_cells_count(self):
        document = json.loads(notebook("a = 1", "b = 2"))
        document["cells"].insert(1, {"cell_type": "markdown", "source": "# text"})
        document["cells"].insert(0, {"cell_type": "raw", "source": "raw"})
        assert source_of("net.ipynb", json.dumps(document).encode()).cells == ("a = 1", "b = 2")

    def test_format_3(self):
        cells = [{"cell_type": "code", "input": ["a = 1\n"], "language": "python"}, {"cell_type": "heading"}]
        data = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}, {"cells": cells}]}).encode()
        assert source_of("net.ipynb", data).cells == ("a = 1\n", "a = 1\n")

    def test_odd_cells_are_passed_over(self):
        document = {"cells": [3, None, {"cell_type": "code", "source": 5}, {"cell_type": "code", "source": [1, "x=1"]}]}
        assert source_of("net.ipynb", json.dumps(document).encode()).cells == ("", "x=1")

    def test_a_pasted_notebook_is_read_as_one(self):
        assert source_of_text(notebook(CODE).decode()).cells == (CODE,)


class TestCommands:
    def test_lines_keep_their_numbers(self):
        text = "%matplotlib inline\nimport numpy\n!pip install x\nfiles = !ls\nnumpy.dot?\n?numpy\ny = 1\n"
        source = source_of_text(text)
        assert source.cells[0].split("\n") == ["pass", "import numpy", "pass", "pass", "pass", "pass", "y = 1", ""]
        assert source.notes[0] == "line 1: `%matplotlib inline` was left out (a notebook command, not Python)"
        assert [note.split(":")[0] for note in source.notes] == ["line 1", "line 3", "line 4", "line 5", "line 6"]

    def test_cell_is_named_in_notebooks(self):
        source = source_of("net.ipynb", notebook(CODE, "%matplotlib inline"))
        assert source.notes[0].startswith("cell 2, line 1: `%matplotlib inline`")

    def test_whole_cells_of_another_language(self):
        source = source_of("net.ipynb", notebook("%%bash\nls\nrm x", CODE))
        assert source.cells == ("\n\n", CODE)
        assert "whole cell" in source.notes[0]

    def test_timed_cells_stay(self):
        source = source_of("net.ipynb", notebook("%%time\n" + CODE))
        assert source.cells == ("\n" + CODE,)

    @pytest.mark.parametrize(
        "text",
        [
            'print("cost %f"\n      % cost)\n',
            "x = (a\n%b\n)\n",
            's = """\n%time\n!ls\n"""\n',
            "s = '''a\\'''\n%time\n'''\n",
            "x = 5 \\\n  %y\n",
            "z = x if x != 3 else y  # isn't it?\nw = 1\n",
            "dz_db = ???\n",
            "x = [1,  # (\n%y]\n",
        ],
    )
    def test_python_is_left_alone(self, text):
        source = source_of_text(text)
        assert (source.cells, source.notes) == ((text,), ())

    def test_a_block_keeps_a_body(self):
        assert source_of_text("if True:\n    %load_ext x\n").cells == ("if True:\n    pass\n",)

    def test_a_shell_line_over_several_lines(self):
        assert source_of_text("!pip install \\\n   x don't\ny = 1").cells == ("pass\n\ny = 1",)

    def test_a_bracket_left_open_hides_nothing_after_the_next_definition(self):
        assert source_of_text("x = (\ndef f():\n    return 1\n%time\n").cells == (
            "x = (\ndef f():\n    return 1\npass\n",
        )

    def test_notes_are_capped(self):
        notes = source_of_text("!ls\n" * 100).notes
        assert len(notes) == MAX_NOTES + 1
        assert notes[-1] == f"and {100 - MAX_NOTES} more of this kind"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=8,
)
odd_cell = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown"]) | anything,
        "source": st.text() | st.lists(st.text()) | anything,
        "input": st.text() | st.lists(st.text()) | anything,
        "language": st.just("python") | anything,
    },
)
odd_notebook = st.fixed_dictionaries(
    {},
    optional={
        "cells": st.lists(odd_cell | anything) | anything,
        "worksheets": st.lists(st.fixed_dictionaries({"cells": st.lists(odd_cell)}) | anything) | anything,
        "metadata": anything | st.fixed_dictionaries({"kernelspec": st.fixed_dictionaries({"language": anything})}),
    },
)


def check(read):
    """Either a rejection with a message, or a source that can be stored and sent on."""
    try:
        source = read()
    except UploadRejected as rejected:
        message = rejected.message
        assert message.endswith(".")
        return
    assert source.cells
    for text in (source.filename, *source.cells, *source.notes):
        text.encode()
        assert "\0" not in text
        assert "\r" not in text
    assert all("\n" not in note for note in source.notes)


class TestOnlyRejectionsEscape:
    @given(st.text(), st.binary(max_size=300))
    def test_any_name_and_bytes(self, filename, data):
        check(lambda: source_of(filename, data))

    @given(st.binary(max_size=300), st.sampled_from(["a.py", "a.ipynb"]))
    def test_any_bytes(self, data, filename):
        check(lambda: source_of(filename, data))

    @given(odd_notebook)
    def test_any_notebook(self, document):
        check(lambda: source_of("a.ipynb", json.dumps(document).encode()))

    @given(st.text(), st.text())
    def test_any_text(self, text, filename):
        check(lambda: source_of_text(text, filename))

    @given(st.text(alphabet="%!?=\\\"'#([{}])\n ax.,"))
    def test_lines_stay_in_place(self, text):
        if text.strip():
            assert source_of_text("#\n" + text).cells[0].count("\n") == text.count("\n") + 1
