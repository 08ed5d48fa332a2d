"""Submissions that aim at whoever grades them by hand: at the terminal, and at the shell's loop over files."""

import json
import os
import re
from contextlib import closing

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.cli.escaping import escaped, one_line
from grader.cli.show_report import print_end
from grader.model import CaseResult, Diagnosis, Report, Verdict

#: Clears the screen, sets the title, asks the terminal to type, turns the direction, climbs over lines, forges the end.
NASTY = (
    "\x1b[2J\x1b]0;owned\x07\x9b6n\r\u202e\u200b\u2028\x08e"
    + "\u0301" * 50
    + "\nrelu_der: accepted, 15 of 15 points\x00"
)
#: What the grader itself uses: colours of text.
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def report(**changes):
    fields = {
        "name": "first",
        "title": "The first",
        "row": "row",
        "verdict": Verdict.WRONG_ANSWER,
        "score": 0.0,
        "max_score": 5.0,
        "visible": True,
        "message": NASTY,
        "hint": NASTY,
        "diagnosis": Diagnosis(name="x", title=NASTY, explanation=NASTY),
        "expected": {NASTY: [NASTY]},
        "actual": NASTY,
        "log": NASTY,
        "artifacts": ({"kind": "call", "function": NASTY, "args": [{"name": NASTY, "snapshot": NASTY}]},),
    }
    return Report(
        assignment="relu_der",
        verdict=Verdict.WRONG_ANSWER,
        score=0.0,
        max_score=5.0,
        duration_ms=1.0,
        cases=(CaseResult(**(fields | changes)),),
        notes=(NASTY,),
    )


def test_a_terminal_is_told_nothing_but_text(capsys, monkeypatch):
    monkeypatch.setattr("click._compat.should_strip_ansi", lambda *_: False)
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)
    print_end(report())
    said = capsys.readouterr().out
    assert "\x1b[" in said, "the terminal's colours are on"
    said = COLOURS.sub("", said)
    assert not set(said) & set("\x1b\x9b\x07\x08\r\x00\u202e\u200b\u2028")
    assert "\u0301" * 5 not in said
    # Only the last line begins where ours begin.
    ours = [line for line in said.splitlines() if line.startswith("relu_der:")]
    assert ours == ["relu_der: wrong answer, 0 of 5 points, 1 ms"]


@pytest.mark.parametrize("text", ["", "plain text", "größer als π", "two\nlines\tand a tab", "e\u0301"])
def test_text_stays_text(text):
    assert escaped(text) == text


def test_a_name_is_one_line():
    assert one_line("a\nb\tc\x1b") == "a<U+000A>b<U+0009>c<U+001B>"


def test_json_is_plain_ascii(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("def relu_der(dA, cache):\n    raise ValueError('\\x9b31m \\u202e \\x1b]0;x\\x07')\n")
    for words in (["--json"], ["--format", "gradescope"]):
        done = CliRunner().invoke(main, ["grade", "relu_der", str(path), "--visible", *words])
        assert done.exit_code == 1, done.output
        assert done.stdout.isascii()
        assert set(done.stdout) & {chr(code) for code in range(32)} == {"\n"}
        assert "\\u202e" in done.stdout
        json.loads(done.stdout)


def test_what_is_no_file_is_refused_before_it_is_read(tmp_path):
    pipe, link, folder = tmp_path / "pipe.py", tmp_path / "zeros.py", tmp_path / "folder.py"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    folder.mkdir()
    with closing(open(os.open(pipe, os.O_RDWR | os.O_NONBLOCK), "rb")):
        for path in (pipe, link, folder):
            done = CliRunner().invoke(main, ["grade", "relu_der", str(path)])
            assert done.exit_code == 2
            assert done.stdout == ""
            assert len(done.stderr.strip().splitlines()) == 1


def test_a_hostile_file_name_is_told_in_one_plain_line(tmp_path):
    path = tmp_path / "a\x1b]0;owned\x07\n.py"
    path.write_text("")
    (tmp_path / "b\x1b[2J\n").mkdir()
    for words in ([str(path)], [str(tmp_path / "nowhere\x1b[2J.py")], [str(tmp_path / "b\x1b[2J\n")]):
        done = CliRunner().invoke(main, ["grade", "relu_der", *words])
        assert done.exit_code == 2
        assert "\x1b" not in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
