# diagnosis: none
# based on: accepted/course_style.py


def linear_activation_backward(dA, cache, activation):
    linear_cache, activation_cache = cache[1], cache[0]
    if activation == "relu":
        dZ = relu_backward(dA, activation_cache)
        dA_prev, dW, db = linear_backward(dZ, linear_cache)
    elif activation == "sigmoid":
        dZ = sigmoid_backward(dA, activation_cache)
        dA_prev, dW, db = linear_backward(dZ, linear_cache)
    return dA_prev, dW, db
