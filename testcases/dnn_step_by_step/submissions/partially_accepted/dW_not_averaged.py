# diagnosis: dW_not_divided
# based on: accepted/course_style.py


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T)
    db = 1.0 / m * np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)
    assert db.shape == b.shape
    return dA_prev, dW, db
