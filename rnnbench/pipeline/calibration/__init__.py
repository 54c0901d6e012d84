"""Calibration: how often each test is wrong, and how often it sees what is there.

Pools of runs of one arm, which differ in their seeds alone, stand for the arm's distribution. Sides
of a contrast are drawn from a pool, so that the truth is known; effects are planted by shifting
scores and stretching times by known amounts.
"""
