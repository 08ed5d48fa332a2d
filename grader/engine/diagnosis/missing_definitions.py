"""Definitions that could not be loaded: what the sentence that tells the reason says of its kind."""

from __future__ import annotations

from grader.engine.diagnosis.error_pattern import Pattern

MISSING_DEFINITIONS: tuple[Pattern, ...] = (
    Pattern(
        name="unfinished",
        title="A part of the starter is unfinished",
        explanation="A line has nothing after its equals sign, still says ???, or a function has no body of its own.",
        hint="Fill in the line that the message names.",
        of_call=True,
        text=r"nothing stands after the equals sign yet|`\?\?\?` still has to be replaced|has no body yet|"
        r"is still the starter's",
    ),
    Pattern(
        name="not_defined",
        title="A required name is missing",
        explanation="The submission has no function, class or method of the name that the task gives.",
        hint="Keep the names of the starter, and submit the file or the cell that defines them.",
        of_call=True,
        text=r"is not defined in your submission|does not define `",
    ),
    Pattern(
        name="python_2_print",
        title="Python 2: print without brackets",
        explanation="In Python 3 print is a function.",
        hint="Write print(x) instead of print x.",
        of_call=True,
        text=r"this is Python 2: `print` needs parentheses",
    ),
    Pattern(
        name="python_2_syntax",
        title="Python 2 syntax",
        explanation="This line is Python 2. Python 3 writes it differently.",
        hint="The message says how.",
        of_call=True,
        text=r"this is Python 2",
    ),
    Pattern(
        name="tabs_and_spaces",
        title="Tabs and spaces are mixed",
        explanation="Lines of one block are indented with tabs in one place and with spaces in another, so Python "
        "cannot tell which belong together.",
        hint="Indent everything with four spaces; most editors have a command that converts tabs.",
        of_call=True,
        text=r"inconsistent use of tabs",
    ),
    Pattern(
        name="indentation",
        title="The indentation does not fit",
        explanation="A line is indented further or less than the block that it should belong to, or a block is empty.",
        hint="Compare the spaces at the beginning of this line with those of the line before.",
        of_call=True,
        text=r"unexpected indent|unindent does not match|expected an indented block|is indented by",
    ),
    Pattern(
        name="open_bracket",
        title="A bracket is not closed, or closed once too often",
        explanation="The brackets of this statement do not go in pairs.",
        hint="Count the brackets of the line, and of the one before.",
        of_call=True,
        text=r"was never closed|: unmatched '|does not match opening parenthesis",
    ),
    Pattern(
        name="merge_marks",
        title="The marks of a merge are still in the file",
        explanation="Two versions of some lines stand one below the other, between lines that begin with <, = or >.",
        hint="Keep one of the two versions, and delete the three lines with the marks.",
        of_call=True,
        text=r"is a mark of an unfinished merge",
    ),
    Pattern(
        name="newer_python",
        title="This line needs a newer Python",
        explanation="The line is right in a newer Python than the one that runs here.",
        hint="Write it as the message says.",
        of_call=True,
        text=r"needs Python 3\.\d+ or newer",
    ),
    Pattern(
        name="not_python",
        title="Python cannot read this line",
        explanation="This line is not valid Python, or an earlier line is incomplete.",
        hint="Look for a missing colon, bracket, comma or quotation mark in this line and in the one before.",
        of_call=True,
        text=r"\bsyntax error( in [^:]+)?: ",
    ),
)
