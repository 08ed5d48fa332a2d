"""The code that runs inside the evaluator's sandbox."""
