"""The network of the quiz: the solution and its known mistakes."""

#: Names that the starter gives to the factors, in the order of computation.
INTERMEDIATES = {"dCdb": ["z", "dCda", "dadz", "dzdb"]}

MUTANTS_EQUIVALENT = {"combined: dCda * dadz * dzdb -> dCda * dadz / dzdb": "dz/db is 1."}

#: What no case hands over.
INPUTS_NOT_TESTED = {
    "dCdb": "It takes single numbers.",
}
