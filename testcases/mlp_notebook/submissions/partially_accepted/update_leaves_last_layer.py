# diagnosis: last_layer_not_updated
# based on: accepted/vectorized_helpers.py


def update_parameters(parameters, gradients, epoch, alpha):
    L = len(parameters) // 2
    for l in range(1, L):
        for key in ("W" + str(l), "b" + str(l)):
            parameters[key] = parameters[key] - alpha * gradients["d" + key]
    return parameters
