# diagnosis: linear_forward_without_bias
# based on: accepted/course_style.py


def linear_forward(A, W, b):
    Z = np.dot(W, A)
    cache = (A, W, b)
    return Z, cache
