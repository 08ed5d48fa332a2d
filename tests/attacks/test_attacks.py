"""Every attack of the corpus is repelled by the real jail, warm and cold.

Of each family of attacks a run takes every twelfth one in the cold jail; with `--hypothesis-profile=thorough` it takes
them all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from grader.attacks import Attack, load_corpus
from tests.sampling import every

CORPUS = load_corpus()


def family(attack: Attack) -> object:
    """How the attack is run, and the ending that is expected first."""
    return attack.graded, attack.hidden, attack.repeated, attack.verdicts[0]


def pairs() -> Iterator[object]:
    """Mode and attack, first all of the warm jail."""
    families: dict[object, list[Attack]] = defaultdict(list)
    for attack in CORPUS.values():
        families[family(attack)].append(attack)
        yield pytest.param("warm", attack, id=f"{attack.name}-warm")
    for attacks in families.values():
        for attack in every(12, attacks):
            yield pytest.param("cold", attack, id=f"{attack.name}-cold")


@pytest.mark.parametrize(("mode", "attack"), list(pairs()))
def test_attack_gains_nothing(request, mode, attack):
    outcome = request.getfixturevalue(f"{mode}_runner").run(attack)
    assert outcome.gained == ()
    assert outcome.expected, f"{outcome.verdict.value}: {outcome.message}"
    assert outcome.side_effects == ()
