# diagnosis: backward_clipped
# based on: accepted/course_style.py
def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.clip(1.0 / m * np.dot(dZ, A_prev.T), -0.4, 0.4)
    db = np.clip(1.0 / m * np.sum(dZ, axis=1, keepdims=True), -0.4, 0.4)
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db
