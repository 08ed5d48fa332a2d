# diagnosis: none
# based on: accepted/where_and_matmul.py


def multi_layer_network(X, Y, net_dims, num_iterations=500, learning_rate=0.1, log=True):
    parameters = initialize_network(net_dims)
    A0 = X
    costs = []
    for ii in range(num_iterations):
        AL, caches = multi_layer_forward(A0, parameters)
        A, cache, loss = softmax_cross_entropy_loss(AL, Y)
        dZ = softmax_cross_entropy_loss_der(Y, cache)
        gradients = multi_layer_backward(dZ, caches, parameters)
        parameters = update_parameters(parameters, gradients, ii, learning_rate)
        if ii % 20 == 0:
            costs.append(loss)
            if log:
                print("Cost at iteration %i is: %.05f, learning rate: %.05f" % (ii + 1, cost, learning_rate))
    return costs, parameters
