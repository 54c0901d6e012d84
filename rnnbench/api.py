"""Everything that components of your own import, at one address.

``from rnnbench.api import Cell, State`` in ``components/cells/my_cell.py``, and so on. The stub
beside this file lists the names. Each is imported when it is first used, so that a claim does
not import PyTorch.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub("rnnbench", __file__)
