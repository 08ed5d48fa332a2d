import numpy


def _errors(x, y, k):
    """dC/dz of the three layers for example k, as flat vectors."""
    a0, z1, a1, z2, a2, z3, a3 = network_function(x[:, k:k + 1])
    d3 = [2 * (a3[i, 0] - y[i, k]) * d_sigma(z3[i, 0]) for i in range(2)]
    d2 = []
    for j in range(W3.shape[1]):
        back = 0.0
        for i in range(2):
            back += W3[i, j] * d3[i]
        d2.append(back * d_sigma(z2[j, 0]))
    d1 = []
    for j in range(W2.shape[1]):
        back = 0.0
        for i in range(W2.shape[0]):
            back += W2[i, j] * d2[i]
        d1.append(back * d_sigma(z1[j, 0]))
    return (d1, d2, d3), (a0[:, 0], a1[:, 0], a2[:, 0])


def _weights(x, y, layer, W):
    n = x.shape[1]
    total = numpy.zeros(W.shape)
    for k in range(n):
        ds, inputs = _errors(x, y, k)
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                total[i][j] += ds[layer - 1][i] * inputs[layer - 1][j] / n
    return total


def _biases(x, y, layer):
    n = x.shape[1]
    columns = [_errors(x, y, k)[0][layer - 1] for k in range(n)]
    return numpy.array([[sum(row) / n] for row in zip(*columns)])


def J_W3(x, y):
    return _weights(x, y, 3, W3)


def J_b3(x, y):
    return _biases(x, y, 3)


def J_W2(x, y):
    return _weights(x, y, 2, W2)


def J_b2(x, y):
    return _biases(x, y, 2)


def J_W1(x, y):
    return _weights(x, y, 1, W1)


def J_b1(x, y):
    return _biases(x, y, 1)
