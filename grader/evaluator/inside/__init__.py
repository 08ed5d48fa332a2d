"""What runs inside the evaluator's sandbox."""
