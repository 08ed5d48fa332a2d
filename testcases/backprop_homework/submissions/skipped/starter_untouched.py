# Your answers, question by question: the name of an option, a number, or a formula as text.
answers = {
    "error_last": "",
    "error_before": "",
    "weights": "",
    "biases": "",
    "sigmoid_slope": "",
    "sigmoid_far": "",
    "relu_positive": "",
    "relu_negative": "",
    "loss": "",
    "dC_dw1": "",
    "dC_dw2": "",
    "dC_db": "",
    "sgd": "",
}
