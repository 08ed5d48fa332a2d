# diagnosis: backward_clipped
# based on: accepted/where_and_matmul.py
def linear_backward(dZ, cache, W, b):
    dW = np.clip(dZ @ cache["A"].T, -1, 1)
    db = np.clip(dZ.sum(axis=1, keepdims=True), -1, 1)
    return W.T @ dZ, dW, db
