"""A known error: how it is recognised, and what is said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.errors import SubmissionFault


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A known error."""

    name: str
    title: str
    explanation: str
    hint: str
    #: Classes of the exception; empty for any.
    errors: frozenset[str] = frozenset()
    #: Searched in the text of the exception; must be found.
    text: str = ""
    #: Searched in the line that raised; must be found when given.
    line: str = ""

    def fits(self, fault: SubmissionFault) -> bool:
        if self.errors and fault.error_type not in self.errors:
            return False
        # Of a submission that does not parse there is no traceback: the message tells the line.
        line = fault.frames[-1].text if fault.frames else fault.message
        return bool(re.search(self.text, fault.error_text or fault.message)) and bool(re.search(self.line, line))
