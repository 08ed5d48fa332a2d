"""The small network of the homework, whose numbers the questions ask for."""
