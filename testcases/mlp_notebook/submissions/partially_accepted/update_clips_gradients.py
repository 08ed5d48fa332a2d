# diagnosis: update_with_clipped_gradients
# based on: accepted/where_and_matmul.py
def update_parameters(parameters, gradients, epoch, alpha):
    updated = {}
    for name in parameters:
        updated[name] = parameters[name] - alpha * np.clip(gradients["d" + name], -0.5, 0.5)
    return updated
