# diagnosis: J_b2_b3_for_W3
# based on: accepted/short_with_mean.py


def J_b2(x, y):
    s1, s2, s3 = slopes(x)
    out = network_function(x)
    delta = s2 * np.dot(b3.T, (out[6] - y) * 2 * s3)
    return np.mean(delta, axis=1, keepdims=True)
