"""Repair search after grading: a queue and processes of its own, at the lowest priority."""
