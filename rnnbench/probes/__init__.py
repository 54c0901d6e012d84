"""Probes: measurements of dynamics and gradients on nets that need no long training."""
