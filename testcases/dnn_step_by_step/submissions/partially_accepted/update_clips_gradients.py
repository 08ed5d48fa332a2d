# diagnosis: update_with_clipped_gradients
# based on: accepted/course_style.py
def update_parameters(params, grads, learning_rate):
    parameters = params.copy()
    for l in range(1, len(parameters) // 2 + 1):
        for kind in ("W", "b"):
            gradient = grads["d" + kind + str(l)]
            gradient = np.where(np.abs(gradient) > 0.5, 0.5 * np.sign(gradient), gradient)
            parameters[kind + str(l)] = parameters[kind + str(l)] - learning_rate * gradient
    return parameters
