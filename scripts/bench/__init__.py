"""Benchmarks: how fast and how small, measured on this machine, as JSON."""
