"""Measures of dynamics and gradients, for probes. Tensors in, tensors out."""
