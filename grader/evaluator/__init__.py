"""The evaluator: test cases, references, comparisons and diagnosis in processes apart from the worker.

Theory of operation
===================

Trusted code handles values that a student chose, and an assignment's code is its instructor's. Neither is trusted with
the service: both run without network, database, Redis, settings or keys, limited in memory and time, and can be killed
at any moment, also inside C code::

    worker              claims the row, keeps lease and clock, stores and publishes; starts the jail's init processes
     └ bwrap            user, pid, net, ipc, uts and cgroup namespaces, a read-only root
       └ zygote         Python with NumPy and the engine imported; forks a template per assignment (`inside.zygote`)
         └ template     sees the files of one assignment only; has loaded it and run its reference, so that a fork
           │            knows all answers; runs known mistakes while the worker is idle (`inside.template`)
           └ evaluator  memory limit, no new processes, seccomp filter; grades one submission after another, and is
                        replaced after many, after growth and after every kill (`inside.evaluator`)

The worker hands an evaluator the submission and the control socket of the jail's init process for it; the evaluator
drives the jail, so its end is the end of the submission's processes. Back come messages of a fixed schema and bounded
size (`messages`). The evaluator's stage stands on a page that both share (`stage`). While it waits, the worker reads
that page and the evaluator's processor time: waiting for the jail costs none, so what it measures is the time spent on
checking (`supervision`). An evaluator that uses too much is killed; the test case
at hand is settled with a fixed sentence, and the remaining ones continue in a fresh evaluator.
"""
