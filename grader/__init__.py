"""Grades neural-network code written in NumPy.

The arrows between the packages point one way; `make check` proves it by the contracts in `.importlinter`:

    model, errors, settings     nouns, one error base, one settings table        import nothing of ours
    outbound                    requests to addresses that people have entered   -> errors
    formulas                    typed formulas: read, shown back, compared       -> model, errors
    engine                      pure: cases, checks, diagnosis, scoring          -> formulas, model, errors
    sandbox                     isolation: jail, policy, wire format             -> model, errors
    datasets                    MNIST                                            -> errors, settings
    assignments.files           which files, who may read them, versions         -> errors
    assignments.public          what everybody may see of an assignment          -> files, model, errors
    assignments.secret          test cases and references                        -> public, engine
    repair                      changes that make failed tests pass              -> engine
    judge                       joins engine and sandbox: a submission in, a report out
    evaluator                   runs the judge in processes apart from the worker -> judge, sandbox
    store                       what is remembered                               -> model, errors, settings
    translations, notices       what notices and emails say, in the reader's language -> store
    lti                         client of the services of LTI platforms          -> outbound, errors
    worker                      Celery: queue, tasks, events, sweeper, senders   -> evaluator, sandbox, store, lti
    client                      the REST API, for programs; needs only httpx     imports nothing of ours
    stored_tokens               the tokens of `grader sign-in`                   imports nothing of ours
    jupyter                     `%%grade` in a notebook                          -> client, stored_tokens, model
    cli                         the `grader` command                             -> all of it
"""

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Called by `%load_ext grader`."""
    from grader.jupyter.magics import register

    register(shell)
