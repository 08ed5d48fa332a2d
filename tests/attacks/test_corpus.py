"""The attack corpus: its header format, and that none of it goes missing."""

from __future__ import annotations

import sys

import pytest

from grader.attacks import load_corpus, parse_attack, support_code
from grader.errors import AssignmentError
from grader.model import MIB, Verdict

VALID = """\
# /// attack
# tries = "Win."
# verdicts = ["accepted", "runtime_error"]
# hidden = true
# memory_mib = 64
# ///
import os

def attack(root, worker):
    return []
"""


def test_the_corpus_is_complete_and_is_not_imported():
    corpus = load_corpus()
    assert len(corpus) >= 152
    assert all(("def attack(" in attack.source) != attack.graded for attack in corpus.values())
    assert "def attempt(" in support_code()
    assert not [name for name in sys.modules if name.startswith("grader.attacks.corpus.")]


def test_a_file_is_a_header_and_the_hostile_code():
    attack = parse_attack("win", VALID)
    assert (attack.name, attack.tries) == ("win", "Win.")
    assert attack.verdicts == (Verdict.ACCEPTED, Verdict.RUNTIME_ERROR)
    assert (attack.graded, attack.hidden, attack.repeated) == (False, True, False)
    assert (attack.limits.wall_seconds, attack.limits.memory_bytes) == (2.0, 64 * MIB)
    assert attack.source == "import os\n\ndef attack(root, worker):\n    return []\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# /// attack\n", ""),
        ('# tries = "Win."\n', ""),
        ("hidden = true", "hiden = true"),
        ('"accepted", "runtime_error"', ""),
        ('"accepted"', '"won"'),
        ("memory_mib = 64", "memory_mib ="),
    ],
)
def test_an_invalid_header_names_the_file(old, new):
    with pytest.raises(AssignmentError, match="win: "):
        parse_attack("win", VALID.replace(old, new))
