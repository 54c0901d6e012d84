"""Calibration: error rates, coverage and power of the tests, from simulated effects.

A/A samples are runs of one arm that differ in their seeds alone; they stand for the arm's
distribution. Both sides of a contrast are drawn from one such sample, so the truth is known.
Effects are simulated by shifting scores and stretching times by known amounts.
"""
