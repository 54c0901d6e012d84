"""Measures of dynamics and gradients: what probes are made of. Tensors in, tensors out."""
