# diagnosis: none
# based on: accepted/short_with_mean.py


def J_b1(x, y):
    s1, s2, s3 = slopes(x)
    out = network_function(x)
    delta = s1 * np.dot(W2.T, s2 * np.dot(W3.T, (out[6] - y) * 2 * s3))
    _ = np.mean(delta, axis=1, keepdims=True)
