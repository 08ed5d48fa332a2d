"""Typed formulas: parsed, rendered, and compared by value. Nothing is executed; every input is bounded.

`parse` turns text into a tree, `mathml` shows the tree, `equivalent` compares two trees at seeded random points;
`numbers.read_number` reads a typed number.
`preview` is what a page calls while a student types. Imports errors and model only, so that pages and the engine may
both use it.
"""

from grader.formulas.compare import equivalent
from grader.formulas.parse import FormulaError, parse
from grader.formulas.render import mathml, preview

__all__ = ["FormulaError", "equivalent", "mathml", "parse", "preview"]
