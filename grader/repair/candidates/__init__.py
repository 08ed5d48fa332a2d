"""Changes of a function, made from its syntax tree: each module yields drafts for one expression or statement.

`ALL` lists the rules for expressions; `statements.statement_drafts` is the one for statements.
"""

from grader.repair.candidates.calls import call_drafts
from grader.repair.candidates.constants import constant_drafts
from grader.repair.candidates.names import name_drafts
from grader.repair.candidates.operators import SYMBOLS, operator_drafts
from grader.repair.candidates.products import product_drafts
from grader.repair.candidates.scaling import scaling_drafts
from grader.repair.candidates.shapes import shape_drafts
from grader.repair.candidates.site import Draft, Site, Vocabulary
from grader.repair.candidates.statements import statement_drafts
from grader.repair.candidates.wrapping import wrapping_drafts

#: The rules for expressions.
ALL = (
    operator_drafts,
    product_drafts,
    call_drafts,
    shape_drafts,
    constant_drafts,
    scaling_drafts,
    name_drafts,
    wrapping_drafts,
)

__all__ = ["ALL", "SYMBOLS", "Draft", "Site", "Vocabulary", "statement_drafts"]
