# diagnosis: none
def backward(x, y):
    outputs = forward_all(x)
    return outputs[-1] - y


J_W3 = J_b3 = J_W2 = J_b2 = J_W1 = J_b1 = lambda x, y: backward(x, y)
