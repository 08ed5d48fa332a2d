"""References made in memory."""

import textwrap

from grader.engine.fresh_modules import SourceFile
from grader.engine.reference import Reference


def reference_of(solution, tables="", **modules):
    """The reference `small`, whose solution may hold its mistakes; `tables` is its `__init__`, `modules` the rest."""
    texts = {"reference.small": tables, "reference.small.solution": solution}
    texts |= {f"reference.small.{name}": text for name, text in modules.items()}
    files = {
        name: SourceFile(
            filename=f"{name.replace('.', '/')}.py", text=textwrap.dedent(text), is_package=name == "reference.small"
        )
        for name, text in texts.items()
    }
    return Reference.load("small", files.get)
