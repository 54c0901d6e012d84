"""An empirical benchmark suite that puts what lectures say about recurrent nets to the test."""

__version__ = "0.1.0"
