# diagnosis: none
answers = {
    "error_last": "gradient_only",
    "error_before": "value",
    "weights": "w_jk^l",
    "biases": "b_j^l",
    "sigmoid_slope": "z",
    "sigmoid_far": "large",
    "relu_positive": 5,
    "relu_negative": 7,
    "loss": 9,
    "dC_dw1": 100,
    "dC_dw2": 100,
    "dC_db": 100,
    "sgd": "x",
}
