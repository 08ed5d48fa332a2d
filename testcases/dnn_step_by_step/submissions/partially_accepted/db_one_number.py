# diagnosis: db_one_number
# based on: accepted/course_style.py


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = 1.0 / m * np.dot(dZ, A_prev.T)
    db = np.sum(dZ) * (1.0 / m)
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db
