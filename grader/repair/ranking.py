"""The order in which candidates are tried: what students do, what failed, and where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from grader.model import RepairKind
from grader.repair.evidence import Evidence
from grader.repair.generation import Candidate

_WORD = re.compile(r"[A-Za-z_]\w*")
K = RepairKind
#: How often a kind of change is the one, from the assignments' wrong samples (docs/repair.md, "Measurements").
USUAL = {
    K.COMPARISON: 5.0,
    K.AXIS: 5.0,
    K.SIGN: 4.5,
    K.OPERATOR: 4.5,
    K.TRANSPOSITION: 4.5,
    K.EXPRESSION: 5.0,
    K.ORDER: 4.0,
    K.INDEX: 4.0,
    K.KEY: 3.5,
    K.FUNCTION: 3.5,
    K.FACTOR: 3.5,
    K.CALL: 3.0,
    K.STATEMENT: 3.0,
    K.IN_PLACE: 3.0,
    K.RETURN: 3.0,
    K.TERM: 3.0,
    K.COPY: 2.5,
    K.NUMBER: 2.5,
    K.NAME: 2.5,
    K.DTYPE: 2.0,
    K.SHAPE: 1.5,
}
#: More for a candidate in the line of the exception, for one whose statement computes what failed, and less for each
#: call between the failing function and the change.
_LINE, _WORDS, _DEPTH = 4.0, 1.5, 1.0
#: Less for an expression of a right solution with which a local variable is computed in vain: the mistake is likely
#: where that is computed.
_IN_VAIN = 3.0
#: So many such variables make it another program, which says nothing of where the mistake is.
_REWRITES = 2
#: Less for each candidate of the same kind that is likelier.
_CROWD = 0.02


def ranked(candidates: Iterable[Candidate], evidence: Evidence) -> list[Candidate]:
    """The candidates, the most likely first."""
    words: dict[int, bool] = {}

    def mentioned(candidate: Candidate) -> bool:
        """Whether the candidate's statement computes what failed. Known by statement: most have many candidates."""
        statement = candidate.site.statement(candidate.draft.node)
        if id(statement) not in words:
            words[id(statement)] = bool(evidence.words & set(_WORD.findall(candidate.role.partition("`")[2])))
        return words[id(statement)]

    small = (candidate for candidate in candidates if len(_in_vain(candidate)) < _REWRITES)
    scored = [(_score(candidate, evidence, mentioned(candidate)), candidate) for candidate in small]
    scored.sort(key=lambda pair: -pair[0])
    return [candidate for _, candidate in sorted(_spread(scored), key=lambda pair: -pair[0])]


def _spread(scored: Iterable[tuple[float, Candidate]]) -> Iterator[tuple[float, Candidate]]:
    """The scores, lower for each candidate of the same kind before: no kind is tried to the end before others begin."""
    counts: Counter[RepairKind] = Counter()
    for score, candidate in scored:
        yield score - _CROWD * counts[candidate.kind], candidate
        counts[candidate.kind] += 1


def _score(candidate: Candidate, evidence: Evidence, mentioned: bool) -> float:
    kind, weight = candidate.kind, candidate.draft.weight
    score = (USUAL[kind] + evidence.kinds.get(kind, 0.0)) * (0.3 + 0.7 * min(weight, 1.0)) + max(0.0, weight - 1.0)
    if candidate.line in evidence.lines:
        score += _LINE
    if mentioned:
        score += _WORDS
    if _in_vain(candidate):
        score -= _IN_VAIN
    return score - _DEPTH * candidate.depth


def _in_vain(candidate: Candidate) -> list[str]:
    """The local variables that nothing reads any more where a right expression takes the place of the student's."""
    if candidate.kind is not K.EXPRESSION:
        return []
    before = Counter(_WORD.findall(candidate.draft.before))
    after = set(_WORD.findall(candidate.draft.after))
    reads = candidate.site.reads
    return [name for name, count in before.items() if name not in after and 0 < reads[name] <= count]
