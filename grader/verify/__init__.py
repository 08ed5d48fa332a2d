"""Verifies an assignment: its suite accepts right submissions, rejects wrong ones, and names known mistakes.

samples        get the promised verdict and diagnosis, through the real jail
misconceptions lose marks and are diagnosed by their own name
mutants        lose marks: automatic changes of the reference (mutation testing)
formulations   how many correct formulations of each function are proven to pass
inputs         which dtypes, shapes, signs and layouts no case hands to a graded function
margins        the errors of right and of wrong answers, relative to the tolerance
determinism    two runs of the reference give the same answers
"""
