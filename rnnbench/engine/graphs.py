"""The two ends of a traced graph."""

from torch.fx import GraphModule, Node


def placeholders_of(module: GraphModule) -> list[Node]:
    """A graph's inputs, in order."""
    return [node for node in module.graph.nodes if node.op == "placeholder"]


def results_of(module: GraphModule) -> list[Node | None]:
    """A graph's outputs, in order, which are a list."""
    (output,) = [node for node in module.graph.nodes if node.op == "output"]
    return list(output.args[0])
