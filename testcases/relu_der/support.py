"""What is there for a submission: NumPy, as `np`."""

import numpy as np
