"""Compile graphs that write their results into given buffers."""

import os
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor
from torch._subclasses import FakeTensorMode
from torch.fx import Graph, GraphModule, Node
from torch.fx.experimental.symbolic_shapes import ShapeEnv

from rnnbench.engine.graphs import placeholders_of, results_of

Kernel = Callable[..., object]
Mode = Literal["write", "add", "skip"]
SETTINGS = {
    "cpp.use_decompose_tanh": True,  # several times as fast
    "cpp.vec_isa_ok": True,  # trust the processor's flags: a trial run takes a second
    "compile_threads": 1,
    "size_asserts": False,
}


def storing(module: GraphModule, modes: Sequence[Mode]) -> GraphModule:
    """A graph that writes its results into further arguments, or adds to them.

    Args:
        module: a graph with a list of results.
        modes: ``write``, ``add`` or ``skip`` for each result; a skipped one has no argument.

    Returns:
        A graph of (arguments of ``module``, one buffer for each result not skipped) -> ().
    """
    graph = Graph()
    mapping: dict[Node, Node] = {}
    graph.graph_copy(module.graph, mapping)
    last = mapping[placeholders_of(module)[-1]]
    for i, (result, mode) in enumerate(zip(results_of(module), modes, strict=True)):
        if result is None or mode == "skip":
            continue
        with graph.inserting_after(last):
            last = buffer = graph.placeholder(f"buffer_{i}")
        buffer.meta["val"] = result.meta["val"]
        value = mapping[result]
        if mode == "add":
            value = graph.call_function(torch.ops.aten.add.Tensor, (buffer, value))
        graph.call_function(torch.ops.aten.copy_.default, (buffer, value))
    graph.output(())
    return GraphModule(torch.nn.Module(), graph)


def compiled(module: GraphModule, arguments: Sequence[Tensor]) -> Kernel:
    """The graph as one fused kernel for arguments of these shapes and strides.

    Kernels are cached on disk, so all shards of one shape share them. ``TORCHINDUCTOR_CACHE_DIR``
    is the folder; the default is in the user's cache folder.
    """
    from torch._guards import TracingContext, tracing
    from torch._inductor import compile as inductor_compile
    from torch._inductor import config

    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(home / "rnnbench" / "kernels"))
    # The compiler uses its cache of graphs only with a shape environment.
    context = TracingContext(FakeTensorMode(shape_env=ShapeEnv()))
    with config.patch(SETTINGS), torch.no_grad(), tracing(context), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kernel: Kernel = inductor_compile(module, list(arguments))
    return kernel
