"""The evaluator: test cases, references, comparisons and diagnosis in processes apart from the worker.

Theory of operation
===================

The grader's own code handles values that a student chose, and an assignment's code was written by its instructor.
Neither gets access to the service: both run without network, database, Redis, settings or keys, with limited memory and
time, and can be killed at any moment, also inside C code::

    worker              claims the row, keeps lease and clock, stores and publishes; starts the jail's init processes
     └ bwrap            user, pid, net, ipc, uts and cgroup namespaces, a read-only root
       └ zygote         Python with NumPy and the engine imported; forks a template per assignment (`inside.zygote`)
         └ template     sees the files of one assignment only; has loaded it and run its reference, so that forks
           │            inherit all answers; runs known mistakes while the worker is idle (`inside.template`)
           └ evaluator  memory limit, no new processes, seccomp filter; grades one submission after another, and is
                        replaced after many, after growth and after every kill (`inside.evaluator`)

The worker hands an evaluator the submission and the control socket of the jail's init process for it; the evaluator
drives the jail, so the submission's processes end when it ends. It returns messages of a fixed schema and bounded size
(`messages`), and writes its current stage to a shared page (`stage`). Meanwhile the worker polls that page and the
evaluator's processor time. Waiting for the jail uses none, so this is the time spent on checking (`supervision`). An
evaluator that exceeds its limit is killed: the current test case gets a result with a fixed sentence, and the remaining
ones continue in a fresh evaluator.
"""
