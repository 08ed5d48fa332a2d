"""Benchmarks: `python -m bench` runs all, `python -m bench jail service` some.

Each module has a `main()` that measures side by side in one run and returns `Table`s of medians and ratios. These
machines are shared, so a ratio counts more than a millisecond; docs/performance.md holds results and what they mean.
"""
