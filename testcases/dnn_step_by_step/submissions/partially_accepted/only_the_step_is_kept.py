# diagnosis: replaced_by_step_uphill
# based on: accepted/course_style.py


def update_parameters(params, grads, learning_rate):
    parameters = params.copy()
    L = len(parameters) // 2
    for l in range(L):
        parameters["W" + str(l + 1)] = learning_rate * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] = learning_rate * grads["db" + str(l + 1)]
    return parameters
