# diagnosis: every_layer_fed_with_X
# based on: accepted/course_style.py


def L_model_forward(X, parameters):
    caches = []
    A = A_prev = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A_prev, parameters["W" + str(l)], parameters["b" + str(l)], activation="relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A_prev, parameters["W" + str(L)], parameters["b" + str(L)], activation="sigmoid")
    caches.append(cache)
    return AL, caches
