"""What is there for a submission: NumPy, as `np`."""

import numpy as np  # noqa: F401  for pasted code that does not import it
