# diagnosis: loss_of_separate_classes
# based on: accepted/where_and_matmul.py


def softmax_cross_entropy_loss(Z, Y=np.array([])):
    Z = Z - Z.max(axis=0, keepdims=True)
    A = np.exp(Z) / np.exp(Z).sum(axis=0, keepdims=True)
    cache = {"A": A}
    if len(Y) == 0:
        return A, cache, []
    m = Z.shape[1]
    onehot = np.zeros(Z.shape)
    onehot[Y.astype(int).flatten(), np.arange(m)] = 1
    loss = -(onehot * np.log(A + 1e-12) + (1 - onehot) * np.log(1 - A + 1e-12)).sum() / m
    return A, cache, loss
