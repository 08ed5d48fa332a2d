"""Initial parameters."""

from grader.engine import case, expect


def check_parameters(student, reference, function, *args):
    """The same keys, shapes and numbers."""
    wanted = getattr(reference, function)(*args)
    parameters = getattr(student, function)(*args)
    expect(parameters).has_keys(wanted)
    for name, value in wanted.items():
        expect(parameters[name], name).has_shape(value.shape)
    expect(parameters).close_to(wanted, rtol=1e-6, atol=1e-9)


@case(row="initialize_parameters", title="Three inputs, two hidden units, one output", visible=True)
def two_layers_small(student, reference):
    check_parameters(student, reference, "initialize_parameters", 3, 2, 1)


@case(row="initialize_parameters", title="Four inputs, five hidden units, two outputs")
def two_layers_wider(student, reference):
    check_parameters(student, reference, "initialize_parameters", 4, 5, 2)
    check_parameters(student, reference, "initialize_parameters", 1, 1, 1)


@case(row="initialize_parameters_deep", title="Widths 5, 4, 3", visible=True)
def deep_two_layers(student, reference):
    check_parameters(student, reference, "initialize_parameters_deep", [5, 4, 3])


@case(row="initialize_parameters_deep", title="Widths 3, 6, 2, 4, 1")
def deep_four_layers(student, reference):
    check_parameters(student, reference, "initialize_parameters_deep", [3, 6, 2, 4, 1])
    check_parameters(student, reference, "initialize_parameters_deep", [1, 1, 1])
