"""An empirical benchmark suite that tests what lectures claim about recurrent networks."""

__version__ = "0.1.0"
