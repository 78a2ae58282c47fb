"""Benchmarks: ratios and costs, printed and never gates."""
