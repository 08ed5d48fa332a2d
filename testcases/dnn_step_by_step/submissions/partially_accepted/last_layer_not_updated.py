# diagnosis: last_layer_not_updated
# based on: accepted/course_style.py


def update_parameters(parameters, grads, learning_rate):
    L = len(parameters) // 2
    for l in range(L - 1):
        parameters["W" + str(l + 1)] -= learning_rate * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] -= learning_rate * grads["db" + str(l + 1)]
    return parameters
