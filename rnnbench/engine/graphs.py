"""The two ends of a traced graph."""

from torch.fx import GraphModule, Node


def placeholders_of(module: GraphModule) -> list[Node]:
    """The nodes that a graph takes, in order."""
    return [node for node in module.graph.nodes if node.op == "placeholder"]


def results_of(module: GraphModule) -> list[Node | None]:
    """The nodes that a graph gives, in order; it gives a list."""
    (output,) = [node for node in module.graph.nodes if node.op == "output"]
    return list(output.args[0])
