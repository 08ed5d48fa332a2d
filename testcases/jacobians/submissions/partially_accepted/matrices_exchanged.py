# diagnosis: J_W1_matrices_exchanged
# based on: accepted/short_with_mean.py


def J_W1(x, y):
    s1, s2, s3 = slopes(x)
    out = network_function(x)
    delta = s1 * np.dot(W3.T, s2 * np.dot(W2.T, (out[6] - y) * 2 * s3))
    return np.dot(delta, x.T) / x.shape[1]
