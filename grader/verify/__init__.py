"""The tests of the tests: does a suite accept what is right, refuse what is wrong, and name what it knows?

samples        promised verdicts and diagnoses, through the real jail
misconceptions each one loses marks, and is told by its own name
mutants        automatic changes of the reference lose marks
formulations   how many right ways of writing each function are proven to pass
margins        how far right answers stay inside the tolerance, and wrong ones outside
fixtures       the reference gives the same answers twice
"""
