"""Every attack of the corpus is repelled by the real jail, warm and cold."""

from __future__ import annotations

import pytest

from grader.attacks import load_corpus

CORPUS = load_corpus()


@pytest.mark.parametrize("attack", CORPUS.values(), ids=CORPUS)
def test_attack_gains_nothing(runner, attack):
    outcome = runner.run(attack)
    assert outcome.gained == ()
    assert outcome.expected, f"{outcome.verdict.value}: {outcome.message}"
    assert outcome.side_effects == ()
