# diagnosis: complement_without_brackets
answers = {
    "error_last": "gradient_times_slope",
    "error_before": "weights_after",
    "weights": "a_k^{l-1} * delta_j^l",
    "biases": "delta_j^l",
    "sigmoid_slope": "sigma(z) * 1 - sigma(z)",
    "sigmoid_far": "small",
    "relu_positive": "1",
    "relu_negative": "0",
    "loss": "0.288",
    "dC_dw1": "2.081",
    "dC_dw2": "-0.004",
    "dC_db": "-0.139",
    "sgd": "w_1 - eta * dC/dw_1",
}
