"""The `grader` command with its output in a file: `python -m tests.worker.logged_command FILE ARGUMENT...`"""

import os
import sys

from grader.cli import main

if __name__ == "__main__":
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for output in (sys.stdout, sys.stderr):
        os.dup2(log, output.fileno())
    sys.argv = ["grader", *sys.argv[2:]]
    main()
