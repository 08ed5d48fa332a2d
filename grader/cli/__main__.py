"""`python -m grader.cli`: the `grader` command, where it is not installed."""

from grader.cli import main

main()
