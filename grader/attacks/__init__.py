"""Attacks on the sandbox: a corpus of hostile submissions, and a runner that checks what each of them achieves.

`corpus/` holds one file per attack: a header, then the hostile code. Corpus files are data. They are sent into a jail
as text and never imported or compiled outside it; ruff and mypy exclude the folder. `grader doctor --attack` and
`tests/attacks/` run the same files through the same runner.
"""

from __future__ import annotations

from grader.attacks.attack import Attack, load_corpus, parse_attack, support_code
from grader.attacks.runner import AttackRunner, Outcome, attack_runner

__all__ = ["Attack", "AttackRunner", "Outcome", "attack_runner", "load_corpus", "parse_attack", "support_code"]
