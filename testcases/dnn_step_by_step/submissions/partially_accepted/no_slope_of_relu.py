# diagnosis: no_relu_slope
# based on: accepted/course_style.py


def linear_activation_backward(dA, cache, activation):
    linear_cache, activation_cache = cache
    if activation == "sigmoid":
        dZ = sigmoid_backward(dA, activation_cache)
    else:
        dZ = dA
    return linear_backward(dZ, linear_cache)
