"""Compiles a filter policy into the kernel's seccomp bytecode, by libseccomp."""

from __future__ import annotations

import errno
import functools
import itertools
import os

from grader.sandbox.policy import FilterPolicy

#: Bytes of one instruction (`struct sock_filter`).
INSTRUCTION = 8


@functools.cache
def compiled(policy: FilterPolicy) -> bytes:
    """The filter as an array of `struct sock_filter`, ready for prctl or bubblewrap."""
    # Imported here, because it needs libseccomp, which processes inside a sandbox that import this package lack.
    import pyseccomp  # type: ignore[import-untyped]

    def known(name: str) -> bool:
        """Whether this architecture has a system call of that name."""
        try:
            return bool(pyseccomp.resolve_syscall(pyseccomp.system_arch(), name) >= 0)
        except (ValueError, OSError):
            return False

    rules = pyseccomp.SyscallFilter(pyseccomp.ERRNO(policy.refusal))
    # A binary tree instead of a list. On installation the kernel evaluates the filter once for each system call number.
    rules.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, 2)
    for name in sorted(filter(known, policy.calls)):
        rules.add_rule(pyseccomp.ALLOW, name)
    for rule in policy.argued:
        if not known(rule.call):
            continue
        # libseccomp combines the conditions of one rule by "and", and rules of one call by "or".
        for values in itertools.product(*(argument.values for argument in rule.arguments)):
            conditions = [
                pyseccomp.Arg(argument.index, pyseccomp.EQ, value)
                if argument.mask is None
                else pyseccomp.Arg(argument.index, pyseccomp.MASKED_EQ, argument.mask, value)
                for argument, value in zip(rule.arguments, values, strict=True)
            ]
            rules.add_rule(pyseccomp.ALLOW, rule.call, *conditions)
    for name in sorted(filter(known, policy.absent)):
        rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), name)
    descriptor = os.memfd_create("filter")
    with os.fdopen(descriptor, "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
