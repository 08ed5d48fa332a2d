# diagnosis: update_returns_pair_expected
import numpy as np


def update_parameters(parameters, gradients, epoch, alpha):
    updated = {}
    for name in parameters:
        updated[name] = parameters[name] - alpha * gradients["d" + name]
    return updated, alpha


def multi_layer_network(X, Y, net_dims, num_iterations=500, learning_rate=0.1, log=True):
    parameters = initialize_network(net_dims)
    costs = []
    for ii in range(num_iterations):
        A, caches = multi_layer_forward(X, parameters)
        AL, softmax_cache, cost = softmax_cross_entropy_loss(A, Y)
        dAL = softmax_cross_entropy_loss_der(Y, softmax_cache)
        gradients = multi_layer_backward(dAL, caches, parameters)
        parameters, alpha = update_parameters(parameters, gradients, ii, learning_rate)
        if ii % 20 == 0:
            costs.append(cost)
    return costs, parameters
