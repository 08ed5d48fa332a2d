# /// attack
# tries = "Answer with arrays of zero and negative strides that claim to be enormous."
# verdicts = ["output_limit_exceeded", "memory_limit_exceeded"]
# ///
from numpy.lib.stride_tricks import as_strided

def attack(root, worker):
    return [np.broadcast_to(np.float64(0), (10**6, 10**6))]
