"""Repair search: the smallest change of a submission's own code that makes its failed tests pass.

The arrows point one way; `.importlinter` holds the modules to it:

    source_text     positions in the student's text; edits keep its formatting
    program         the functions of a submission, and which of them a failing function reaches
    candidates/     changes made from the syntax tree, a module for each group of kinds
    rewriting       expressions of right solutions in a submission's names
    donors          expressions of right solutions, for the places of the same role
    generation      all candidates of a failing function, numbered
    evidence        what the failure says: shape, factor, sign, exception
    ranking         the order in which candidates are tried
    budget          the time of a search
    runner          runs variants of the submission through the jail
    screening       runs many variants in one child, for a first look
    search          budget, screening, proof
    texts           the ladder of hints
    repairing       joins them: a submission in, repairs out

A variant is student code: it runs in the jail only. Its answers are compared where the test cases are.
"""
