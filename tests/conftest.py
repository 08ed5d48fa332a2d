"""For all tests: MNIST comes from GRADER_MNIST_DIR or a folder beside the project, and never from the network."""

import os

from tests.mnist_files import FOLDER

if FOLDER is not None:
    os.environ["GRADER_MNIST_DIR"] = str(FOLDER)
os.environ.setdefault("GRADER_MNIST_DOWNLOAD", "false")
