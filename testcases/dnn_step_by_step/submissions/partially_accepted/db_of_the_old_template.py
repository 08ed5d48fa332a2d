# diagnosis: db_squeezed_and_asserted
# based on: accepted/course_style.py


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = 1.0 / m * np.dot(dZ, A_prev.T)
    db = 1 / m * np.squeeze(np.sum(dZ, axis=1, keepdims=True))
    dA_prev = np.dot(W.T, dZ)
    assert isinstance(db, float)
    return dA_prev, dW, db
