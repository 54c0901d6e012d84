"""Train populations: many nets of one shape as one stacked computation."""
