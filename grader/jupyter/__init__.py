"""Jupyter: `%load_ext grader`, then `%%grade SLUG` in the first line of a cell. docs/jupyter.md describes it.

magics       the magic command
rendering    results as HTML, and as text where no HTML is shown
"""
